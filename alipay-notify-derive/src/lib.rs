//! The derive macros of `alipay-notify`, which re-exports them. Depend on that crate, not on this
//! one.
//!
//! The macros work in stages, a file each: an item is taken apart (`attr`, `ast`), its schema is
//! read (`schema`), the two are checked against each other (`check`) and become a model that can't
//! be wrong (`model`), which is written out as code (`expand`). Every mistake that any stage finds
//! is shown at once, and then an inert implementation (`fallback`) keeps the rest of the program
//! free of follow-on errors.

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

mod ast;
mod attr;
mod check;
mod error;
mod expand;
mod fallback;
#[cfg(test)]
mod golden;
mod model;
#[cfg(test)]
mod robustness;
mod schema;
mod types;

use alipay_notify_schema::MessageSchema;
use attr::Place;
use error::Errors;

/// Makes a struct a message, or a notification of another family: its name, its specification, and
/// how its members are read.
///
/// # Three forms
///
/// **A schema alone.** The derive writes the struct of the content, named after the message, a
/// struct for each object in it and an enum for each field that lists its values. They are
/// documented from the schema and as visible as the message.
///
/// ```text
/// #[derive(AlipayNotify)]
/// #[alipay(schema = "schemas/alipay.marketing.activity.message.expired.json")]
/// pub struct MarketingExpired;
/// // A handler takes Notification<MarketingExpired> and reads the fields of a
/// // MarketingExpiredContent.
/// ```
///
/// **Fields alone.** The attributes and the types are the specification; documentation comments are
/// its descriptions. What is an `Option` may be absent, and what is not is required.
///
/// ```text
/// #[derive(Debug, AlipayNotify)]
/// #[alipay(msg_method = "my.company.order.paid", exactly_one(user_id, open_id))]
/// pub struct OrderPaid {
///     #[alipay(max_len = 64, idempotency_key)]
///     pub order_no: String,
///     #[alipay(max_len = 16)]
///     pub user_id: Option<String>,
///     #[alipay(max_len = 128)]
///     pub open_id: Option<String>,
///     pub status: PayStatus,                      // with #[derive(AlipayEnum)]
///     pub items: Vec<Item>,                       // with #[derive(AlipayObject)]
///     #[alipay(json)]
///     pub refunds: Option<Vec<Item>>,             // a text on the wire: "[{\"amount\":\"0.10\"}]"
///     #[alipay(extra)]
///     pub extra: Extra,                           // members that are not documented here
/// }
/// ```
///
/// **Both.** The fields that are wanted, held against the schema while compiling: each must be in
/// it, be an `Option` exactly where it may be absent, and be of a type that can hold it. Limits and
/// groups come from the schema, and fields that the struct leaves out are checked all the same when
/// a message arrives. An object in it that has a type of its own is held against what that type
/// says.
///
/// ```text
/// #[derive(Debug, AlipayNotify)]
/// #[alipay(schema = "schemas/ant.merchant.expand.shop.save.rejected.json")]
/// pub struct Rejected {
///     pub shop_id: String,
///     pub reason: String,
/// }
/// ```
///
/// # Families
///
/// Next to messages, which are named by `msg_method`, stand notifications, such as those of
/// payments, which are named by `notify_type`, and what services of Alipay push, which is named by
/// `service`. The members of these are the parameters of their forms, each of which is a text:
/// integers, numbers, booleans, amounts and times are read from it, and JSON by way of
/// `#[alipay(json)]`. The parameters that every form has (`app_id`, `notify_id`, `sign` and the
/// like) are in the envelope; they need not be fields, and are not among those that `extra` keeps.
///
/// ```text
/// #[derive(Debug, AlipayNotify)]
/// #[alipay(notify_type = "trade_status_sync")]
/// pub struct Payment {
///     #[alipay(max_len = 64)]
///     pub out_trade_no: String,
///     pub total_amount: Yuan,
///     pub gmt_payment: Option<BeijingTime>,
///     #[alipay(json)]
///     pub fund_bill_list: Option<Vec<FundBill>>,  // with #[derive(AlipayObject)]
/// }
/// ```
///
/// # Attributes
///
/// | attribute | on | with | meaning |
/// |---|---|---|---|
/// | `schema = "schemas/x.json"` | struct | | the schema file, relative to the folder of `Cargo.toml` |
/// | `msg_method = "my.order.paid"` | struct | fields alone | the name of the message |
/// | `notify_type = "my_order_sync"`, `service = "my.order.push"` | struct | fields alone | the same of another family |
/// | `exactly_one(user_id, open_id)` | struct | fields alone | of these fields exactly one is present; repeatable |
/// | `at_least_one(mobile, email)` | struct | fields alone | of these fields at least one is present; repeatable |
/// | `title = "订单已支付"` | struct, field | fields alone | the document's label |
/// | `max_len = 64` | field | fields alone | the longest text permitted, in characters; of a list, the longest element |
/// | `conditional` | field | fields alone | 特殊可选: present under certain circumstances, which the field's documentation names |
/// | `rename = "orderNo"` | field | fields | the name on the wire, where the field is called something else |
/// | `idempotency_key` | field | fields | what identifies a message; along with a schema, the field that the schema marks |
/// | `json` | field | fields | the value travels as the text of its JSON |
/// | `extra` | field of type `Extra` | fields | keeps the members that the specification does not have; at most once |
/// | `extra` | struct | a schema alone | adds such a field, `extra`, to the content |
/// | `crate = path::to::alipay_notify` | struct | | where this crate is, for those who re-export it |
///
/// `msg_method`, `notify_type` or `service` may be given along with a schema; then the two must
/// agree.
///
/// # Telling messages apart
///
/// Alipay delivers a message until it is acknowledged. Two deliveries are the same message if their
/// `notify_id` is the same, or, where a field is marked, if that field is: by
/// `#[alipay(idempotency_key)]` where the fields stand alone, by `"x-alipay-idempotency-key": true`
/// in a schema, which holds for structs that leave the field out as well. One field of the message
/// itself can be marked, which holds a text or an integer and is always there.
///
/// # Shapes
///
/// | in a schema | what the derive writes | what a field may be as well |
/// |---|---|---|
/// | a string | `String` | `Box<str>`, `Arc<str>`, `Rc<str>`, `Cow<'static, str>` |
/// | a string that lists its values | an enum | one with `#[derive(AlipayEnum)]`; any text |
/// | a string with a format | `Yuan`, `BeijingTime` | any text; either of them where the schema names no format |
/// | a string that is JSON | `String`; with a `contentSchema`, `Json` of a struct or of a `Vec` of them | any type with `#[alipay(json)]` |
/// | an integer | `i64` | any other integer; `Number` |
/// | a number | `Number`, which keeps every digit | `f64` |
/// | a boolean | `bool` | |
/// | an object | a struct | one with `#[derive(AlipayObject)]`; a `Box` of it |
/// | an array | `Vec` of these | |
/// | what may be absent | `Option` of these | |
///
/// A type of your own that implements `AlipayValue` may stand anywhere.
///
/// # Names
///
/// What the derive writes is named by rule, so that it can be predicted:
///
/// | from | to | example |
/// |---|---|---|
/// | the struct | the content | `MarketingExpired` → `MarketingExpiredContent` |
/// | a field | a field of the same name, raw if a keyword, with `_` before it if it begins with a digit | `shopName` → `shopName`, `type` → `r#type` |
/// | a field that lists values | the enum, with `V` before it if it begins with a digit | `certify_result_status` → `CertifyResultStatus` |
/// | a field that is an object | the struct, likewise | `shop_address` → `ShopAddress` |
/// | a field that is a list of them | the enum or struct, in the singular | `product_status_infos` → `ProductStatusInfo` |
/// | a field with `x-alipay-type` | the enum or struct of that name | |
/// | a listed value | the variant, with `V` before it if it begins with a digit or is `Other` or `Self` | `TRADE_SUCCESS` → `TradeSuccess`, `01` → `V01` |
/// | an exactly-one group of texts | a method and an enum of references | `order_no`, `trade_no` → `order_no_or_trade_no()`, `OrderNoOrTradeNoRef` |
/// | the group of `user_id` and `open_id` | a method that returns `alipay_notify::UserRef` | `user()` |
///
/// Every enum has one more variant, `Other(String)`, for values that the schema does not list. All
/// these types stand next to the struct. Where two of one schema would have the same name, they are
/// one type if they are alike in everything, and otherwise a mistake that `x-alipay-type` fixes;
/// two messages whose types would have the same names belong in two modules. A group gets its
/// method wherever all its members are fields of type `Option<String>`.
///
/// A type that would be named as one of the prelude is (`Result`, `Option`, `String`, `Box`,
/// `From`, …) or as a trait of `alipay_notify` would mean something else to the code next to it.
/// That is a mistake, which `x-alipay-type` fixes: `result` with a list of values and
/// `"x-alipay-type": "PayResult"` becomes a `PayResult`.
///
/// # What comes with the types
///
/// Structs and enums that the derive writes are `Clone`, `PartialEq`, `Eq` and serde's `Serialize`
/// and `Deserialize`; what was decoded serializes to JSON that decodes to the same. Reading them
/// back takes `serde_json`, and reports the same violations as decoding where a value can't be
/// represented. `Debug` shows what is there and how long it is, and none of its characters, digits
/// or truth values.
///
/// Structs are `non_exhaustive`, so that a schema may gain fields: `example()` returns a value that
/// keeps the specification, whose fields can be set. A schema whose example can't be made is a
/// mistake. `validate()` holds a value made by hand against the rules that decoding enforces.
///
/// # Mistakes
///
/// All mistakes of an item are shown at once, and the code that uses it is spared follow-on
/// errors: the methods of its groups are there all the same, and so are the types from a
/// schema if the schema is not at fault. Nothing is known of a schema that can't be read, or that
/// has mistakes of its own: then the content stands there without fields, and code that names a
/// field or a type of it has errors of its own until the schema is corrected.
///
/// # Changes to a schema
///
/// The schema file is an input of the build: editing it compiles the struct again.
#[proc_macro_derive(AlipayNotify, attributes(alipay))]
pub fn alipay_notify(input: TokenStream) -> TokenStream {
    message(&parse_macro_input!(input as DeriveInput), schema::load).into()
}

/// Makes a struct an object inside a message, to be the type of a field.
///
/// The attributes and the types are its specification, as they are for a message whose fields stand
/// alone.
///
/// ```text
/// #[derive(Debug, AlipayObject)]
/// #[alipay(exactly_one(card_no, account_no))]
/// pub struct Payer {
///     #[alipay(max_len = 32)]
///     pub card_no: Option<String>,
///     #[alipay(max_len = 32)]
///     pub account_no: Option<String>,
///     pub address: Address,                       // with #[derive(AlipayObject)] as well
/// }
/// ```
///
/// # Attributes
///
/// On the struct: `exactly_one`, `at_least_one` and `crate`. On a field: `rename`, `max_len`,
/// `conditional`, `title`, `json` and `extra`. They mean what they mean for
/// [`AlipayNotify`](macro@AlipayNotify).
#[proc_macro_derive(AlipayObject, attributes(alipay))]
pub fn alipay_object(input: TokenStream) -> TokenStream {
    object(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an enum a closed list of texts, to be the type of a field.
///
/// Each variant stands for one value: its own name in capitals, or what `value` says. In messages
/// the letter case of a value does not count.
///
/// ```text
/// #[derive(Debug, AlipayEnum)]
/// pub enum PayStatus {
///     TradeSuccess,                               // TRADE_SUCCESS
///     #[alipay(value = "closed", title = "交易关闭")]
///     Closed,                                     // closed
///     #[alipay(other)]
///     Other(String),                              // any other text
/// }
/// ```
///
/// A value that is not listed breaks the specification. With a variant for it, lenient decoding can
/// still represent it; strict decoding never produces that variant.
///
/// # Attributes
///
/// | attribute | on | meaning |
/// |---|---|---|
/// | `value = "closed"` | variant | the value on the wire |
/// | `title = "交易关闭"` | variant | the document's label of the value |
/// | `other` | variant | holds, in its one `String`, whatever is not listed; at most once |
/// | `crate = path::to::alipay_notify` | enum | where `alipay-notify` is, for those who re-export it |
#[proc_macro_derive(AlipayEnum, attributes(alipay))]
pub fn alipay_enum(input: TokenStream) -> TokenStream {
    enumeration(&parse_macro_input!(input as DeriveInput)).into()
}

fn message(
    input: &DeriveInput,
    load: impl FnOnce(&attr::StructAttrs, &mut Errors) -> Option<MessageSchema>,
) -> proc_macro2::TokenStream {
    let mut errors = Errors::default();
    let Some(ast) = ast::Struct::read(input, Place::Message, &mut errors) else {
        return fallback::message(input, None, &[], &errors);
    };
    let schema = load(&ast.attrs, &mut errors);
    let message = check::message(&ast, schema.as_ref(), &mut errors);
    match errors.finish(message.as_ref()) {
        Ok(message) => expand::message(message),
        Err(errors) => {
            let choices = check::choices(&ast, schema.as_ref());
            fallback::message(input, message.as_ref(), &choices, &errors)
        }
    }
}

fn object(input: &DeriveInput) -> proc_macro2::TokenStream {
    let mut errors = Errors::default();
    let Some(ast) = ast::Struct::read(input, Place::Object, &mut errors) else {
        return fallback::nested(input, &[], &errors);
    };
    let nested = check::nested(&ast, &mut errors);
    match errors.finish(nested) {
        Ok(nested) => expand::nested(&nested),
        Err(errors) => fallback::nested(input, &check::choices(&ast, None), &errors),
    }
}

fn enumeration(input: &DeriveInput) -> proc_macro2::TokenStream {
    let mut errors = Errors::default();
    let list = ast::Enum::read(input, &mut errors).map(|ast| check::enumeration(&ast, &mut errors));
    match errors.finish(list) {
        Ok((krate, list)) => expand::enumeration(&krate, &list),
        Err(errors) => fallback::enumeration(input, &errors),
    }
}
