//! Makes documents: what keeps a schema, though not always in the plainest way.
//!
//! No document has two members of one name: a reader that keeps the last of them has no way to
//! tell.

use alipay_notify_tests::random::Random;

use crate::dialect::{Kind, Member, Object, Presence};
use crate::json::{Json, Style};
use crate::mutations;

/// A document, and how it is written.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) json: Json,
    pub(crate) style: Style,
}

/// The document of that number: a quarter is valid, half is changed at one point, a quarter at
/// several.
pub(crate) fn generate(object: &Object, random: &mut Random, number: usize) -> Document {
    let mut json = valid(object, random);
    let changes = match number % 4 {
        0 => 0,
        1 | 2 => 1,
        _ => 2 + random.below(3),
    };
    for _ in 0..changes {
        mutations::mutate(&mut json, object, random);
    }
    let style = match random.below(12) {
        0 => Style::Indented,
        1 => Style::Escaped,
        _ => Style::Compact,
    };
    Document { json, style }
}

/// An object that keeps its schema.
pub(crate) fn valid(object: &Object, random: &mut Random) -> Json {
    let mut members = Vec::new();
    for member in &object.members {
        let grouped = object.groups.iter().any(|group| group.members.contains(&member.name));
        let is_required = member.presence == Presence::Required;
        if is_required || !grouped && random.chance(50) {
            members.push((member.name.clone(), value(member, random)));
        } else if random.chance(10) {
            members.push((member.name.clone(), Json::Null));
        }
    }
    for group in &object.groups {
        let chosen = random.below(group.members.len());
        for (index, name) in group.members.iter().enumerate() {
            if index == chosen || !group.exactly_one && random.chance(40) {
                let member = object.member(name).expect("groups are of members");
                members.retain(|(present, _)| present != name);
                members.push((name.clone(), value(member, random)));
            }
        }
    }
    if random.chance(15) {
        members.push(("unknown".to_owned(), any(random)));
    }
    if random.chance(40) {
        random.shuffle(&mut members);
    }
    Json::Object(members)
}

/// A value that keeps the schema of its member.
pub(crate) fn value(member: &Member, random: &mut Random) -> Json {
    if !member.repeated {
        return item(&member.kind, random);
    }
    let count = random.below(3);
    Json::Array((0..count).map(|_| item(&member.kind, random)).collect())
}

/// A value that keeps the schema, or one element of an array of such.
pub(crate) fn item(kind: &Kind, random: &mut Random) -> Json {
    match kind {
        Kind::Text { limit } => text(*limit, random),
        Kind::Enum { values, .. } => listed(random.pick(values), random),
        Kind::Yuan { limit } => {
            let longest = limit.unwrap_or(20);
            let fits: Vec<&str> =
                YUAN.into_iter().filter(|amount| amount.len() <= longest).collect();
            let amount = random.pick(&fits);
            // Not every amount is a number as JSON writes it.
            let is_number = !amount.starts_with("00") && random.chance(15);
            if is_number { Json::number(amount) } else { Json::text(amount) }
        }
        Kind::BeijingTime => Json::text(*random.pick(&TIMES.each_ref())),
        Kind::Json { content: None, .. } => Json::text(any(random).write(Style::Compact)),
        Kind::Json { content: Some(content), limit } => {
            let one = |random: &mut Random| valid(&content.object, random);
            let inner = if content.repeated {
                let count = random.below(3);
                Json::Array((0..count).map(|_| one(random)).collect())
            } else {
                one(random)
            };
            let style =
                if limit.is_none() && random.chance(20) { Style::Indented } else { Style::Compact };
            Json::text(inner.write(style))
        }
        Kind::Number if random.chance(50) => Json::number(random.pick(&FRACTIONS)),
        Kind::Number | Kind::Integer => Json::number(random.pick(&INTEGERS)),
        Kind::Boolean => Json::Boolean(random.chance(50)),
        Kind::Object(object) => valid(object, random),
    }
}

/// Amounts in every spelling.
const YUAN: [&str; 8] =
    ["0", "0.01", "1.5", "00.10", "88.88", "100", "100000000.00", "184467440737095516.15"];

/// Points in time in every spelling.
const TIMES: [&str; 6] = [
    "2023-12-21 16:26:45",
    "2024-02-29 23:59:59",
    "2015-04-28 15:45:57.320",
    "2015-04-28 15:45:57.3",
    "2015-04-28 15:45:57.03",
    "2115-02-01 00:00:00.000",
];

/// Integers that 64 bits hold, in every spelling.
pub(crate) const INTEGERS: [&str; 14] = [
    "0",
    "-0",
    "1",
    "-1",
    "42",
    "1.0",
    "-2.00",
    "1e2",
    "1E+2",
    "120e-1",
    "1706327962739",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
];

/// Nothing here or elsewhere is beyond a double's range, or a fraction that a double takes for an
/// integer: the independent validator can't hold such.
pub(crate) const FRACTIONS: [&str; 8] =
    ["0.5", "-1.5", "1e-1", "15e-2", "1.10", "123.4567890123456789", "-0.01", "1.5e-7"];

/// A text within the limit: often as long as it may be, sometimes a number or a boolean instead.
fn text(limit: Option<usize>, random: &mut Random) -> Json {
    let longest = limit.unwrap_or(20);
    if random.chance(15) {
        let scalar = scalar(random);
        if scalar.write(Style::Compact).len() <= longest {
            return scalar;
        }
    }
    let length = if random.chance(35) { longest } else { random.below(longest + 1) };
    Json::text(characters(length, random))
}

/// What may stand in the place of a text.
pub(crate) fn scalar(random: &mut Random) -> Json {
    match random.below(4) {
        0 => Json::Boolean(random.chance(50)),
        1 => Json::number(random.pick(&FRACTIONS)),
        2 => Json::number("12345678901234567890123"),
        _ => Json::number(random.pick(&INTEGERS)),
    }
}

/// So many characters of one to four bytes.
pub(crate) fn characters(count: usize, random: &mut Random) -> String {
    let from: &[&char] = if random.chance(40) {
        &[&'a', &'Z', &'0', &' ', &'.']
    } else {
        &[&'é', &'中', &'单', &'😀', &'"', &'\\', &'\n', &'\u{1f}', &'/', &'x', &'\u{7f}']
    };
    (0..count).map(|_| *random.pick(from)).collect()
}

/// A listed value in any letter case, as the literal that it looks like if it looks like one.
fn listed(value: &str, random: &mut Random) -> Json {
    match random.below(4) {
        0 => Json::text(value.to_ascii_lowercase()),
        1 => Json::text(value.to_ascii_uppercase()),
        2 if matches!(value, "true" | "false" | "99") => Json::parse(value).expect("it is JSON"),
        _ => Json::text(value),
    }
}

/// Any JSON.
pub(crate) fn any(random: &mut Random) -> Json {
    let text = random.pick(&[
        "null",
        "true",
        "false",
        "0",
        "1.10",
        "-7e3",
        "\"\"",
        "\"text\"",
        "\"中文\"",
        "[]",
        "[1]",
        "[null]",
        "[[]]",
        "[{}]",
        "{}",
        "{\"a\":1}",
        "{\"a\":{\"b\":[\"c\"]}}",
    ]);
    Json::parse(text).expect("it is JSON")
}
