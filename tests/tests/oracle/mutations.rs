//! Changes documents at one point. Most of what comes out breaks the schema, some of it does not.

use alipay_notify_tests::random::Random;

use crate::dialect::{Kind, Member, Object};
use crate::documents::{
    Document, FRACTIONS, INTEGERS, any, characters, item, scalar, valid, value,
};
use crate::json::{Json, Style};

/// Texts that are JSON or nearly.
const NEARLY_JSON: [&str; 21] = [
    "",
    " ",
    "{",
    "[]]",
    "[1,]",
    "{\"a\":}",
    "{'a':1}",
    "{\"a\" 1}",
    "nul",
    "null",
    "NaN",
    "-Infinity",
    "01",
    "1.",
    "+1",
    "\"",
    "\"\t\"",
    " {} ",
    "\u{feff}{}",
    "[] x",
    "0x10",
];

/// Amounts or nearly.
const NEARLY_YUAN: [&str; 16] = [
    "",
    ".",
    ".5",
    "5.",
    "0.001",
    "1e3",
    "-1.00",
    "+1",
    " 1",
    "1,000.00",
    "1.0.0",
    "NaN",
    "１",
    "184467440737095516.16",
    "99999999999999999999",
    "12345678901234567.89",
];

/// Points in time or nearly.
const NEARLY_TIMES: [&str; 16] = [
    "",
    "2015-04-28",
    "2015-04-28T15:45:57",
    "2015-04-28 15:45:57.",
    "2015-04-28 15:45:57.3200",
    "2015-04-28 15:45:57Z",
    "2015-04-28 15:45:57+08:00",
    "2015-4-28 15:45:57",
    "2015-04-28 24:00:00",
    "2015-04-28 15:60:00",
    "2015-04-28 15:45:60",
    "2015-13-28 15:45:57",
    "2015-04-31 15:45:57",
    "2023-02-29 15:45:57",
    "1900-02-29 15:45:57",
    "2000-02-29 15:45:57",
];

/// Integers that 64 bits do not hold.
const LARGE: [&str; 4] = ["9223372036854775808", "-9223372036854775809", "1e30", "-1e39"];

/// Changes a document at one point.
pub(crate) fn mutate(json: &mut Json, object: &Object, random: &mut Random) {
    if random.chance(2) {
        let whole = std::mem::replace(json, Json::Null);
        *json = if random.chance(30) { Json::Array(vec![whole]) } else { any(random) };
    }
    // An earlier change may have made something else of it.
    let Json::Object(members) = json else { return };
    if random.chance(55) && mutate_deeper(members, object, random) {
        return;
    }
    match random.below(8) {
        0 => drop(take_one(members, random)),
        1 => rename_one(members, random),
        2 => add_absent(members, object, random),
        3 => replace(members, object, random, |_, _| Json::Null),
        4 => replace(members, object, random, |_, random| any(random)),
        _ => replace(members, object, random, spoilt),
    }
}

/// The text of a document, of which a few characters are lost, doubled or others.
pub(crate) fn broken(document: &Document, random: &mut Random) -> String {
    let mut json = document.json.clone();
    if let Json::Object(members) = &mut json
        && !members.is_empty()
        && random.chance(40)
    {
        let again = members[random.below(members.len())].clone();
        members.insert(random.below(members.len() + 1), again);
    }
    let mut text: Vec<char> = json.write(document.style).chars().collect();
    for _ in 0..random.below(3) {
        let at = random.below(text.len());
        let count = random.below(text.len() - at).min(6);
        match random.below(4) {
            0 => drop(text.drain(at..at + count)),
            1 => text.truncate(at + 1),
            2 => {
                text[at] = *random.pick(&[&'"', &'{', &']', &',', &':', &'0', &'\\', &'\n', &'中']);
            }
            _ => {
                let piece = random.pick(&[
                    "\"\\ud800\"",
                    "1e400",
                    "-1e-400",
                    "9007199254740993.5",
                    "[[",
                    "nul",
                    "NaN",
                ]);
                text.splice(at..at + count, piece.chars());
            }
        }
    }
    text.into_iter().collect()
}

/// Changes a nested object, if there is one.
fn mutate_deeper(members: &mut [(String, Json)], object: &Object, random: &mut Random) -> bool {
    let mut nested = Vec::new();
    for (name, value) in members {
        if let Some(member) = object.member(name) {
            match (&member.kind, value) {
                (Kind::Object(object), Json::Array(elements)) => {
                    nested.extend(elements.iter_mut().map(|element| (element, object, false)));
                }
                (Kind::Object(object), value) => nested.push((value, object, false)),
                (Kind::Json { content: Some(content), .. }, value @ Json::Text(_)) => {
                    nested.push((value, &content.object, true));
                }
                _ => {}
            }
        }
    }
    if nested.is_empty() {
        return false;
    }
    let index = random.below(nested.len());
    let (value, object, is_text) = nested.swap_remove(index);
    if is_text {
        mutate_text(value, object, random);
    } else {
        mutate(value, object, random);
    }
    true
}

/// Changes the JSON in a text.
fn mutate_text(value: &mut Json, object: &Object, random: &mut Random) {
    let Json::Text(text) = value else { return };
    let Some(mut inner) = Json::parse(text) else { return };
    match &mut inner {
        Json::Array(elements) if !elements.is_empty() => {
            let index = random.below(elements.len());
            mutate(&mut elements[index], object, random);
        }
        inner => mutate(inner, object, random),
    }
    *text = inner.write(Style::Compact);
}

fn take_one(members: &mut Vec<(String, Json)>, random: &mut Random) -> Option<(String, Json)> {
    if members.is_empty() {
        return None;
    }
    let index = random.below(members.len());
    Some(members.remove(index))
}

/// Gives a member a name that the schema does not have.
fn rename_one(members: &mut Vec<(String, Json)>, random: &mut Random) {
    if let Some((name, value)) = take_one(members, random) {
        let name = name + "_";
        members.retain(|(other, _)| *other != name);
        members.push((name, value));
    }
}

/// Adds a member that is not there, so that an exactly-one group has two.
fn add_absent(members: &mut Vec<(String, Json)>, object: &Object, random: &mut Random) {
    let is_absent = |member: &&Member| members.iter().all(|(name, _)| *name != member.name);
    let absent: Vec<&Member> = object.members.iter().filter(is_absent).collect();
    if !absent.is_empty() {
        let member = random.pick(&absent);
        members.push((member.name.clone(), value(member, random)));
    }
}

fn replace(
    members: &mut [(String, Json)],
    object: &Object,
    random: &mut Random,
    with: impl FnOnce(&Member, &mut Random) -> Json,
) {
    if members.is_empty() {
        return;
    }
    let index = random.below(members.len());
    let (name, value) = &mut members[index];
    if let Some(member) = object.member(name) {
        *value = with(member, random);
    }
}

/// A value on the edge of what its member permits, or over it.
fn spoilt(member: &Member, random: &mut Random) -> Json {
    let item = spoilt_item(&member.kind, random);
    if !member.repeated {
        return if random.chance(10) { Json::Array(vec![item]) } else { item };
    }
    match random.below(8) {
        0 => Json::Array(Vec::new()),
        1 => item,
        2 => Json::Array(vec![Json::Array(vec![item])]),
        3 => Json::Array(vec![Json::Null]),
        _ => {
            let mut elements = match value(member, random) {
                Json::Array(elements) => elements,
                other => vec![other],
            };
            let index = random.below(elements.len() + 1);
            elements.insert(index, item);
            Json::Array(elements)
        }
    }
}

fn spoilt_item(kind: &Kind, random: &mut Random) -> Json {
    match kind {
        Kind::Text { limit } => spoilt_text(*limit, random),
        Kind::Enum { values, .. } => spoilt_value(random.pick(values), random),
        Kind::Yuan { .. } if random.chance(20) => scalar(random),
        Kind::Yuan { .. } => Json::text(random.pick(&NEARLY_YUAN)),
        Kind::BeijingTime => Json::text(random.pick(&NEARLY_TIMES)),
        Kind::Json { limit: Some(limit), .. } if random.chance(30) => {
            Json::text(format!("{{}}{}", " ".repeat(limit - 2 + random.below(2))))
        }
        Kind::Json { .. } if random.chance(25) => any(random),
        Kind::Json { .. } => Json::text(random.pick(&NEARLY_JSON)),
        Kind::Integer | Kind::Number => match random.below(5) {
            0 => Json::number(random.pick(&LARGE)),
            1 => Json::text(random.pick(&INTEGERS)),
            2 => Json::number(random.pick(&INTEGERS)),
            3 => Json::Boolean(true),
            _ => Json::number(random.pick(&FRACTIONS)),
        },
        Kind::Boolean => {
            Json::parse(random.pick(&["\"true\"", "0", "1", "\"Y\"", "[true]", "null"]))
                .expect("it is JSON")
        }
        Kind::Object(object) => match random.below(3) {
            0 => Json::Array(vec![valid(object, random)]),
            1 => Json::text(valid(object, random).write(Style::Compact)),
            _ => Json::Object(Vec::new()),
        },
    }
}

fn spoilt_text(limit: Option<usize>, random: &mut Random) -> Json {
    let longest = limit.unwrap_or(100);
    match random.below(6) {
        0 => Json::text(characters(longest, random)),
        1 => scalar(random),
        2 => Json::text(characters(2 * longest + 3, random)),
        3 => Json::text(""),
        _ => Json::text(characters(longest + 1, random)),
    }
}

/// Something like a listed value.
fn spoilt_value(value: &'static str, random: &mut Random) -> Json {
    match random.below(8) {
        0 => Json::text("NO_SUCH_VALUE"),
        1 => Json::text(""),
        2 => Json::text(format!("{value} ")),
        3 => Json::text(value.chars().skip(1).collect::<String>()),
        // Of letters beyond ASCII the case counts.
        4 => Json::text(value.to_lowercase()),
        5 => Json::text(value.to_uppercase()),
        6 => scalar(random),
        _ => item(&Kind::Enum { values: &["other", "Ёж"], limit: None }, random),
    }
}
