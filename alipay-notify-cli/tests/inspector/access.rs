//! Who may look, and what a browser may do with what it gets.

use scraper::{Html, Selector};

use crate::support::{file, outcome, run};
use crate::ui::{KEY, Ui};

#[test]
fn nobody_gets_anything_without_the_token() {
    let ui = Ui::start("ui-token", &[]);
    let (address, token) = (&ui.address, &ui.token);
    let other = format!("{}{}", &token[1..], &token[..1]);
    let ask = |line: &str, more: &str| {
        let answer = ui.send(&format!("{line} HTTP/1.1\r\nhost: {address}\r\n{more}"), "{}");
        (answer.status, answer.text())
    };
    let right = format!("authorization: Bearer {token}\r\n");
    let told = "Open the whole URL that the command printed as it started.".to_owned();
    let refused = (403, told);
    for path in ["/", "/?token=", &format!("/?token={other}"), &format!("/?token={token}0")] {
        assert_eq!(ask(&format!("GET {path}"), ""), refused, "{path}");
        // What the script has opens no page.
        assert_eq!(ask(&format!("GET {path}"), &right), refused, "{path}");
    }
    for line in [
        "GET /deliveries",
        "GET /deliveries/1",
        "GET /deliveries/1/file",
        "GET /deliveries/1/curl?to=x",
        "GET /deliveries/1/again",
        "POST /deliveries/1/replay",
        "POST /examples",
        "GET /no/such",
    ] {
        let wrong = format!("authorization: Bearer {other}\r\n");
        let cookie = format!("cookie: token={token}\r\n");
        let half = format!("authorization: Bearer {}\r\n", &token[..16]);
        let plain = format!("authorization: {token}\r\n");
        for more in ["", &wrong, &cookie, &half, &plain] {
            assert_eq!(ask(line, more), refused, "{line} {more}");
        }
        // The token of a page's URL is no header.
        assert_eq!(ask(&format!("{line}?token={token}"), ""), refused, "{line}");
    }
    assert_eq!(ask("GET /no/such", &right), (404, String::new()));
    assert_eq!(ask("GET /deliveries/1", &right), (404, String::new()));
    assert_eq!(ask("DELETE /deliveries", &right), (404, String::new()));
    assert_eq!(ask("GET /deliveries", &right).0, 200);
    assert_eq!(ask(&format!("GET /?token={token}"), "").0, 200);
}

#[test]
fn a_name_that_was_made_to_lead_here_gets_nothing() {
    let ui = Ui::start("ui-host", &[]);
    let (token, port) = (&ui.token, ui.address.rsplit(':').next().expect("a port"));
    let status = |host: &str| {
        let page = ui.send(&format!("GET /?token={token} HTTP/1.1\r\n{host}\r\n"), "").status;
        let head =
            format!("GET /deliveries HTTP/1.1\r\n{host}\r\nauthorization: Bearer {token}\r\n");
        (page, ui.send(&head, "").status)
    };
    for own in ["127.0.0.1", "localhost", "[::1]"] {
        assert_eq!(status(&format!("host: {own}:{port}")), (200, 200), "{own}");
        // A tunnel may begin at another port.
        assert_eq!(status(&format!("host: {own}:9")), (200, 200), "{own}");
    }
    for other in ["rebound.example", "127.0.0.1.rebound.example", "192.168.0.1"] {
        assert_eq!(status(&format!("host: {other}:{port}")), (403, 403), "{other}");
    }
    assert_eq!(status("x-forwarded-host: 127.0.0.1"), (403, 403));
}

#[test]
fn it_is_reached_from_this_machine_only() {
    let ui = Ui::start("ui-loopback", &["--bind", "0.0.0.0"]);
    assert!(ui.address.starts_with("127.0.0.1:"), "{}", ui.address);
    assert!(ui.listening.address.starts_with("0.0.0.0:"), "{}", ui.listening.address);
}

#[test]
fn answers_are_for_the_page_alone() {
    let ui = Ui::start("ui-headers", &[]);
    let page =
        ui.send(&format!("GET /?token={} HTTP/1.1\r\nhost: {}\r\n", ui.token, ui.address), "");
    let text = page.text();
    let nonce = text.split("<script nonce=\"").nth(1).and_then(|rest| rest.split('"').next());
    let nonce = nonce.expect("a nonce");
    assert_eq!(nonce.len(), 32);
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    );
    let nothing = "default-src 'none'; frame-ancestors 'none'";
    let refused = ui.send("GET / HTTP/1.1\r\nhost: a\r\n", "");
    let list = ui.ask("GET", "/deliveries", "");
    for (answer, policy) in [(&page, &*policy), (&refused, nothing), (&list, nothing)] {
        for (name, expected) in [
            ("content-security-policy", policy),
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(expected), "{name}");
        }
        assert_eq!(answer.header("access-control-allow-origin"), None);
        assert_eq!(answer.header("set-cookie"), None);
    }
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    // The page is all there is: it fetches nothing, and handles nothing in attributes.
    let document = Html::parse_document(&text);
    let everything = Selector::parse("*").expect("a selector");
    let attributes = document.select(&everything).flat_map(|element| element.value().attrs());
    let active = attributes.filter(|(name, value)| {
        let fetches = ["src", "srcset", "style", "action", "data", "poster"].contains(name);
        fetches || name.starts_with("on") || *name == "href" && !value.starts_with('#')
    });
    assert_eq!(active.collect::<Vec<_>>(), []);
    let again =
        ui.send(&format!("GET /?token={} HTTP/1.1\r\nhost: {}\r\n", ui.token, ui.address), "");
    assert_ne!(again.header("content-security-policy"), Some(&*policy), "a nonce is used once");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = taken.local_addr().expect("bound");
    let key = file("ui-taken.txt", KEY.public_key_base64().as_bytes());
    let ui = format!("--ui={}", address.port());
    let (code, out, err) = outcome(&run(&["listen", "--port", "0", &ui, "--key-file", &key]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    let begins = format!("error: {address}: the inspector can't listen there: ");
    assert!(err.starts_with(&begins) && err.ends_with("; give --ui another port\n"), "{err}");
}

#[test]
fn a_key_for_examples_is_for_the_page() {
    let key = file("ui-alone.txt", KEY.public_key_base64().as_bytes());
    let arguments = ["listen", "--port", "0", "--key-file", &key, "--example-key-file", "any.pem"];
    let told = "error: --example-key-file is for the page of --ui; add that\n".to_owned();
    assert_eq!(outcome(&run(&arguments)), (Some(2), String::new(), told));
}
