//! The macros never panic, whatever they are given, and what they write is always Rust.
//!
//! Items and schema files are valid ones with pieces dropped, doubled, swapped and replaced, by a
//! generator with a fixed seed: a failure comes again.

use std::env;
use std::io::{Write, stderr};
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::{DeriveInput, File, parse_quote};

use crate::attr::StructAttrs;
use crate::error::Errors;
use crate::{enumeration, message, object, schema};

/// How many items that the compiler would hand to a derive are tried, and how many schema files,
/// each in one of several forms. `.ci/run` sets the variable.
fn attempts() -> usize {
    if env::var_os("ALIPAY_NOTIFY_TEST_FULL").is_some() { 2000 } else { 500 }
}

/// Items, and the schema that those see which name one.
const ITEMS_TO_MUTATE: [(&str, &str); 7] = [
    (
        r#"#[alipay(schema = "x.json", extra, msg_method = "my.company.everything")] pub struct OrderPaid;"#,
        EVERYTHING,
    ),
    (
        r#"#[alipay(schema = "x.json", crate = a::b)] struct Wanted { #[alipay(rename = "product_id")] id: String,
           tags: Vec<String>, channels: Option<Vec<Status>>, #[alipay(json)] refund_items: Vec<Item>, count: u8,
           #[alipay(extra)] rest: Extra, user_id: Option<String>, open_id: Option<String> }"#,
        SHAPES,
    ),
    (
        r#"#[alipay(msg_method = "my.company.order.paid", title = "t", exactly_one(user_id, open_id), at_least_one(a, b))]
           struct OrderPaid { /** An order. */ #[alipay(max_len = 64, title = "t", idempotency_key)] order_no: String, r#type: Box<str>,
           user_id: Option<String>, open_id: Option<String>, #[alipay(conditional)] a: Option<Json<Vec<Item>>>,
           b: Option<std::borrow::Cow<'static, str>>, count: u64, amount: Number, first: bool }"#,
        "",
    ),
    (
        r#"#[alipay(exactly_one(card_no, account_no), crate = "crate::a")] pub(crate) struct Payer {
           card_no: Option<String>, account_no: Option<String>, more: Vec<Item>, #[alipay(extra)] extra: Extra }"#,
        "",
    ),
    (
        r#"#[alipay(crate = alipay_notify)] enum Status { Paid, #[alipay(value = "closed", title = "t")] Closed,
           #[alipay(other)] Other(String) }"#,
        "",
    ),
    (
        "struct Generic<'a, T: Copy, const N: usize> where T: Clone \
         { more: [T; N], name: &'a str }",
        "",
    ),
    ("union Both { a: u64, b: (String, fn(u8) -> bool), c: impl Trait + 'static }", ""),
];

/// What may come in the place of any token.
const TOKENS: [&str; 45] = [
    "alipay",
    "self",
    "Self",
    "crate",
    "super",
    "_",
    "__",
    "_3d",
    "r#fn",
    "r#type",
    "名称",
    "É",
    "async",
    "gen",
    "dyn",
    "Option",
    "Option<Option<String>>",
    "Vec<Vec<u8>>",
    "HashMap<String, Vec<Box<str>>>",
    "String",
    "i64",
    "<T as U>::V",
    "&'static str",
    "'a",
    "-1",
    "0",
    "1u8",
    "340282366920938463463374607431768211456",
    "1.5",
    "'c'",
    "\"\"",
    "\"x.json\"",
    "\"\\u{0}\"",
    "\"a-b\"",
    "\"self\"",
    "b\"x\"",
    "#[alipay(extra)]",
    "#[alipay(json)]",
    "#[alipay(idempotency_key)]",
    "#[alipay()]",
    "#[alipay(rename = \"\")]",
    "#[doc = \"d\"]",
    "=",
    ",",
    "::",
];

const SHAPES: &str = include_str!("../../tests/ui/schemas/shapes.json");
const EVERYTHING: &str = include_str!("../../tests/ui/schemas/everything.json");

const SCHEMAS_TO_MUTATE: [&str; 5] = [
    include_str!("../../schemas/alipay.user.opencard.result.notify.json"),
    include_str!("../../schemas/alipay.open.mini.icp.faceauth.completed.json"),
    SHAPES,
    EVERYTHING,
    include_str!("../../tests/ui/schemas/names.json"),
];

/// What may come in the place of any token of a schema file.
const PIECES: [&str; 49] = [
    "\"type\"",
    "\"string\"",
    "\"integer\"",
    "\"number\"",
    "\"boolean\"",
    "\"object\"",
    "\"array\"",
    "\"items\"",
    "\"oneOf\"",
    "\"anyOf\"",
    "\"allOf\"",
    "\"required\"",
    "\"properties\"",
    "\"maxLength\"",
    "\"const\"",
    "\"title\"",
    "\"examples\"",
    "\"x-alipay-type\"",
    "\"x-alipay-presence\"",
    "\"x-alipay-idempotency-key\"",
    "\"conditional\"",
    "\"contentMediaType\"",
    "\"application/json\"",
    "\"contentSchema\"",
    "\"self\"",
    "\"Self\"",
    "\"_\"",
    "\"__\"",
    "\"3d\"",
    "\"order-no\"",
    "\"\"",
    "\"名称\"",
    "\"a b\"",
    "\"r#type\"",
    "\"extra\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"'\"",
    "\"{}\"",
    "\"Status\"",
    "{}",
    "[]",
    "null",
    "true",
    "-0",
    "1e400",
    "99999999999999999999",
    "3.50",
    "[[]]",
];

/// An `xorshift` generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap_or(1)).unwrap_or_default()
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// Drops, doubles, swaps or replaces one to three pieces; mostly names, which leaves more of
    /// the whole valid.
    fn mutate(&mut self, pieces: &mut Vec<String>, replacements: &[&str]) {
        let is_name =
            |piece: &String| piece.starts_with(|first: char| first == '"' || first.is_alphabetic());
        for _ in 0..=self.below(4).saturating_sub(1) {
            let names: Vec<_> =
                (0..pieces.len()).filter(|index| is_name(&pieces[*index])).collect();
            if names.is_empty() {
                return;
            }
            let (one, other) = (names[self.below(names.len())], names[self.below(names.len())]);
            let anywhere = self.below(pieces.len());
            match self.below(8) {
                0 => drop(pieces.remove(anywhere)),
                1 => pieces.insert(other, pieces[anywhere].clone()),
                2 => pieces.insert(anywhere, self.pick(replacements).to_owned()),
                3 => pieces.swap(anywhere, other),
                4 => pieces.swap(one, other),
                5 => pieces[one] = pieces[other].clone(),
                _ => self.pick(replacements).clone_into(&mut pieces[one]),
            }
        }
    }
}

#[test]
fn items() {
    let mut random = Random(0x2026_0102_0304_0506);
    let seeds: Vec<Vec<String>> = ITEMS_TO_MUTATE.iter().map(|(item, _)| tokens_of(item)).collect();
    let (mut tried, mut written) = (0, 0);
    while tried < attempts() {
        let seed = random.below(seeds.len());
        let (mut pieces, schema) = (seeds[seed].clone(), ITEMS_TO_MUTATE[seed].1);
        random.mutate(&mut pieces, &TOKENS);
        let text = pieces.join(" ");
        let Ok(input) = syn::parse_str::<DeriveInput>(&text) else { continue };
        tried += 1;
        written += expand(&text, || message(&input, |attrs, errors| parse(attrs, schema, errors)));
        written += expand(&text, || object(&input));
        written += expand(&text, || enumeration(&input));
    }
    let _ = writeln!(
        stderr(),
        "{tried} items, {} expansions, {written} of them without a mistake",
        tried * 3
    );
    assert!(
        written > attempts() / 10,
        "{written} of {tried} items are valid: the generator has become too wild"
    );
}

#[test]
fn schemas() {
    let mut random = Random(0x2026_0605_0403_0201);
    let seeds: Vec<Vec<String>> =
        SCHEMAS_TO_MUTATE.iter().map(|schema| pieces_of(schema)).collect();
    let items: [DeriveInput; 3] = [
        parse_quote!(
            #[alipay(schema = "x.json")]
            pub struct OrderPaid;
        ),
        parse_quote!(
            #[alipay(schema = "x.json", extra)]
            pub struct OrderPaid;
        ),
        parse_quote!(
            #[alipay(schema = "x.json")]
            struct OrderPaid {
                #[alipay(extra)]
                rest: Extra,
            }
        ),
    ];
    let mut written = 0;
    for _ in 0..attempts() {
        let mut pieces = seeds[random.below(seeds.len())].clone();
        random.mutate(&mut pieces, &PIECES);
        let mut text = pieces.concat();
        if random.below(10) == 0 {
            break_bytes(&mut text, &mut random);
        }
        let item = &items[random.below(items.len())];
        written += expand(&text, || message(item, |attrs, errors| parse(attrs, &text, errors)));
    }
    let _ = writeln!(stderr(), "{} schema files, {written} of them without a mistake", attempts());
    assert!(
        written > attempts() / 10,
        "{written} of {} are valid: the generator has become too wild",
        attempts()
    );
}

/// Expands, and returns 1 where there was no mistake.
fn expand(source: &str, expand: impl FnOnce() -> TokenStream) -> usize {
    let tokens =
        catch_unwind(AssertUnwindSafe(expand)).unwrap_or_else(|_| panic!("panicked at {source}"));
    let text = tokens.to_string();
    if let Err(error) = syn::parse2::<File>(tokens) {
        panic!("{error} in\n{text}\nfor {source}");
    }
    usize::from(!text.contains("compile_error"))
}

fn parse(
    attrs: &StructAttrs,
    text: &str,
    errors: &mut Errors,
) -> Option<alipay_notify_schema::MessageSchema> {
    let file = attrs.schema.value()?;
    schema::parse(file, &file.value(), text, errors)
}

/// The tokens of an item, brackets included.
fn tokens_of(item: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    flatten(item.parse().expect("it is Rust"), &mut pieces);
    pieces
}

fn flatten(tokens: TokenStream, pieces: &mut Vec<String>) {
    let mut joint = String::new();
    for token in tokens {
        match token {
            // `::` and lifetimes stay whole.
            TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint => {
                joint.push(punct.as_char());
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                pieces.push(open.to_owned());
                flatten(group.stream(), pieces);
                pieces.push(close.to_owned());
            }
            other => pieces.push(format!("{}{other}", std::mem::take(&mut joint))),
        }
    }
}

/// The tokens of a JSON text, roughly, so that most mutations leave JSON.
fn pieces_of(text: &str) -> Vec<String> {
    let (mut pieces, mut current, mut in_string) = (Vec::new(), String::new(), false);
    for character in text.chars() {
        let ends = !in_string && (character.is_whitespace() || "{}[]:,".contains(character));
        if ends && !current.is_empty() {
            pieces.push(std::mem::take(&mut current));
        }
        current.push(character);
        if character == '"' {
            in_string = !in_string;
        }
        if ends || (character == '"' && !in_string) {
            pieces.push(std::mem::take(&mut current));
        }
    }
    pieces
}

/// Replaces a few characters, wherever they are.
fn break_bytes(text: &mut String, random: &mut Random) {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(characters.len());
        if let Some(character) = characters.get_mut(at) {
            *character =
                ['"', '{', '}', '\\', '0', ',', '\u{0}', '\u{200b}', '名', '_'][random.below(10)];
        }
    }
    *text = characters.into_iter().collect();
}
