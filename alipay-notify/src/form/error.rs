//! Why a body is rejected before anything is verified.

use thiserror::Error;

/// Why a body is not a form that Alipay could have sent.
///
/// Nothing here repeats the body: a parameter is named only where its name is one that Alipay uses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FormError {
    /// There is no body.
    #[error("the body is empty; if the framework read it already, hand over the bytes it read")]
    NoBody,
    /// The body is longer than [`Limits::body`](super::Limits::body).
    #[error("the body is longer than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The `data` of a frame is not one JSON object whose `header` and `content` are objects.
    #[error("`data` is not one JSON object with a `header` and a `content`")]
    NotData,
    /// A part between two `&` has no `=`: this is JSON, multipart or something else, but not a
    /// form.
    #[error(
        "not a form: part {part} has no `=`; the gateway takes application/x-www-form-urlencoded \
         bodies"
    )]
    NotAForm {
        /// Which part, from 1.
        part: usize,
    },
    /// A parameter has no name, or a name that holds `=` or `&` once it is decoded.
    #[error("the name of parameter {part} is not one that can be signed")]
    Name {
        /// Which part, from 1.
        part: usize,
    },
    /// A `%` is not followed by two hexadecimal digits.
    #[error("broken percent-encoding at byte {}", .at + 1)]
    PercentEncoding {
        /// Where the `%` is, in bytes from the beginning; the sentence counts from 1.
        at: usize,
    },
    /// There are more parameters than [`Limits::parameters`](super::Limits::parameters).
    #[error("more than {limit} parameters")]
    TooManyParameters {
        /// The limit.
        limit: usize,
    },
    /// A name is longer than [`Limits::name`](super::Limits::name).
    #[error("the name of a parameter is longer than {limit} bytes")]
    NameTooLong {
        /// The limit.
        limit: usize,
    },
    /// A parameter is given more than once.
    #[error("the parameter {} is given more than once", parameter(*name))]
    Repeated {
        /// Its name, where it is one of Alipay's.
        name: Option<&'static str>,
    },
    /// A parameter that every message has is missing.
    #[error("the parameter `{name}` is missing")]
    Missing {
        /// Its name.
        name: &'static str,
    },
    /// A parameter that every message has is empty.
    #[error("the parameter `{name}` is empty")]
    Empty {
        /// Its name.
        name: &'static str,
    },
    /// The signature is not base64.
    #[error("the parameter `sign` is not base64")]
    SignNotBase64,
    /// A value other than `biz_content` holds what reads like a further parameter, or that one
    /// holds what reads like another `biz_content`, after a parameter that Alipay is not known to
    /// use.
    ///
    /// Parameters are joined unescaped before they are signed, so a genuine message can be cut into
    /// other parameters under the same signature. No genuine message has `&…=` in one of its
    /// short values.
    #[error("the value of {} holds a further parameter", parameter(*name))]
    Ambiguous {
        /// The parameter's name, where it is one of Alipay's.
        name: Option<&'static str>,
    },
}

fn parameter(name: Option<&'static str>) -> String {
    name.map_or_else(|| "(unknown to Alipay)".to_owned(), |name| format!("`{name}`"))
}
