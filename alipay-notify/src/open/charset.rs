//! From the charset of a message to UTF-8.

use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};

use super::envelope::Envelope;
use super::unreadable::{OpenError, Unreadable};
use crate::authentic::AuthenticForm;
use crate::charset::charset_of;
use crate::form::{Form, Name, Parameters};

/// The parameters of a form as texts, and the charset that they came in.
pub(super) fn to_utf8(
    authentic: AuthenticForm,
) -> Result<(Envelope, &'static Encoding), Unreadable> {
    let AuthenticForm { form, sign_mode } = authentic;
    let unreadable = |form, text, parameters, error| {
        let envelope = Envelope::new(text, parameters);
        let form = Some(Arc::new(AuthenticForm { form, sign_mode }));
        Unreadable { envelope: Arc::new(envelope), form, error }
    };
    let Some(charset) = charset_of(form.known(Name::Charset)) else {
        let (text, parameters, _) = converted(&form, UTF_8);
        return Err(unreadable(form, text, parameters, OpenError::Charset));
    };
    let text = if charset == UTF_8 { form.into_text() } else { Err(form) };
    let form = match text {
        Ok((text, parameters)) => return Ok((Envelope::new(text, parameters), charset)),
        Err(form) => form,
    };
    match converted(&form, charset) {
        (text, parameters, None) => Ok((Envelope::new(text, parameters), charset)),
        (text, parameters, Some(error)) => Err(unreadable(form, text, parameters, error)),
    }
}

/// The parameters of a form in another charset, without those that can't be converted; and which
/// the first of those is.
fn converted(form: &Form, charset: &'static Encoding) -> (String, Parameters, Option<OpenError>) {
    let convert = |bytes| charset.decode_without_bom_handling_and_without_replacement(bytes);
    let (mut pairs, mut error) = (Vec::with_capacity(form.iter().len()), None);
    for parameter in form.parameters() {
        let name = convert(form.name_of(parameter));
        let pair = name.and_then(|name| Some((name, convert(form.value_of(parameter))?)));
        if let Some((name, value)) = pair {
            pairs.push((name, value, parameter.known));
        } else {
            let name = parameter.known.map(Name::as_str);
            error.get_or_insert(OpenError::Text { name });
        }
    }
    let pairs = pairs.iter().map(|(name, value, known)| (&**name, &**value, *known));
    let (text, parameters) = Parameters::joined(pairs);
    (text, parameters, error)
}
