//! What is pushed: examples of specifications, and captured messages.

use std::path::Path;

use alipay_notify::open::OpenError;
use alipay_notify_explain::parameters::{charset, parse, text, value};
use alipay_notify_schema::{Family, check_is_object, json};
use alipay_notify_ws::testing::Push;

use crate::chinese::Localized;
use crate::failure::Failure;
use crate::frame;
use crate::input;
use crate::lang::say;
use crate::schemas::Schemas;

/// The message of this name, or in this file.
pub(super) fn push(name: &str, schemas: &Schemas) -> Result<Push, Failure> {
    let file = Path::new(name);
    if !file.is_file() && !input::is_stdin(file) {
        let schema = &schemas.find(name)?.schema;
        if schema.family != Family::Message {
            return Err(Failure::at(&schema.name, no_message()));
        }
        return Ok(Push::new(&*schema.name, json::compact(&schema.example())));
    }
    let bytes = input::capture_bytes(file)?;
    let (msg_method, content) =
        if frame::is_frame(&bytes) { of_frame(file, &bytes)? } else { of_form(file, &bytes)? };
    check_is_object(&content)
        .map_err(|error| Failure::at(name, OpenError::from(error).localized()))?;
    Ok(Push::new(msg_method, content))
}

fn of_frame(file: &Path, bytes: &[u8]) -> Result<(String, String), Failure> {
    let signed = frame::read(file, bytes)?;
    let content = signed.msg_method().zip(signed.content());
    content.ok_or_else(|| Failure::at(file.display(), no_message()))
}

fn of_form(file: &Path, bytes: &[u8]) -> Result<(String, String), Failure> {
    let capture = input::capture_of(file, bytes)?;
    let parameters = parse(&capture.body);
    let charset = charset(&parameters);
    let stated = |name| text(value(&parameters, name)?, charset);
    let content = stated("msg_method").zip(stated("biz_content"));
    content.ok_or_else(|| Failure::at(file.display(), no_message()))
}

fn no_message() -> String {
    say!(
        "only messages (msg_method with a content) come over the long connection",
        "长连接只推送消息（带内容的 msg_method）"
    )
}
