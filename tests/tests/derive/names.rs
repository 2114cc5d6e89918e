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

    for (name, field, ty) in
        [("shopName", "shopName", "ShopName"), ("shopType", "shopType", "ShopType")]
    {
        assert_eq!(rust_name::field(name).as_deref(), Some(field));
        assert_eq!(rust_name::type_name(name).as_deref(), Some(ty));
    }
}
