//! Specifications that were written to do harm.

use serde_json::{Value, json};

use crate::site::{BUILT_IN, ORDER, Site, all, text, texts};

const MARKUP: &str = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;";

/// A message that has markup wherever a text may stand.
fn with_markup(msg_method: &str) -> String {
    let named = |name: &str| {
        json!({
            "title": MARKUP, "description": name, "type": "string", "examples": [MARKUP]
        })
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:alipay:message:{msg_method}"),
        "title": MARKUP,
        "description": MARKUP,
        "type": "object",
        "properties": {
            MARKUP: named(MARKUP),
            "#\"><b id=x> y": named("`<i>` and <u>"),
            "listed": { "type": "string", "oneOf": [{ "const": MARKUP, "title": MARKUP }] },
        },
    })
    .to_string()
}

#[test]
fn markup_is_text_wherever_it_stands() {
    let site = Site::new("en", &[&with_markup(MARKUP)]);
    site.assert_sound();
    let file = "~3c~2fscript~3e~3cscript~3ealert~281~29~3c~2fscript~3e~3cimg~20src~3dx~20onerror~3dalert~281~29~3e~22~27~26amp~3b\
         .html";
    let mut names: Vec<String> = BUILT_IN.map(str::to_owned).into();
    names.extend([file.to_owned(), file.replace(".html", ".json")]);
    names.sort();
    assert_eq!(site.names(), names);
    let page = site.page(file);
    let scripts: Vec<_> =
        all(&page, "script").into_iter().map(|script| (text(script), script.attr("src"))).collect();
    assert_eq!(scripts, ["search.js", "copy.js"].map(|name| (String::new(), Some(name))));
    assert!(all(&page, "img, b, i, u, [onerror]").is_empty());
    assert_eq!(texts(&page, "title"), [format!("{MARKUP} – Alipay messages")]);
    assert_eq!(texts(&page, "h1, h1 ~ .label, h1 ~ .description"), [MARKUP; 3]);
    assert_eq!(texts(&page, "#fields + table th code"), ["#\"><b id=x> y", MARKUP, "listed"]);
    assert_eq!(texts(&page, ".values code, .values span"), [MARKUP; 2]);
    assert_eq!(texts(&page, "#fields + table td .description"), ["<i> and <u>", MARKUP]);
    let Value::Array(messages) = site.search_data() else { panic!("a list") };
    assert_eq!(messages[0]["method"], MARKUP);
    let index = site.page("index.html");
    assert_eq!(all(&index, "script").len(), 2);
    assert_eq!(texts(&index, "#messages > section:first-child > h2"), [MARKUP]);
    assert_eq!(texts(&index, "#messages > section:first-child li > *"), [MARKUP; 3]);
    assert_eq!(texts(&page, ".sidebar li:first-child a"), [MARKUP; 2]);
}

#[test]
fn no_name_leads_out_of_the_folder() {
    let methods = [
        "../x",
        "..",
        "/etc/passwd",
        "a/../../x",
        "C:\\x",
        "-rf",
        ".htaccess",
        "index",
        "Index",
        "con",
        "\u{0}",
    ];
    let schemas: Vec<String> = methods.iter().map(|method| with_markup(method)).collect();
    let schemas: Vec<&str> = schemas.iter().map(String::as_str).collect();
    let site = Site::new("en", &schemas);
    site.assert_sound();
    let mut expected: Vec<String> = BUILT_IN.map(str::to_owned).into();
    let stems = [
        "~00",
        "~2drf",
        "~2e.",
        "~2e.~2fx",
        "~2ehtaccess",
        "~2fetc~2fpasswd",
        "~43~3a~5cx",
        "~49ndex",
        "~63on",
        "~69ndex",
        "a~2f..~2f..~2fx",
    ];
    expected.extend(stems.iter().flat_map(|stem| [format!("{stem}.html"), format!("{stem}.json")]));
    expected.sort();
    assert_eq!(site.names(), expected);
}

#[test]
fn what_a_shell_would_take_for_commands_is_quoted() {
    let site = Site::new(
        "en",
        &[&with_markup("a; rm -rf 'b' $(c)"), &with_markup("nul\u{0}"), &with_markup("--version")],
    );
    let page = site.page("a~3b~20rm~20-rf~20~27b~27~20~24~28c~29.html");
    let command = texts(&page, "pre").pop().expect("a command");
    assert_eq!(
        command.lines().nth(1),
        Some("alipay-notify send \"a; rm -rf 'b' \"'$(c)' --schemas schemas \\")
    );
    // No program can be given such a name, and the other would be taken for an option.
    for page in ["nul~00.html", "~2d-version.html"] {
        assert_eq!(
            texts(&site.page(page), "h2"),
            ["Fields", "Sample", "Request", "Reply and retries", "In Rust"]
        );
    }
}

#[test]
fn characters_that_turn_texts_round_are_replaced() {
    let schema =
        ORDER.replace("An order changed.", "An\\u202e order\\n\\tchanged\\u0000\\u001b[2J.");
    let site = Site::new("en", &[&schema]);
    site.assert_sound();
    let page = site.page("my.order.changed.html");
    // A line of the description is one of the page: there is a `br` between them.
    assert_eq!(
        texts(&page, "main > .description"),
        ["An\u{fffd} orderchanged\u{fffd}\u{fffd}[2J. See lines."]
    );
    assert_eq!(all(&page, "main > .description > br").len(), 1);
}

#[test]
fn a_name_too_long_for_a_file_is_refused() {
    let method = "a".repeat(251);
    let site = Site::new("en", &[]);
    let outcome = site.write("en", &[&with_markup(&method)]);
    let why = format!("error: {method}: this name is too long to name a file after it\n");
    assert_eq!(outcome, (Some(2), String::new(), why));
    assert_eq!(
        Site::new("en", &[&with_markup(&method[1..])]).names()[1],
        format!("{}.html", &method[1..])
    );
}
