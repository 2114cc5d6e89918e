//! Names that are fixed: of the dialect, and of the protocol.

/// The one meta-schema that the dialect is written in: JSON Schema 2020-12.
pub const META_SCHEMA: &str = "https://json-schema.org/draft/2020-12/schema";

/// The parameters that every message has (公共请求参数), in the order of the documents.
pub const COMMON_PARAMETERS: [&str; 9] = [
    "notify_id",
    "utc_timestamp",
    "msg_method",
    "app_id",
    "version",
    "biz_content",
    "sign",
    "sign_type",
    "charset",
];

/// The parameters that tell what a form is and who sent it, whatever its family: what is not
/// among them is its content.
pub const ENVELOPE_PARAMETERS: [&str; 13] = [
    "app_id",
    "auth_app_id",
    "charset",
    "encrypt_type",
    "method",
    "notify_id",
    "notify_time",
    "notify_type",
    "service",
    "sign",
    "sign_type",
    "utc_timestamp",
    "version",
];
