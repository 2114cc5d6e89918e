//! Objects as parameters of a form.

use super::{Malformed, Value, read};

/// The members of an object as parameters of a form: strings as their texts, all else as it is
/// written. Members that are null are left out, as are all where it is no object.
///
/// # Errors
///
/// [`Malformed`] where `text` is not one whole JSON value.
///
/// ```
/// # use alipay_notify_schema::json::flat;
/// # fn main() -> Result<(), alipay_notify_schema::Malformed> {
/// let parameters = flat(r#"{"subject": "a \"b\"", "count": 1.0, "list": [1, 2], "none": null}"#)?;
/// assert_eq!(
///     parameters,
///     [("subject", "a \"b\""), ("count", "1.0"), ("list", "[1, 2]")]
///         .map(|(name, value)| (name.to_owned(), value.to_owned()))
/// );
/// # Ok(())
/// # }
/// ```
pub fn flat(text: &str) -> Result<Vec<(String, String)>, Malformed> {
    let root = read(text)?;
    let parameters = root.members().iter().filter_map(|member| {
        let value = match &member.node.value {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            _ => member.node.text(text).to_owned(),
        };
        Some((member.name.clone(), value))
    });
    Ok(parameters.collect())
}
