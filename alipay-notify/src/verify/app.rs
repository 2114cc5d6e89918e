//! Which app a form is for, before anything is verified: it chooses the key.

use std::borrow::Cow;

use alipay_notify_schema::Family;

use super::VerifyError;
use crate::charset::charset_of;
use crate::form::{Form, Name};
use crate::xml::Document;

/// A longer content in XML than any has.
const LONGEST_XML: usize = 64 * 1024;

/// The app that a form names: in `app_id`, or in a content that is XML.
pub(super) fn app_of(form: &Form) -> Result<Option<Cow<'_, str>>, VerifyError> {
    if form.known(Name::AppId).is_none() {
        return Ok(app_of_xml(form).map(Cow::Owned));
    }
    let app_id = str::from_utf8(form.require(Name::AppId)?).map_err(|_| VerifyError::UnknownApp)?;
    Ok(Some(Cow::Borrowed(app_id)))
}

/// Whether a form is a call (SPI), by which Alipay asks the app for something.
pub(super) fn is_call(form: &Form) -> bool {
    let is_stated =
        |family: Family| form.value(family.parameter()).is_some_and(|it| !it.is_empty());
    form.known(Name::Method).is_some_and(|method| method.starts_with(Name::CALL.as_bytes()))
        && !Family::ALL.into_iter().any(is_stated)
}

fn app_of_xml(form: &Form) -> Option<String> {
    let xml = form.known(Name::BizContent)?;
    if !xml.starts_with(b"<") || xml.len() > LONGEST_XML {
        return None;
    }

    let charset = charset_of(form.known(Name::Charset))?;
    let xml = charset.decode_without_bom_handling_and_without_replacement(xml)?;
    Document::read(&xml)?.text("AppId").map(str::to_owned)
}
