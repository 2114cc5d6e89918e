//! Makes documents smaller that show a disagreement.

use crate::documents::Document;
use crate::json::{Json, Style};

/// The smallest document found for which `disagrees` still holds.
pub(crate) fn shrink(document: Document, disagrees: impl Fn(&Document) -> bool) -> Document {
    let mut smallest = document;
    let plain = Document { style: Style::Compact, ..smallest.clone() };
    if disagrees(&plain) {
        smallest = plain;
    }
    while let Some(smaller) = smaller(&smallest, &disagrees) {
        smallest = smaller;
    }
    smallest
}

fn smaller(document: &Document, disagrees: &impl Fn(&Document) -> bool) -> Option<Document> {
    let length = document.json.write(document.style).len();
    candidates(&document.json)
        .into_iter()
        .map(|json| Document { json, style: document.style })
        .find(|candidate| {
            candidate.json.write(candidate.style).len() < length && disagrees(candidate)
        })
}

/// The same with one thing taken away or made simpler.
fn candidates(json: &Json) -> Vec<Json> {
    match json {
        Json::Null | Json::Boolean(_) => vec![Json::Null, Json::number("0")],
        Json::Number(_) => vec![Json::number("0"), Json::number("0.5"), Json::number("1e30")],
        Json::Text(text) => text_candidates(text),
        Json::Array(elements) => {
            let without = (0..elements.len()).map(|index| Json::Array(without(elements, index)));
            let inside = elements.iter().enumerate().flat_map(|(index, element)| {
                candidates(element).into_iter().map(move |smaller| {
                    let mut elements = elements.clone();
                    elements[index] = smaller;
                    Json::Array(elements)
                })
            });
            without.chain(inside).collect()
        }
        Json::Object(members) => {
            let without = (0..members.len()).map(|index| Json::Object(without(members, index)));
            let inside = members.iter().enumerate().flat_map(|(index, (_, value))| {
                candidates(value).into_iter().map(move |smaller| {
                    let mut members = members.clone();
                    members[index].1 = smaller;
                    Json::Object(members)
                })
            });
            without.chain(inside).collect()
        }
    }
}

/// Nothing, half, all but one character, plainer characters; and the JSON in it made smaller.
fn text_candidates(text: &str) -> Vec<Json> {
    let characters: Vec<char> = text.chars().collect();
    let half = characters[..characters.len() / 2].iter().collect::<String>();
    let shorter = characters[..characters.len().saturating_sub(1)].iter().collect::<String>();
    let plainer = "a".repeat(characters.len());
    let inner = Json::parse(text).map(|json| candidates(&json)).unwrap_or_default();
    let inner = inner.into_iter().map(|json| json.write(Style::Compact));
    [String::new(), half, shorter, plainer].into_iter().chain(inner).map(Json::Text).collect()
}

fn without<T: Clone>(elements: &[T], index: usize) -> Vec<T> {
    let mut elements = elements.to_vec();
    elements.remove(index);
    elements
}
