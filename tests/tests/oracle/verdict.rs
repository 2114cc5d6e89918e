//! Three verdicts on one document, and what they must have in common.

use std::fmt::{self, Debug};

use alipay_notify::decode::{Decoder, Malformed};
use alipay_notify::{AlipayNotify, AlipayObject};
use alipay_notify_schema::{MessageSchema, Problem, Violation, Violations};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::documents::Document;
use crate::expected::{expected, is_same};
use crate::json::Json;
use crate::reference::Reference;

/// A schema file and the type that was generated from it.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) spec: &'static MessageSchema,
    pub(crate) typed: fn(Decoder<'_>) -> Result<Typed, Malformed>,
}

/// The verdict of a generated type.
#[derive(Debug, PartialEq)]
pub(crate) struct Typed {
    pub(crate) violations: Violations,
    value: Option<Represented>,
}

/// What became of a document that can be represented.
#[derive(Debug, PartialEq)]
struct Represented {
    validated: Violations,
    /// Written and read again.
    json: String,
    is_same: bool,
    violations: Violations,
}

/// The verdict of a message's content.
pub(crate) fn typed<M>(decoder: Decoder<'_>) -> Result<Typed, Malformed>
where
    M: AlipayNotify,
    M::Content: Clone + Debug + PartialEq + Serialize + DeserializeOwned,
{
    let (value, violations) = decode::<M::Content>(decoder)?;
    Ok(Typed { violations, value: value.map(|value| represented(&value)) })
}

fn decode<T: AlipayObject>(mut decoder: Decoder<'_>) -> Result<(Option<T>, Violations), Malformed> {
    let value = T::decode(&mut decoder)?;
    Ok((value, decoder.finish()?))
}

fn represented<T: AlipayObject + PartialEq + Serialize + DeserializeOwned>(
    value: &T,
) -> Represented {
    let json = serde_json::to_string(value).expect("what was read can be written");
    let (again, violations) = decode::<T>(Decoder::new(&json)).expect("what is written is JSON");
    let deserialized: Option<T> = serde_json::from_str(&json).ok();
    let is_same = again.as_ref() == Some(value) && deserialized.as_ref() == Some(value);
    Represented { validated: value.validate(), json, is_same, violations }
}

/// A document on which the verdicts differ, and all that is to be known about it.
pub(crate) struct Disagreement {
    pub(crate) why: &'static str,
    schema: &'static str,
    document: String,
    typed: String,
    untyped: String,
    reference: &'static str,
    /// Empty where the document can't be represented; so is `written`.
    validated: String,
    written: String,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n  schema:     oracle/schemas/{}.json", self.why, self.schema)?;
        writeln!(f, "  document:   {}", self.document)?;
        writeln!(f, "  typed:      {}\n  untyped:    {}", self.typed, self.untyped)?;
        writeln!(f, "  jsonschema: {}", self.reference)?;
        write!(f, "  validate(): {}\n  written:    {}", self.validated, self.written)
    }
}

impl Case {
    /// Both readings of a text that need not be JSON, if they differ.
    pub(crate) fn readings(&self, text: &str) -> Option<String> {
        let untyped = self.spec.check(text);
        let typed = (self.typed)(Decoder::new(text)).map(|typed| typed.violations);
        let same = match (&typed, &untyped) {
            (Ok(typed), Ok(untyped)) => {
                typed.iter().filter(|violation| in_range(violation)).eq(untyped.iter())
            }
            (typed, untyped) => typed == untyped,
        };
        (!same)
            .then(|| format!("{}: {text}\n  typed:   {typed:?}\n  untyped: {untyped:?}", self.name))
    }
}

impl Case {
    /// Holds the key that is read by each member against what the generated type has there: the
    /// number of members that could be the key and were there, or the first that differs.
    pub(crate) fn keys(&self, text: &str) -> Result<usize, String> {
        let Ok(Typed { value: Some(Represented { json, .. }), .. }) =
            (self.typed)(Decoder::new(text))
        else {
            return Ok(0);
        };
        let written: Value = serde_json::from_str(&json).expect("what was read can be written");
        let mut compared = 0;
        for (index, field) in self.spec.content.fields.iter().enumerate() {
            if field.key_fault().is_some() {
                continue;
            }
            let expected = match &written[&*field.name] {
                Value::String(text) => text.clone(),
                value => value.to_string(),
            };
            let schema = self.spec.clone().with_key(index);
            let key = schema.idempotency_key(text);
            if key.as_deref().unwrap_or_default() != expected {
                return Err(format!(
                    "{}: {text}\n  {}: {key:?}, not {expected:?}",
                    self.name, field.name
                ));
            }
            compared += usize::from(key.is_some());
        }
        Ok(compared)
    }
}

/// Which type an integer is to have is for the type to say, not for the schema.
fn in_range(violation: &Violation) -> bool {
    violation.problem != Problem::OutOfRange
}

/// A schema under comparison.
pub(crate) struct Judge {
    case: Case,
    reference: Reference,
    file: Value,
}

impl Judge {
    pub(crate) fn new(case: Case) -> Self {
        Self::with_reference(case, case.file)
    }

    /// As [`new`](Self::new), with another file for the independent verdict.
    pub(crate) fn with_reference(case: Case, reference: &str) -> Self {
        let value =
            |text: &str| -> Value { serde_json::from_str(text).expect("a schema file is JSON") };
        Self { case, reference: Reference::new(value(reference)), file: value(case.file) }
    }

    /// Whether a document is valid, if all agree.
    pub(crate) fn verdict(&self, document: &Document) -> Result<bool, Box<Disagreement>> {
        let text = document.json.write(document.style);
        let permitted = self.reference.permits(&document.json);
        let untyped = self.case.spec.check(&text).expect("the text is JSON");
        let typed = (self.case.typed)(Decoder::new(&text)).expect("the text is JSON");
        let why = match disagreement(permitted, &untyped, &typed) {
            None => self.misrepresented(document, &typed),
            why => why,
        };
        let Some(why) = why else { return Ok(permitted) };
        let validated = typed.value.as_ref().map(|value| shown(&value.validated));
        Err(Box::new(Disagreement {
            why,
            schema: self.case.name,
            document: text,
            typed: shown(&typed.violations),
            untyped: shown(&untyped),
            reference: if permitted { "valid" } else { "invalid" },
            validated: validated.unwrap_or_default(),
            written: typed.value.map(|value| value.json).unwrap_or_default(),
        }))
    }

    /// How a value fails to be what was read.
    fn misrepresented(&self, document: &Document, typed: &Typed) -> Option<&'static str> {
        let (value, expected) = match (&typed.value, expected(&document.json, &self.file)) {
            (Some(value), Some(expected)) => (value, expected),
            (None, None) => return None,
            (Some(_), None) => {
                return Some("there is a value, though something in it can't be represented");
            }
            (None, Some(_)) => {
                return Some("there is no value, though all of it can be represented");
            }
        };
        if !Json::parse(&value.json).is_some_and(|json| is_same(&json, &expected)) {
            return Some("the value holds something else than the document");
        }
        // A value keeps no text of JSON, nor that of an amount or a time, so that what it becomes
        // when written has another length.
        let shown = |violation: &&Violation| {
            !matches!(violation.problem, Problem::TooLong { .. })
                || !self.is_written_anew(&violation.path)
        };
        let found = sorted(value.validated.iter().filter(shown));
        if !value.is_same {
            return Some("what is written is read as another value");
        }
        if sorted(value.violations.iter().filter(shown)) != found {
            return Some("validate() finds other violations than reading what is written");
        }
        let is_whole =
            typed.violations.iter().all(|violation| is_representable(&violation.problem));
        (is_whole && sorted(typed.violations.iter().filter(shown)) != found)
            .then_some("validate() finds other violations than decoding")
    }

    /// Whether a path is that of a text of JSON, or one that has a format.
    fn is_written_anew(&self, path: &str) -> bool {
        let schema = path.split('.').fold(&self.file, |schema, step| {
            let (name, is_element) =
                step.split_once('[').map_or((step, false), |(name, _)| (name, true));
            let schema = schema.get("contentSchema").unwrap_or(schema);
            // The elements of an array of JSON texts have two indices.
            let schema = schema.get("items").unwrap_or(schema);
            let member = &schema["properties"][name];
            if is_element { member.get("items").unwrap_or(member) } else { member }
        });
        ["contentMediaType", "x-alipay-format"].iter().any(|keyword| schema.get(keyword).is_some())
    }
}

/// How the three verdicts differ.
fn disagreement(permitted: bool, untyped: &Violations, typed: &Typed) -> Option<&'static str> {
    if !typed.violations.iter().filter(|violation| in_range(violation)).eq(untyped.iter()) {
        return Some("the typed and the untyped verdict differ");
    }
    if untyped.is_empty() != permitted {
        return Some("the verdict is not that of `jsonschema`");
    }
    (typed.violations.is_empty() && typed.value.is_none())
        .then_some("nothing is wrong, but there is no value")
}

/// Whether a value can show what is wrong. Where it can't, the member is left out of the value, if
/// it is optional.
fn is_representable(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::TooLong { .. } | Problem::NotPermitted { .. } | Problem::Group { .. }
    )
}

fn shown(violations: &Violations) -> String {
    if violations.is_empty() { "valid".to_owned() } else { violations.to_string() }
}

fn sorted<'v>(violations: impl Iterator<Item = &'v Violation>) -> Vec<String> {
    let mut sorted: Vec<String> = violations.map(ToString::to_string).collect();
    sorted.sort();
    sorted
}
