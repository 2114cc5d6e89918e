//! JSON that stands anywhere in a text: objects of parameters, as programs log them, and whatever
//! else holds a delivery, such as the event of a gateway, an archive of HTTP, or the line of a log
//! that is itself JSON.

use alipay_notify_schema::json::{Node, Token, Value, line_and_column, read, tokens};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::found::{Deliveries, Found, Pairs, Reading, in_own_charset};
use super::{Capture, CaptureError, CaptureKind, Carrier, body, pairs};
use crate::parameters::are_of_a_delivery;

/// Reads a text that is one object, whatever is in it.
pub(super) fn whole(text: &[u8]) -> Result<Capture, CaptureError> {
    let misplaced = |text: &str, at| {
        let (line, column) = line_and_column(text, at);
        CaptureError::Json { line, column }
    };
    let valid = text.utf8_chunks().next().map(|chunk| chunk.valid()).unwrap_or_default();
    if valid.len() < text.len() {
        return Err(misplaced(valid, valid.len()));
    }
    let node = read(valid).map_err(|error| misplaced(valid, error.at()))?;
    let pairs = parameters(&node, valid);
    drop(node);
    let (body, is_built) = Reading::Pairs(pairs).into_body();
    Ok(Capture { is_built, ..Capture::new(CaptureKind::Json, body) })
}

/// The text that is written as one string of JSON, with escapes.
pub(super) fn text(written: &[u8]) -> Option<String> {
    let written = std::str::from_utf8(written.trim_ascii()).ok()?;
    if !written.starts_with('"') || !written.contains('\\') {
        return None;
    }
    let node = read(written).ok()?;
    match node.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// The deliveries in all JSON of a text. `is_converted`: the text is not the bytes that were kept.
pub(super) fn deliveries(text: &str, is_converted: bool) -> Deliveries {
    let left = text.len().saturating_mul(MOST_TIMES);
    let mut search =
        Search { found: Vec::new(), deliveries: Deliveries::default(), depth: 0, left };
    search.text(text);
    let mut found = search.deliveries;
    for reading in found.first.iter_mut().flat_map(|found| &mut found.readings) {
        if let Reading::Pairs(pairs) = reading
            && is_converted
        {
            *pairs = in_own_charset(std::mem::take(pairs));
        }
    }
    found
}

/// How many times as much as there is may be read in vain.
const MOST_TIMES: usize = 8;

/// How deeply JSON is followed that is a text within JSON.
const MAX_DEPTH: usize = 3;

/// The longest value that is looked into as a whole; of a longer one, what is in it.
const LONGEST: usize = 2 * 1024 * 1024;

/// The shortest text that may be a delivery.
const SHORTEST: usize = 24;

struct Search {
    /// Those of the value at hand.
    found: Vec<Found>,
    deliveries: Deliveries,
    /// In how many texts of JSON this one is.
    depth: usize,
    /// How many bytes may still be read in vain: brackets that are never closed must not take time
    /// without end.
    left: usize,
}

impl Search {
    fn text(&mut self, text: &str) {
        let mut at = 0;
        while let Some(start) = text.get(at..).and_then(|rest| rest.find(['{', '['])) {
            let start = at + start;
            let value = text.get(start..).unwrap_or_default();
            at = match closed(value).filter(|value| value.len() <= LONGEST) {
                Some(value) if self.value(value, start) => start + value.len(),
                whole => {
                    self.left = self.left.saturating_sub(whole.map_or(value.len(), str::len));
                    start + 1
                }
            };
            if self.left == 0 {
                return;
            }
        }
    }

    /// Looks into a value, if it is one.
    fn value(&mut self, text: &str, start: usize) -> bool {
        let Ok(node) = read(text) else { return false };
        self.node(&node, text);
        // What is in a text within the value belongs to the value.
        if self.depth == 0 {
            for mut found in once_each(std::mem::take(&mut self.found)) {
                found.place = start..start + text.len();
                self.deliveries.add(found);
            }
        }
        true
    }

    fn node(&mut self, node: &Node, source: &str) {
        if let Some(pairs) = listed_in(node, source) {
            return self.push(Reading::Pairs(pairs));
        }
        match &node.value {
            Value::Object(members) => {
                for member in members {
                    // Servers that take a body for a name without a value.
                    self.string(&member.name);
                    self.node(&member.node, source);
                }
            }
            Value::Array(elements) => match bytes(elements, source) {
                Some(bytes) => self.found.extend(body::deliveries(&bytes).first),
                None => elements.iter().for_each(|node| self.node(node, source)),
            },
            Value::String(text) => self.string(text),
            _ => {}
        }
    }

    /// A text that may be a body, perhaps in base64, or hold anything that a capture may be.
    fn string(&mut self, text: &str) {
        if text.len() < SHORTEST {
            return;
        }
        if body::is_form(text.as_bytes()) {
            return self.push(Reading::Body(text.as_bytes().to_vec()));
        }
        let decoded = STANDARD.decode(text).ok();
        if let Some(decoded) = decoded.as_ref().filter(|decoded| body::is_form(decoded)) {
            return self.push(Reading::Body(decoded.clone()));
        }
        let before = self.found.len();
        if self.depth < MAX_DEPTH && text.contains(['{', '[']) {
            self.depth += 1;
            self.text(text);
            self.depth -= 1;
        }
        // A whole request in base64, or a line of a log.
        let text = decoded.as_deref().unwrap_or(text.as_bytes());
        self.found.extend(body::deliveries(text).first);
        if self.found.len() == before {
            self.found.extend(pairs::deliveries(text).first);
        }
    }

    fn push(&mut self, reading: Reading) {
        self.found.push(Found {
            kind: CaptureKind::Json,
            carrier: Carrier::Form,
            readings: vec![reading],
            place: 0..0,
            is_open: false,
        });
    }
}

/// The bytes that a list of numbers is, as programs print what they received.
fn bytes(elements: &[Node], source: &str) -> Option<Vec<u8>> {
    let are_enough = elements.len() >= SHORTEST;
    let byte = |node: &Node| node.text(source).parse().ok();
    are_enough.then(|| elements.iter().map(byte).collect())?
}

/// Of what one value holds several times, such as the body and its parts, the body.
fn once_each(found: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::new();
    for found in found {
        match kept.iter_mut().find(|kept| kept.sign() == found.sign() || is_same(kept, &found)) {
            Some(kept) if found.is_body() && !kept.is_body() => *kept = found,
            Some(_) => {}
            None => kept.push(found),
        }
    }
    kept
}

/// Whether two have the same signature, in whichever way it is written.
fn is_same(one: &Found, other: &Found) -> bool {
    let letters = |found: &Found| {
        let sign = found.sign().map(crate::parameters::decoded).unwrap_or_default();
        sign.into_iter().filter(u8::is_ascii_alphanumeric).collect::<Vec<u8>>()
    };
    letters(one) == letters(other)
}

/// The value that a text begins with, up to its closing bracket.
fn closed(text: &str) -> Option<&str> {
    let mut open = Vec::new();
    let mut end = 0;
    for token in tokens(text).map(Token::text) {
        end += token.len();
        match token {
            "{" | "[" => open.push(token),
            "}" if open.pop() != Some("{") => return None,
            "]" if open.pop() != Some("[") => return None,
            _ => {}
        }
        if open.is_empty() {
            return text.get(..end);
        }
    }
    None
}

/// The parameters that a value is, if it is some.
fn listed_in(node: &Node, source: &str) -> Option<Pairs> {
    let pairs = match &node.value {
        Value::Object(_) => parameters(node, source),
        Value::Array(elements) => {
            elements.iter().map(|element| listed(element, source)).collect::<Option<_>>()?
        }
        _ => return None,
    };
    let names = || pairs.iter().map(|(name, _)| name.as_slice());
    let is_response =
        names().any(|name| name == b"sign") && names().any(|name| name.ends_with(b"_response"));
    (are_of_a_delivery(names()) || is_response).then_some(pairs)
}

/// An element of a list of names and values: `{"name": …, "value": …}`, `["name", "value"]`.
fn listed(node: &Node, source: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let (name, text) = match &node.value {
        Value::Object(_) => {
            let member = |names: [&str; 3]| names.into_iter().find_map(|name| node.member(name));
            (member(["name", "key", "k"])?, member(["value", "val", "v"])?)
        }
        Value::Array(elements) => match elements.as_slice() {
            [name, value] => (name, value),
            _ => return None,
        },
        _ => return None,
    };
    let Value::String(name) = &name.value else { return None };
    Some((name.clone().into_bytes(), value(text, source)))
}

fn parameters(object: &Node, source: &str) -> Pairs {
    let members = object.members().iter();
    let pairs = members.flat_map(|member| {
        let values = values(&member.node, source).into_iter();
        values.map(|value| (member.name.clone().into_bytes(), value))
    });
    pairs.collect()
}

/// The values of a member: one, or those of an array, since some frameworks write all values in
/// arrays. `null` is a parameter that was not there; an array of objects is the text of a content.
fn values(node: &Node, source: &str) -> Vec<Vec<u8>> {
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
fn value(node: &Node, source: &str) -> Vec<u8> {
    match &node.value {
        Value::String(text) => text.clone().into_bytes(),
        _ => node.text(source).as_bytes().to_vec(),
    }
}
