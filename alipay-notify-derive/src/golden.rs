//! What the derive writes for the messages that are specified out of the box, for readers and
//! reviewers.
//!
//! `UPDATE_GOLDEN=1` writes the files again after a change that is meant.

use std::path::Path;
use std::{env, fs};

use syn::{DeriveInput, File, parse_quote};

use crate::expand::private;
use crate::{message, schema};

#[test]
fn opencard() {
    let item = parse_quote! {
        #[alipay(schema = "schemas/alipay.user.opencard.result.notify.json")]
        pub struct UserOpencardResult;
    };
    compare(&item, "alipay.user.opencard.result.notify");
}

#[test]
fn shop_save_rejected() {
    let item = parse_quote! {
        #[alipay(schema = "schemas/ant.merchant.expand.shop.save.rejected.json")]
        pub struct ShopSaveRejected;
    };
    compare(&item, "ant.merchant.expand.shop.save.rejected");
}

#[test]
fn faceauth_completed() {
    let item = parse_quote! {
        #[alipay(schema = "schemas/alipay.open.mini.icp.faceauth.completed.json")]
        pub struct MiniIcpFaceauthCompleted;
    };
    compare(&item, "alipay.open.mini.icp.faceauth.completed");
}

#[test]
fn servicemarket_order() {
    let item = parse_quote! {
        #[alipay(schema = "schemas/servicemarket_order_notify.json")]
        pub struct ServicemarketOrder;
    };
    compare(&item, "servicemarket_order_notify");
}

#[test]
fn the_key_is_documented() {
    let declared: DeriveInput = parse_quote! {
        #[alipay(msg_method = "my.company.order.keyed")]
        struct Keyed { status: String, #[alipay(idempotency_key)] order_no: String }
    };
    let both: DeriveInput = parse_quote! {
        #[alipay(schema = "x.json")]
        struct Keyed { status: String }
    };
    let alone: DeriveInput = parse_quote! {
        #[alipay(schema = "x.json")]
        struct Keyed;
    };
    // At the implementation and, where the derive writes it, at the content.
    for (item, times) in [(declared, 1), (both, 1), (alone, 2)] {
        let tokens = message(&item, |attrs, errors| {
            let file = attrs.schema.value()?;
            schema::parse(file, "x.json", include_str!("../../tests/ui/schemas/keyed.json"), errors)
        });
        let written = tokens.to_string();
        let docs = "Deliveries to one app with the same `order_no` are the same message.";
        assert_eq!(written.matches(docs).count(), times, "{written}");
    }
}

fn compare(item: &DeriveInput, name: &str) {
    let found = expanded(item, name);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("golden/{name}.rs"));
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &found).expect("the file can be written");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    let differs = golden.lines().zip(found.lines()).find(|(golden, found)| golden != found);
    assert_eq!(differs, None, "{name}: see the comment at the top of the file");
    assert_eq!(golden.lines().count(), found.lines().count(), "{name}");
}

/// The code for an item, as `rustfmt` would have it.
fn expanded(item: &DeriveInput, name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../schemas/{name}.json"));
    let text = fs::read_to_string(path).expect("a schema file is named after its message");
    let tokens = message(item, |attrs, errors| {
        let file = attrs.schema.value()?;
        schema::parse(file, &file.value(), &text, errors)
    });
    let file: File = syn::parse2(tokens).expect("what the derive writes is Rust");
    // The version would change every line.
    let text = prettyplease::unparse(&file).replace(&private().to_string(), "__private");
    format!(
        "// What `#[derive(AlipayNotify)]` writes for `{name}`, formatted.\n\
         //\n\
         // A test compares it with what the derive writes now. After a change that is meant,\n\
         // `UPDATE_GOLDEN=1 cargo test -p alipay-notify-derive golden` writes it again.\n\n{text}"
    )
}
