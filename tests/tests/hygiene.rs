//! The code that the derives write, under lints that reject everything and among names that mean
//! something else.

#![deny(warnings, missing_docs, unsafe_code, unreachable_pub, unused_qualifications)]
#![deny(clippy::all, clippy::pedantic)]

/// What a crate that re-exports this one looks like.
mod framework {
    pub(crate) mod inner {
        pub(crate) use alipay_notify as messages;
    }
}

/// Every name of the prelude that the derives might use, and the primitive types, mean something
/// else here.
mod shadowed {
    #![allow(dead_code, non_camel_case_types, reason = "the names are there to be in the way")]
    #![allow(unused_macros, reason = "the names are there to be in the way")]

    use ::std::option::Option as Maybe;

    pub(crate) struct Option;
    pub(crate) struct Result;
    pub(crate) struct String;
    pub(crate) struct Vec;
    pub(crate) struct Box;
    pub(crate) struct Some;
    pub(crate) struct None;
    pub(crate) struct Ok;
    pub(crate) struct Err;
    pub(crate) struct str;
    pub(crate) struct u8;
    pub(crate) struct usize;
    pub(crate) struct bool;
    pub(crate) trait From {}
    pub(crate) trait Into {}
    pub(crate) trait Clone {}
    pub(crate) trait Debug {}
    pub(crate) trait PartialEq {}
    pub(crate) trait Eq {}
    pub(crate) trait Copy {}
    pub(crate) trait AlipayValue {}
    pub(crate) trait AlipayObject {}
    pub(crate) mod alipay_notify {}
    pub(crate) mod core {}
    pub(crate) mod std {}
    macro_rules! assert {
        () => {};
    }
    macro_rules! concat {
        () => {};
    }
    macro_rules! env {
        () => {};
    }
    macro_rules! include_bytes {
        () => {};
    }

    /// A schema alone.
    #[derive(::alipay_notify::AlipayNotify)]
    #[alipay(schema = "ui/schemas/everything.json")]
    pub(crate) struct Everything;

    /// Fields alone.
    #[derive(::alipay_notify::AlipayNotify)]
    #[alipay(msg_method = "my.company.order.paid", exactly_one(user_id, open_id))]
    #[alipay(exactly_one(order_no, r#type))]
    pub(crate) struct OrderPaid {
        #[alipay(max_len = 64)]
        pub(crate) order_no: ::std::option::Option<::std::string::String>,
        pub(crate) r#type: ::std::option::Option<::std::string::String>,
        pub(crate) user_id: ::std::option::Option<::std::string::String>,
        pub(crate) open_id: ::std::option::Option<::std::string::String>,
        pub(crate) status: PayStatus,
        #[alipay(rename = "index")]
        pub(crate) __index: PayStatus,
    }

    /// Both.
    #[derive(::alipay_notify::AlipayNotify)]
    #[alipay(schema = "ui/schemas/everything.json")]
    pub(crate) struct Wanted {
        #[alipay(rename = "orderNo")]
        pub(crate) order_no: ::std::string::String,
        #[alipay(rename = "3d_secure")]
        pub(crate) secure: ::std::option::Option<::std::string::String>,
    }

    /// A schema alone, with a key.
    #[derive(::alipay_notify::AlipayNotify)]
    #[alipay(schema = "ui/schemas/keyed.json")]
    pub(crate) struct Keyed;

    /// Every shape, and what is extra, written by the derive.
    pub(crate) mod shapes {
        #[allow(unused_imports, reason = "the names are there to be in the way")]
        use super::*;

        /// A schema alone.
        #[derive(::alipay_notify::AlipayNotify)]
        #[alipay(schema = "ui/schemas/shapes.json", extra)]
        pub(crate) struct Product;
    }

    /// An object by hand.
    #[derive(::alipay_notify::AlipayObject)]
    #[alipay(exactly_one(card_no, account_no), at_least_one(mobile, email))]
    pub(crate) struct Payer {
        #[alipay(max_len = 64, rename = "cardNo", title = "Card")]
        pub(crate) card_no: ::std::option::Option<::std::string::String>,
        pub(crate) account_no: ::std::option::Option<::std::string::String>,
        #[alipay(conditional)]
        pub(crate) mobile: ::std::option::Option<::std::boxed::Box<::core::primitive::str>>,
        pub(crate) email:
            ::std::option::Option<::alipay_notify::decode::Json<::std::vec::Vec<PayStatus>>>,
        #[alipay(json)]
        pub(crate) statuses: ::std::vec::Vec<PayStatus>,
        pub(crate) count: ::core::primitive::i64,
        pub(crate) amount: ::alipay_notify::decode::Number,
        pub(crate) paid: ::core::primitive::bool,
        #[alipay(extra)]
        pub(crate) extra: ::alipay_notify::decode::Extra,
    }

    /// Fields alone, with objects in them.
    #[derive(::alipay_notify::AlipayNotify)]
    #[alipay(msg_method = "my.company.order.settled")]
    pub(crate) struct Settled {
        pub(crate) payer: Payer,
        pub(crate) payers: ::std::option::Option<::std::vec::Vec<Payer>>,
        #[alipay(json)]
        pub(crate) more: ::std::option::Option<Payer>,
    }

    /// Both, with objects in them.
    #[derive(::alipay_notify::AlipayNotify)]
    #[alipay(schema = "ui/schemas/shapes.json")]
    pub(crate) struct Some_ {
        pub(crate) address: Address,
        pub(crate) tags: ::std::vec::Vec<::std::string::String>,
        #[alipay(json)]
        pub(crate) refund_items: ::std::vec::Vec<Address>,
        #[alipay(extra)]
        pub(crate) rest: ::alipay_notify::decode::Extra,
    }

    /// An object by hand.
    #[derive(::alipay_notify::AlipayObject)]
    pub(crate) struct Address {}

    /// Fields named as generated code might name its own variables.
    #[derive(::alipay_notify::AlipayNotify)]
    #[alipay(msg_method = "my.company.locals")]
    pub(crate) struct Locals {
        #[alipay(idempotency_key)]
        pub(crate) decoder: ::std::string::String,
        pub(crate) schema: ::std::string::String,
        pub(crate) cursor: ::std::string::String,
        pub(crate) index: ::std::string::String,
        pub(crate) field: ::std::string::String,
        pub(crate) entered: ::std::string::String,
        pub(crate) extra: ::std::string::String,
        pub(crate) violations: ::std::string::String,
        pub(crate) map: ::std::string::String,
        pub(crate) serializer: ::std::string::String,
        pub(crate) __schema: ::std::string::String,
        pub(crate) __field: ::std::string::String,
    }

    /// A list.
    #[derive(::alipay_notify::AlipayEnum)]
    pub(crate) enum PayStatus {
        Paid,
        #[alipay(value = "closed")]
        Closed,
        #[alipay(other)]
        Other(::std::string::String),
    }

    /// A list that is complete.
    #[derive(::alipay_notify::AlipayEnum)]
    pub(crate) enum Success {
        True,
        False,
    }

    const _: Maybe<()> = Maybe::None;
}

/// The core crate under another path, given as a path and as a text.
mod renamed {
    use crate::framework::inner::messages::decode::Extra;
    use crate::framework::inner::messages::{AlipayEnum, AlipayNotify, AlipayObject};

    /// A schema alone.
    #[derive(AlipayNotify)]
    #[alipay(schema = "ui/schemas/everything.json", crate = crate::framework::inner::messages)]
    pub(crate) struct Everything;

    /// A module of its own, for the types of one message have the names of the other's.
    pub(crate) mod shapes {
        use crate::framework::inner::messages::AlipayNotify;

        /// Every shape.
        #[derive(AlipayNotify)]
        #[alipay(
            schema = "ui/schemas/shapes.json",
            extra,
            crate = "crate::framework::inner::messages"
        )]
        pub(crate) struct Product;
    }

    /// Both.
    #[derive(Debug, AlipayNotify)]
    #[alipay(schema = "ui/schemas/shapes.json", crate = crate::framework::inner::messages)]
    pub(crate) struct Wanted {
        #[alipay(json)]
        pub(crate) refund_items: Vec<Item>,
        #[alipay(extra)]
        pub(crate) rest: Extra,
    }

    impl Wanted {
        pub(crate) fn is_exact(&self) -> bool {
            self.rest.is_empty() && self.refund_items.is_empty()
        }
    }

    /// An object by hand.
    #[derive(Debug, PartialEq, AlipayObject)]
    #[alipay(exactly_one(amount, fee), crate = "crate::framework::inner::messages")]
    pub(crate) struct Item {
        pub(crate) amount: Option<String>,
        pub(crate) fee: Option<String>,
    }

    /// Fields alone.
    #[derive(Debug, PartialEq, AlipayNotify)]
    #[alipay(msg_method = "my.company.order.paid", crate = "crate::framework::inner::messages")]
    pub(crate) struct OrderPaid {
        pub(crate) status: PayStatus,
        pub(crate) items: Option<Vec<Item>>,
    }

    /// A list.
    #[derive(Debug, PartialEq, AlipayEnum)]
    #[alipay(crate = crate::framework::inner::messages)]
    pub(crate) enum PayStatus {
        Paid,
        Closed,
    }
}

/// Visible to everyone, so that everything in it has to be documented.
pub mod public {
    use alipay_notify::AlipayNotify;

    /// A schema alone.
    #[derive(Clone, Copy, Debug, AlipayNotify)]
    #[alipay(schema = "ui/schemas/everything.json")]
    pub struct Everything;

    /// Every shape.
    pub mod shapes {
        use alipay_notify::AlipayNotify;

        /// A schema alone.
        #[derive(Clone, Copy, Debug, AlipayNotify)]
        #[alipay(schema = "ui/schemas/shapes.json", extra)]
        pub struct Product;
    }

    /// What a message of many flags becomes.
    pub mod flags {
        use alipay_notify::AlipayNotify;

        /// A schema alone.
        #[derive(Clone, Copy, Debug, AlipayNotify)]
        #[alipay(schema = "ui/schemas/flags.json")]
        pub struct Switches;
    }

    /// What values and names of single letters become.
    pub mod acronyms {
        use alipay_notify::AlipayNotify;

        /// A schema alone.
        #[derive(Clone, Copy, Debug, AlipayNotify)]
        #[alipay(schema = "ui/schemas/acronyms.json")]
        pub struct Codes;
    }
}

/// Visible to nobody else, so that names are held to more.
mod acronyms {
    use alipay_notify::AlipayNotify;

    /// A schema alone.
    #[derive(AlipayNotify)]
    #[alipay(schema = "ui/schemas/acronyms.json")]
    pub(crate) struct Codes;
}

/// A type or a value through a variable of a macro stands in an invisible group.
mod through_a_macro {
    use alipay_notify::{AlipayEnum, AlipayNotify, AlipayObject};

    macro_rules! message {
        ($name:ident { $($field:ident: $ty:ty),* }) => {
            #[derive(PartialEq, AlipayNotify)]
            #[alipay(msg_method = "my.company.order.paid", exactly_one(user_id, open_id))]
            pub(crate) struct $name { $(pub(crate) $field: $ty),* }
        };
    }

    // What the derive adds is used by nobody here, which is nobody's mistake.
    message!(OrderPaid { user_id: Option<String>, open_id: Option<String> });

    macro_rules! attributes {
        (
            $method:literal, $title:expr, $krate:path, $schema:literal, $value:expr, $len:literal,
            $name:literal,
            $field:ident, $doc:expr, $($more:meta),*
        ) => {
            #[doc = $doc]
            #[derive(PartialEq, AlipayNotify)]
            #[alipay(
                msg_method = $method, title = $title, crate = $krate,
                exactly_one($field, other), $($more),*
            )]
            pub(crate) struct Shipped {
                #[alipay(max_len = $len, rename = $name, title = $title)]
                pub(crate) $field: Option<String>,
                #[alipay(max_len = ($len), title = ($title))]
                pub(crate) other: Option<String>,
                pub(crate) mobile: Option<String>,
                pub(crate) email: Option<String>,
                pub(crate) parcel: Option<Parcel>,
            }

            #[derive(PartialEq, AlipayNotify)]
            #[alipay(schema = $schema, crate = $krate, msg_method = $value)]
            pub(crate) struct Wanted {
                #[alipay(rename = $name)]
                pub(crate) order: String,
            }

            #[derive(PartialEq, AlipayObject)]
            #[alipay(crate = $krate, at_least_one($field, other))]
            pub(crate) struct Parcel {
                #[alipay(max_len = $len, conditional)]
                pub(crate) $field: Option<String>,
                pub(crate) other: Option<String>,
                pub(crate) status: Option<Status>,
            }

            #[derive(PartialEq, AlipayEnum)]
            #[alipay(crate = $krate)]
            pub(crate) enum Status {
                #[alipay(value = $value, title = $title)]
                Paid,
            }
        };
    }

    attributes!(
        "my.company.order.shipped",
        "Shipped",
        alipay_notify,
        "ui/schemas/everything.json",
        "my.company.everything",
        8,
        "orderNo",
        order_no,
        "An order was shipped.",
        at_least_one(mobile, email)
    );
}

use alipay_notify::{AlipayEnum, AlipayNotify, AlipayObject};

#[test]
fn everything_is_where_it_says() {
    assert_eq!(shadowed::Everything::SPEC.content.fields.len(), 11);
    assert_eq!(shadowed::Locals::SPEC.content.fields.len(), 12);
    assert_eq!(shadowed::Wanted::SPEC, shadowed::Everything::SPEC);
    assert_eq!(renamed::Everything::SPEC, public::Everything::SPEC);
    assert_eq!(renamed::OrderPaid::SPEC.content.fields.len(), 2);
    assert_eq!(renamed::PayStatus::VALUES.len(), 2);
    assert_eq!(shadowed::OrderPaid::SPEC.content.groups.len(), 2);
    assert_eq!(shadowed::PayStatus::VALUES.len(), shadowed::Success::VALUES.len());
    assert_eq!(renamed::shapes::Product::SPEC, shadowed::shapes::Product::SPEC);
    assert_eq!(size_of_val(&renamed::Wanted::is_exact), 0);
    assert_eq!(renamed::Wanted::SPEC, shadowed::Some_::SPEC);
    assert_eq!(shadowed::Settled::SPEC.content.fields.len(), 3);
    assert_eq!(public::flags::Switches::SPEC.content.fields.len(), 5);
    assert_eq!(through_a_macro::OrderPaid::SPEC.content.groups.len(), 1);
    assert_eq!(public::acronyms::Codes::SPEC, acronyms::Codes::SPEC);
}

#[test]
fn attributes_hold_variables_of_macros() {
    let spec = through_a_macro::Shipped::SPEC;
    assert_eq!(spec.name, "my.company.order.shipped");
    assert_eq!((&*spec.title, &*spec.description), ("Shipped", "An order was shipped."));
    assert_eq!(spec.content.groups.len(), 2);
    let [first, second, ..] = &*spec.content.fields else { panic!("it has five fields") };
    assert_eq!((&*first.name, first.max_len, &*first.title), ("orderNo", Some(8), "Shipped"));
    assert_eq!((&*second.name, second.max_len, &*second.title), ("other", Some(8), "Shipped"));
    assert_eq!(through_a_macro::Wanted::SPEC, public::Everything::SPEC);
    assert_eq!(through_a_macro::Parcel::SCHEMA.fields[0].max_len, Some(8));
    assert_eq!(through_a_macro::Status::VALUES[0].title, "Shipped");
}
