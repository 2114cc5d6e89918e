//! What a form must have to be a message, before anything is computed.

use memchr::memmem;

use crate::form::{Form, FormError, Name};

/// What a form must have to be a message: the nine parameters, none of them empty, and no value
/// that could be cut into further parameters.
pub(super) fn check_message(form: &Form) -> Result<(), FormError> {
    for name in Name::COMMON {
        form.require(name)?;
    }
    for parameter in form.parameters() {
        if parameter.known != Some(Name::BizContent) && holds_parameter(form.value_of(parameter)) {
            return Err(FormError::Ambiguous { name: parameter.known.map(Name::as_str) });
        }
    }
    if holds_another_content(form) {
        return Err(FormError::Ambiguous { name: Some(Name::BizContent.as_str()) });
    }
    Ok(())
}

/// Whether `biz_content` may have begun in the text of a parameter that Alipay does not use, and
/// taken in the genuine one after it.
fn holds_another_content(form: &Form) -> bool {
    let mut in_front = form
        .parameters()
        .take_while(|parameter| form.name_of(parameter) < Name::BizContent.as_str().as_bytes());
    in_front.any(|parameter| parameter.known.is_none())
        && form
            .known(Name::BizContent)
            .is_some_and(|content| memmem::find(content, b"&biz_content=").is_some())
}

/// Whether a value, once joined with others, reads as more than one parameter.
fn holds_parameter(value: &[u8]) -> bool {
    memchr::memchr(b'&', value).is_some_and(|at| memchr::memchr(b'=', &value[at..]).is_some())
}
