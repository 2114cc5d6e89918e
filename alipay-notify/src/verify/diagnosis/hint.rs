//! Something to check when a signature does not verify.

use std::fmt;

use crate::signature::SignMode;

/// Something to check when a signature does not verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The signature was made by a key of another size.
    SignatureLength {
        /// The size of the key that made it.
        bits: usize,
    },
    /// `sign` does not have the length of a signature.
    NoSignature,
    /// `sign` held spaces, which were taken as `+`: something decoded the body before the gateway
    /// did.
    SpacesInSign,
    /// The body holds characters that a form-encoded one never does: something decoded it before
    /// the gateway did.
    DecodedBefore,
    /// `biz_content` is still encoded once it is decoded: something encoded the body once more.
    EncodedTwice,
    /// A value holds HTML entities: an input filter escaped it.
    HtmlEntities,
    /// There are parameters that no message of Alipay's is known to have: a framework or a proxy
    /// may have added them.
    UnknownParameters {
        /// How many.
        count: usize,
    },
    /// The signature is good in the sign mode that is not accepted.
    OtherSignMode {
        /// That mode.
        mode: SignMode,
    },
    /// The configured key is the app's own instead of Alipay's.
    OwnKey,
    /// The key of another configured app made it: the keys are mixed up.
    OtherApp {
        /// That app.
        app_id: String,
    },
    /// The configured key may be the app's own instead of Alipay's, or another app's.
    WrongKey,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignatureLength { bits } => {
                write!(f, "it was made by a key of {bits} bits, and no configured key has that \
                           size")
            }
            Self::NoSignature => f.write_str("`sign` does not have the length of an RSA signature: \
                                              part of it may be missing"),
            Self::SpacesInSign => f.write_str(
                "`sign` has spaces in place of `+`: hand over the body exactly as received",
            ),
            Self::DecodedBefore => f.write_str(
                "the body is already decoded: hand over the bytes as received, not as a framework \
                 parsed them",
            ),
            Self::EncodedTwice => f.write_str(
                "`biz_content` is encoded twice: hand over the body exactly as received, not \
                 rebuilt",
            ),
            Self::HtmlEntities => {
                f.write_str("a value holds HTML entities such as &quot;: switch the input filter \
                             off")
            }
            Self::UnknownParameters { count } => write!(
                f,
                "it has parameters that no message has ({count}): hand over the body alone, \
                 without query or route"
            ),
            Self::OtherSignMode { mode } => {
                write!(f, "it is good in sign mode {mode}, which is not accepted: do not pin the \
                           other mode")
            }
            Self::OwnKey => f.write_str(
                "the configured key is the app's own public key (应用公钥): configure Alipay's public \
                 key (支付宝公钥)",
            ),
            Self::OtherApp { app_id } => write!(
                f,
                "the key that is configured for app {app_id} made it: the keys of the apps are \
                 mixed up"
            ),
            Self::WrongKey => f.write_str(
                "check that the key is Alipay's public key (支付宝公钥) of this app, not the app's own",
            ),
        }
    }
}
