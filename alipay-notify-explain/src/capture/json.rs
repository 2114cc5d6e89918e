//! A JSON object of decoded parameters, as programs log them.

use alipay_notify_schema::json::{Node, Token, Value, line_and_column, read, tokens};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Capture, CaptureError, CaptureKind, body, built};
use crate::parameters::are_of_a_message;

/// Reads the object. A name that comes twice is a parameter that comes twice, and so is each
/// element of an array: some frameworks write all values in arrays.
pub(super) fn parse(text: &[u8]) -> Result<Capture, CaptureError> {
    let misplaced = |text: &str, at| {
        let (line, column) = line_and_column(text, at);
        CaptureError::Json { line, column }
    };
    let valid = text.utf8_chunks().next().map(|chunk| chunk.valid()).unwrap_or_default();
    if valid.len() < text.len() {
        return Err(misplaced(valid, valid.len()));
    }
    let node = read(valid).map_err(|error| misplaced(valid, error.at()))?;
    Ok(capture(&parameters(&node, valid)))
}

/// Reads an object with parameters of Alipay's that stands somewhere in a text, such as the line of
/// a log.
pub(super) fn within(text: &[u8]) -> Option<Capture> {
    /// A line of a log may have other braces first, but not many.
    const TRIES: usize = 10;
    let starts = text.iter().enumerate().filter(|(_, byte)| **byte == b'{').take(TRIES);
    starts.filter_map(|(at, _)| text.get(at..)).find_map(|rest| {
        let object = object(rest.utf8_chunks().next()?.valid())?;
        let parameters = parameters(&read(object).ok()?, object);
        let left_out = text.len() - object.len();
        is_message(&parameters).then(|| Capture { left_out, ..capture(&parameters) })
    })
}

/// The object that a text begins with, up to its closing brace.
fn object(text: &str) -> Option<&str> {
    let mut depth = 0usize;
    let mut end = 0;
    for token in tokens(text).map(Token::text) {
        end += token.len();
        match token {
            "{" => depth += 1,
            "}" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return text.get(..end);
        }
    }
    None
}

/// Names and values in the order of the text.
type Pairs = Vec<(String, String)>;

fn parameters(object: &Node, source: &str) -> Pairs {
    let members = object.members().iter();
    let pairs = members.flat_map(|member| {
        let values = values(&member.node, source).into_iter();
        values.map(|value| (member.name.clone(), value))
    });
    pairs.collect()
}

/// The values of a member: one, or those of an array. `null` is a parameter that was not there;
/// an array of objects is the text of a content.
fn values(node: &Node, source: &str) -> Vec<String> {
    let is_scalar = |node: &Node| !matches!(node.value, Value::Array(_) | Value::Object(_));
    match &node.value {
        Value::Null => Vec::new(),
        Value::Array(elements) if elements.iter().all(is_scalar) => {
            elements.iter().map(|element| value(element, source)).collect()
        }
        _ => vec![value(node, source)],
    }
}

/// A string without its quotes and escapes, anything else as it is written.
fn value(node: &Node, source: &str) -> String {
    match &node.value {
        Value::String(text) => text.clone(),
        _ => node.text(source).to_owned(),
    }
}

/// The body of these parameters, or the one that is a value or a name among them: gateways of
/// functions wrap bodies so, and so do servers that take a body for a name without a value.
fn capture(parameters: &Pairs) -> Capture {
    let wrapped = if is_message(parameters) { None } else { wrapped_body(parameters) };
    if let Some(body) = wrapped {
        return Capture::new(CaptureKind::Json, body);
    }
    let body = built(parameters.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())));
    Capture { is_built: true, ..Capture::new(CaptureKind::Json, body) }
}

/// A whole body among names and values, perhaps in base64.
fn wrapped_body(parameters: &Pairs) -> Option<Vec<u8>> {
    let texts = parameters.iter().flat_map(|(name, value)| [value.as_bytes(), name.as_bytes()]);
    let decoded = texts.clone().filter_map(|text| STANDARD.decode(text).ok());
    texts.map(<[u8]>::to_vec).chain(decoded).find(|text| body::is_form(text))
}

fn is_message(parameters: &Pairs) -> bool {
    are_of_a_message(parameters.iter().map(|(name, _)| name.as_bytes()))
}
