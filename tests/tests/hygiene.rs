//! The code that the derives write, under lints that refuse everything and among names that mean something else.

#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, clippy::pedantic)]

/// What a crate that re-exports this one looks like.
mod framework {
    pub(crate) mod inner {
        pub(crate) use alipay_notify as messages;
    }
}

/// Every name of the prelude that the derives might use, and the primitive types, mean something else here.
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

    /// Fields named as generated code might name its own variables.
    #[derive(::alipay_notify::AlipayNotify)]
    #[alipay(msg_method = "my.company.locals")]
    pub(crate) struct Locals {
        pub(crate) decoder: ::std::string::String,
        pub(crate) schema: ::std::string::String,
        pub(crate) cursor: ::std::string::String,
        pub(crate) index: ::std::string::String,
        pub(crate) field: ::std::string::String,
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
    use crate::framework::inner::messages::{AlipayEnum, AlipayNotify};

    /// A schema alone.
    #[derive(AlipayNotify)]
    #[alipay(schema = "ui/schemas/everything.json", crate = crate::framework::inner::messages)]
    pub(crate) struct Everything;

    /// Fields alone.
    #[derive(Debug, PartialEq, AlipayNotify)]
    #[alipay(msg_method = "my.company.order.paid", crate = "crate::framework::inner::messages")]
    pub(crate) struct OrderPaid {
        pub(crate) status: PayStatus,
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
}

/// A type through a variable of a macro stands in an invisible group.
mod through_a_macro {
    use alipay_notify::AlipayNotify;

    macro_rules! message {
        ($name:ident { $($field:ident: $ty:ty),* }) => {
            #[derive(PartialEq, AlipayNotify)]
            #[alipay(msg_method = "my.company.order.paid", exactly_one(user_id, open_id))]
            pub(crate) struct $name { $(pub(crate) $field: $ty),* }
        };
    }

    // What the derive adds is used by nobody here, which is nobody's mistake.
    message!(OrderPaid { user_id: Option<String>, open_id: Option<String> });
}

use alipay_notify::{AlipayEnum, AlipayNotify};

#[test]
fn everything_is_where_it_says() {
    assert_eq!(shadowed::Everything::SPEC.content.fields.len(), 11);
    assert_eq!(shadowed::Locals::SPEC.content.fields.len(), 7);
    assert_eq!(shadowed::Wanted::SPEC, shadowed::Everything::SPEC);
    assert_eq!(renamed::Everything::SPEC, public::Everything::SPEC);
    assert_eq!(renamed::OrderPaid::SPEC.content.fields.len(), 1);
    assert_eq!(renamed::PayStatus::VALUES.len(), 2);
    assert_eq!(shadowed::OrderPaid::SPEC.content.groups.len(), 2);
    assert_eq!(shadowed::PayStatus::VALUES.len(), shadowed::Success::VALUES.len());
    assert_eq!(through_a_macro::OrderPaid::SPEC.content.groups.len(), 1);
}
