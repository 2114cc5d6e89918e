//! An independent oracle: generated types against the `jsonschema` crate, over generated schemas
//! and documents.
//!
//! Schemas of the dialect are made (`schemas`, `dialect`), written to `oracle/schemas` and there
//! become types (`types`). Documents are made for each and tampered with (`documents`,
//! `mutations`). Three verdicts on each document must agree (`verdict`): that of the generated
//! type, that of the schema alone, and that of an independent validator (`reference`, which also
//! holds the documented differences). The value must hold what the document says (`expected`). A
//! document on which all this is not so is made as small as it goes (`shrink`).
//!
//! The parameters of a form are read by the same types, with the same verdicts and values as the
//! members of an object (`flat`).

mod dialect;
mod documents;
mod expected;
mod flat;
mod json;
mod mutations;
mod reference;
mod schemas;
mod shrink;
mod types;
mod verdict;

use std::collections::BTreeMap;
use std::io::Write;
use std::num::NonZero;
use std::path::PathBuf;
use std::{env, fs, io, thread};

use alipay_notify_schema::MessageSchema;
use alipay_notify_tests::is_full;
use alipay_notify_tests::random::Random;

use dialect::{Kind, Object, Presence};
use documents::Document;
use types::CASES;
use verdict::{Case, Judge};

/// How many documents are made for each schema.
fn documents_per_schema() -> usize {
    if is_full() { 700 } else { 100 }
}

/// How many disagreements are shrunk and shown.
const SHOWN: usize = 5;

#[test]
fn the_files_are_what_the_generator_makes() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oracle/schemas");
    let update = env::var_os("UPDATE_ORACLE").is_some();
    for case in CASES {
        let expected = object(case.name).file(case.name);
        let file = folder.join(format!("{}.json", case.name));
        if update {
            fs::write(&file, &expected).expect("the file can be written");
        }
        let found = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            found == expected,
            "{} is outdated: set UPDATE_ORACLE=1 and run this test",
            file.display()
        );
    }
}

#[test]
fn the_files_are_of_the_dialect() {
    for case in CASES {
        match MessageSchema::parse(case.file) {
            Ok(schema) => assert_eq!(*case.spec, schema, "{}", case.name),
            Err(mistakes) => panic!("{}: {mistakes}", case.name),
        }
    }
}

#[test]
fn the_schemas_have_every_shape() {
    let mut counts = BTreeMap::new();
    for case in CASES {
        shapes(&object(case.name), 1, &mut counts);
    }
    for (shape, least) in [
        ("text", 10),
        ("limited text", 10),
        ("enum", 10),
        ("limited enum", 3),
        ("amount", 10),
        ("time", 5),
        ("integer", 10),
        ("number", 10),
        ("boolean", 10),
        ("object", 10),
        ("JSON in a text", 3),
        ("object in a text", 3),
        ("list in a text", 3),
        ("array of text", 3),
        ("array of limited text", 3),
        ("array of enum", 3),
        ("array of integer", 3),
        ("array of number", 3),
        ("array of boolean", 3),
        ("array of object", 3),
        ("depth 4", 3),
        ("required", 10),
        ("optional", 10),
        ("conditional", 10),
        ("several exactly-one groups", 3),
        ("several at-least-one groups", 3),
        ("exactly-one group in a nested object", 3),
        ("at-least-one group in a nested object", 3),
        ("multi-byte name", 10),
    ] {
        let found = counts.get(shape).copied().unwrap_or(0);
        assert!(found >= least, "{shape}: {found}; all: {counts:?}");
    }
}

#[test]
fn the_verdicts_agree() {
    let [mut valid, mut invalid] = [0, 0];
    let mut disagreements = Vec::new();
    for (case, verdict) in all_verdicts() {
        match verdict {
            Ok(true) => valid += 1,
            Ok(false) => invalid += 1,
            Err(document) => disagreements.push((case, document)),
        }
    }
    // Past the capture of the test harness, so that the counts are always there to be seen.
    writeln!(
        io::stderr(),
        "oracle: {} schemas, {} documents, {valid} valid, {invalid} invalid, {} disagreements",
        CASES.len(),
        valid + invalid + disagreements.len(),
        disagreements.len()
    )
    .expect("the error stream is open");
    let shown = disagreements
        .iter()
        .take(SHOWN)
        .map(|(case, document)| explained(&Judge::new(*case), document));
    let shown: Vec<String> = shown.collect();
    assert!(shown.is_empty(), "{}", shown.join("\n\n"));
    let all = valid + invalid;
    assert!(CASES.len() >= 32 && all >= if is_full() { 24_000 } else { 3_400 }, "too few");
    assert!(valid >= all / 5 && invalid >= all / 5, "too one-sided");
}

/// What no other validator can be asked about, or not in the same words: texts that are no JSON,
/// members that come twice, numbers beyond a double's range.
#[test]
fn both_readings_of_any_text_agree() {
    let mut differences = Vec::new();
    for case in CASES {
        let object = object(case.name);
        let mut random = Random::new(object.members.len().try_into().expect("it is small"));
        for number in 0..100 {
            let document = documents::generate(&object, &mut random, number);
            let text = mutations::broken(&document, &mut random);
            differences.extend(case.readings(&text));
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences, such as {}",
        differences.len(),
        differences[0]
    );
}

/// What a message is recognised by is what its handler sees, and reading it never panics.
#[test]
fn keys_are_what_decoding_yields() {
    let (mut compared, mut differences) = (0, Vec::new());
    for case in CASES {
        let object = object(case.name);
        let mut random =
            Random::new(case.name.parse::<u64>().expect("schemas are numbered") + 2_000_000);
        for number in 0..100 {
            let document = documents::generate(&object, &mut random, number);
            for text in
                [document.json.write(document.style), mutations::broken(&document, &mut random)]
            {
                match case.keys(&text) {
                    Ok(found) => compared += found,
                    Err(difference) => differences.push(difference),
                }
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences, such as {}",
        differences.len(),
        differences[0]
    );
    assert!(compared > 1_000, "{compared} keys are too few");
}

/// The same values are the same as the parameters of a form.
#[test]
fn parameters_are_read_as_members() {
    let ([mut valid, mut invalid, mut keys], mut differences) = ([0; 3], Vec::new());
    for case in CASES {
        let object = object(case.name);
        let seed = case.name.parse::<u64>().expect("schemas are numbered") + 3_000_000;
        let mut random = Random::new(seed);
        for number in 0..documents_per_schema() {
            let document = documents::generate(&object, &mut random, number).json;
            match case.flat(&object, &document) {
                Ok(verdict) if verdict.violations.is_empty() => valid += 1,
                Ok(_) => invalid += 1,
                Err(difference) => differences.push(difference),
            }
            match case.flat_keys(&object, &document) {
                Ok(found) => keys += found,
                Err(difference) => differences.push(difference),
            }
        }
    }
    writeln!(
        io::stderr(),
        "oracle: {} forms, {valid} valid, {invalid} invalid, {keys} keys, {} differences",
        valid + invalid,
        differences.len()
    )
    .expect("the error stream is open");
    assert!(differences.is_empty(), "{}", differences[0]);
    assert!(valid + invalid >= 3_400 && valid >= 500 && invalid >= 500, "too one-sided");
    assert!(keys >= 1_000, "too few keys");
}

/// A rule that is off by one is found, and shown by a document that holds nothing else.
#[test]
fn a_broken_rule_is_found_and_shrunk() {
    let mut found = 0;
    for case in CASES.iter().filter(|case| {
        case.file.contains("\"maxLength\": 8,") || case.file.contains("\"maxLength\": 8\n")
    }) {
        let judge = Judge::with_reference(
            *case,
            &case.file.replace("\"maxLength\": 8", "\"maxLength\": 9"),
        );
        if let Some(document) = verdicts(&judge, case.name).take(200).find_map(Result::err) {
            let shown = explained(&judge, &document);
            assert!(shown.contains("9 characters, at most 8\n  jsonschema: valid\n"), "{shown}");
            found += 1;
        }
    }
    assert!(found >= 5, "{found}");
}

/// The example of a schema keeps it.
#[test]
fn examples_are_valid() {
    for case in CASES {
        let example = case.spec.example();
        let json = json::Json::parse(&example).expect("an example is JSON");
        let document = Document { json, style: json::Style::Compact };
        match Judge::new(*case).verdict(&document) {
            Ok(valid) => assert!(valid, "{}: {example}", case.name),
            Err(disagreement) => panic!("{disagreement}"),
        }
    }
}

fn object(name: &str) -> Object {
    schemas::generate(name.parse().expect("schemas are numbered"))
}

/// The verdicts on every document of every schema, on as many threads as there is room for.
fn all_verdicts() -> Vec<(Case, Result<bool, Document>)> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = |cases: &[Case]| -> Vec<_> {
        let verdicts = cases.iter().flat_map(|case| {
            let judge = Judge::new(*case);
            verdicts(&judge, case.name).map(|verdict| (*case, verdict)).collect::<Vec<_>>()
        });
        verdicts.collect()
    };
    thread::scope(|scope| {
        let shares = CASES
            .chunks(CASES.len().div_ceil(threads))
            .map(|cases| scope.spawn(move || share(cases)));
        let shares: Vec<_> = shares.collect();
        shares.into_iter().flat_map(|share| share.join().expect("no verdict panics")).collect()
    })
}

/// The verdicts on every document of a schema, or the documents on which there is no agreement.
fn verdicts(judge: &Judge, name: &str) -> impl Iterator<Item = Result<bool, Document>> {
    let object = object(name);
    let mut random = Random::new(name.parse::<u64>().expect("schemas are numbered") + 1_000_000);
    (0..documents_per_schema()).map(move |number| {
        let document = documents::generate(&object, &mut random, number);
        judge.verdict(&document).map_err(|_| document)
    })
}

/// The smallest document that shows the same disagreement, and what each verdict is.
fn explained(judge: &Judge, document: &Document) -> String {
    let why =
        |document: &Document| judge.verdict(document).err().map(|disagreement| disagreement.why);
    let first = why(document);
    let smallest = shrink::shrink(document.clone(), |candidate| why(candidate) == first);
    judge
        .verdict(&smallest)
        .map_or_else(|disagreement| disagreement.to_string(), |_| "nothing".to_owned())
}

fn shapes(object: &Object, depth: usize, counts: &mut BTreeMap<String, usize>) {
    let mut count = |shape: String| *counts.entry(shape).or_default() += 1;
    count(format!("depth {depth}"));
    for (exactly_one, kind) in [(true, "exactly-one"), (false, "at-least-one")] {
        let groups = object.groups.iter().filter(|group| group.exactly_one == exactly_one).count();
        if groups > 1 {
            count(format!("several {kind} groups"));
        }
        if groups > 0 && depth > 1 {
            count(format!("{kind} group in a nested object"));
        }
    }
    for member in &object.members {
        let kind = match &member.kind {
            Kind::Text { limit: None } => "text",
            Kind::Text { limit: Some(_) } => "limited text",
            Kind::Enum { limit: None, .. } => "enum",
            Kind::Enum { limit: Some(_), .. } => "limited enum",
            Kind::Yuan { .. } => "amount",
            Kind::BeijingTime => "time",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Object(_) => "object",
            Kind::Json { content: None, .. } => "JSON in a text",
            Kind::Json { content: Some(content), .. } if content.repeated => "list in a text",
            Kind::Json { content: Some(_), .. } => "object in a text",
        };
        count(if member.repeated { format!("array of {kind}") } else { kind.to_owned() });
        count(match member.presence {
            Presence::Required => "required".to_owned(),
            Presence::Optional => "optional".to_owned(),
            Presence::Conditional => "conditional".to_owned(),
        });
        if !member.name.is_ascii() {
            count("multi-byte name".to_owned());
        }
    }
    for member in &object.members {
        match &member.kind {
            Kind::Object(object) => shapes(object, depth + 1, counts),
            Kind::Json { content: Some(content), .. } => shapes(&content.object, depth + 1, counts),
            _ => {}
        }
    }
}
