//! What the derive writes has the names that `alipay_notify_schema::rust_name` makes.

use alipay_notify::AlipayNotify;
use alipay_notify_schema::rust_name;

/// A schema alone.
#[derive(AlipayNotify)]
#[alipay(schema = "ui/schemas/camel_case.json")]
struct Shop;

#[test]
fn fields_have_the_names_of_the_document() {
    let text = r#"{"shopName": "西溪店", "shopType": "DIRECT", "shopId": "1"}"#;
    let mut decoder = alipay_notify_schema::Decoder::new(text);
    let shop = <ShopContent as alipay_notify::AlipayObject>::decode(&mut decoder)
        .expect("it is JSON")
        .expect("it can be represented");
    assert_eq!((&*shop.shopName, &shop.shopType), ("西溪店", &ShopType::Direct));
    assert_eq!(shop.shop_id_or_store_id(), Some(ShopIdOrStoreIdRef::ShopId("1")));

    // What compiles here is what the derive wrote.
    macro_rules! field {
        ($field:ident) => {{
            let _ = &shop.$field;
            Some(stringify!($field))
        }};
    }
    assert_eq!(rust_name::field("shopName").as_deref(), field!(shopName));
    assert_eq!(rust_name::field("shopType").as_deref(), field!(shopType));
    assert_eq!(rust_name::type_name("shopType").as_deref(), name_of(&shop.shopType));
    let choice = rust_name::choice(&[("shopId", "shopId"), ("storeId", "storeId")]);
    let choice = choice.expect("both have names");
    let chosen = shop.shop_id_or_store_id().expect("one is there");
    assert_eq!(choice.enum_name.as_deref(), name_of(&chosen));
    assert_eq!(choice.method, "shop_id_or_store_id", "as it is called above");
}

/// The name of a value's type, without its path.
fn name_of<T>(_: &T) -> Option<&'static str> {
    let path = std::any::type_name::<T>();
    path.split('<').next()?.rsplit("::").next()
}
