//! Each form of capture, and what is none.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

const BODY: &str = "charset=UTF-8&biz_content=%7B%22a%22%3A%22b+c%22%7D&sign=a%2Bb%3D";

fn raw_capture(body: &[u8]) -> Capture {
    Capture {
        kind: CaptureKind::Raw,
        method: None,
        target: None,
        headers: Vec::new(),
        body: body.to_vec(),
        is_built: false,
        left_out: 0,
        carrier: Carrier::Form,
        count: 1,
        cut: None,
        reply: None,
        others: Vec::new(),
    }
}

/// A capture without what its text does not decide: how it breaks off has tests of its own, and so
/// has what it may be besides.
fn read(text: impl AsRef<[u8]>) -> Result<Capture, CaptureError> {
    let capture = Capture::read(text.as_ref())?;
    Ok(Capture { cut: None, others: Vec::new(), ..capture })
}

fn posted(kind: CaptureKind, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Capture {
    Capture {
        kind,
        method: Some("POST".to_owned()),
        target: Some(target.to_owned()),
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..raw_capture(body)
    }
}

#[test]
fn a_raw_body_is_taken_as_it_is_but_for_one_line_break() {
    for end in ["", "\n", "\r\n"] {
        assert_eq!(read(format!("{BODY}{end}").as_bytes()), Ok(raw_capture(BODY.as_bytes())));
    }
    assert_eq!(read(b"a=1 \n\n"), Ok(raw_capture(b"a=1 \n")));
    assert_eq!(read(b"\xef\xbb\xbfa=\xd6\xa7"), Ok(raw_capture(b"a=\xd6\xa7")));
}

#[test]
fn a_request_ends_where_its_length_says() {
    let type_ = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    for line_end in ["\n", "\r\n"] {
        let head =
            format!("POST /alipay?from=x HTTP/1.1{line_end}{}: {}{line_end}", type_.0, type_.1);
        let without_length = format!("{head}{line_end}{BODY}\n");
        let expected = posted(CaptureKind::Http, "/alipay?from=x", &[type_], BODY.as_bytes());
        assert_eq!(read(without_length.as_bytes()), Ok(expected.clone()));
        assert_eq!((expected.query(), expected.content_type()), (Some("from=x"), Some(type_.1)));

        let length = BODY.len().to_string();
        let with_length = format!("{head}content-length: {length}{line_end}{line_end}{BODY}\n\n");
        let headers = [type_, ("content-length", &length)];
        let expected = posted(CaptureKind::Http, "/alipay?from=x", &headers, BODY.as_bytes());
        assert_eq!(read(with_length.as_bytes()), Ok(expected));
    }
}

#[test]
fn a_request_that_breaks_off_says_so() {
    let capture = Capture::read(b"post / http/1.1\ncontent-length: 9\n\na=\xd6\xa7\n");
    let headers = [("content-length", "9")];
    let expected = Capture {
        method: Some("post".to_owned()),
        cut: Some(Cut::Announced { length: 4, announced: 9 }),
        ..posted(CaptureKind::Http, "/", &headers, b"a=\xd6\xa7")
    };
    assert_eq!(capture, Ok(expected));
}

#[test]
fn chunks_are_put_together() {
    let chunked =
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\na=1&\r\n3\r\nb=2\r\n0\r\n\r\n";
    let expected = posted(CaptureKind::Http, "/", &[("Transfer-Encoding", "chunked")], b"a=1&b=2");
    assert_eq!(read(chunked.as_bytes()), Ok(expected));
}

#[test]
fn curl_is_read_as_the_documents_have_it() {
    let line = "curl -x post 'notify_url' \\\n--header 'content-type: \
                application/x-www-form-urlencoded; charset=utf-8' \\\n--data-urlencode \
                'charset=utf-8' \\\r\n--data-urlencode 'biz_content={\n\"reason\":\"拒绝 \"\n}' \\\n\
                --data-urlencode 'sign=${sign}'\n";
    let body = "charset=utf-8&biz_content=%7B%0A%22reason%22%3A%22%E6%8B%92%E7%BB%9D+%22%0A%7D&sign=%24%7Bsign%7D";
    let headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    let posted = posted(CaptureKind::Curl, "notify_url", &headers, body.as_bytes());
    let expected = Capture { method: Some("post".to_owned()), is_built: true, ..posted };
    assert_eq!(read(line.as_bytes()), Ok(expected));
}

#[test]
fn curl_is_read_as_browsers_and_people_write_it() {
    let url = "http://127.0.0.1:8080/alipay";
    let type_ = ("Content-Type", "application/x-www-form-urlencoded");
    for (line, body) in [
        (
            r#"curl ADDRESS -H "Content-Type: application/x-www-form-urlencoded" -d a=1 -d 'b=2 3'"#,
            &b"a=1&b=2 3"[..],
        ),
        (
            "$ Curl --compressed -sXPOST ADDRESS \
             -H'Content-Type: application/x-www-form-urlencoded' -da=1",
            b"a=1",
        ),
        (
            r"curl -o /dev/null --max-time 5 -H 'Content-Type: application/x-www-form-urlencoded' --url ADDRESS --data-raw $'a=\'\x41\u5b9d\n\xd6\xa7\\'",
            b"a='A\xe5\xae\x9d\n\xd6\xa7\\",
        ),
        (
            "curl \\\r\n -H \"Content-Type: application/x-www-form-urlencoded\" ADDRESS \
             --data-binary \"a=\\\"1\\\"\"",
            b"a=\"1\"",
        ),
        (
            r#"curl ADDRESS -H "Content-Type: application/x-www-form-urlencoded" --data-raw @a=1"#,
            b"@a=1",
        ),
    ] {
        let line = line.replace("ADDRESS", url);
        assert_eq!(
            read(line.as_bytes()),
            Ok(posted(CaptureKind::Curl, url, &[type_], body)),
            "{line}"
        );
    }
}

#[test]
fn a_map_of_parameters_becomes_a_body() {
    let map = r#" {"charset":"UTF-8","biz_content":"{\"a\":\"b c\"}","utc_timestamp":1514210452731,"version":1.10,
        "sign":["a+b="],"extra":null,"charset":"GBK"} "#;
    let body = "charset=UTF-8&biz_content=%7B%22a%22%3A%22b+c%22%7D&utc_timestamp=1514210452731&version=1.10&\
                sign=a%2Bb%3D&charset=GBK";
    let expected =
        Capture { kind: CaptureKind::Json, is_built: true, ..raw_capture(body.as_bytes()) };
    assert_eq!(read(map.as_bytes()), Ok(expected));

    let parsed_content = r#"{"biz_content":{"a": [1, 2]},"list":[{"a":1}]}"#;
    let body = "biz_content=%7B%22a%22%3A+%5B1%2C+2%5D%7D&list=%5B%7B%22a%22%3A1%7D%5D";
    let expected =
        Capture { kind: CaptureKind::Json, is_built: true, ..raw_capture(body.as_bytes()) };
    assert_eq!(read(parsed_content.as_bytes()), Ok(expected));
}

#[test]
fn what_is_no_capture_is_named() {
    for (text, error) in [
        ("", CaptureError::Empty),
        (" \r\n", CaptureError::Empty),
        ("success", CaptureError::Reply),
        ("<xml a=\"1\"/>", CaptureError::Markup),
        ("--boundary\nContent-Disposition: form-data; name=\"sign\"", CaptureError::Unknown),
        ("[1]", CaptureError::Unknown),
        ("POST / HTTP/1.1\nHost: x\na=1", CaptureError::Headers),
        ("POST / HTTP/1.1\ntransfer-encoding: chunked\n\na=1", CaptureError::Chunks),
        ("curl 'http://x -d a=1", CaptureError::Unclosed),
        ("curl http://x", CaptureError::NoData),
        ("curl http://x -d @body.txt", CaptureError::DataInFile),
        ("curl http://x --data-urlencode sign@file", CaptureError::DataInFile),
        ("HTTP/1.1 200 OK\n\nsuccess", CaptureError::Reply),
        ("{\"a\":\n1", CaptureError::Json { line: 2, column: 2 }),
        ("{\"a\":1} x", CaptureError::Json { line: 1, column: 9 }),
    ] {
        assert_eq!(read(text), Err(error), "{text}");
    }
}

/// A capture of three parameters that were built of decoded values.
fn printed() -> Capture {
    let body = "charset=UTF-8&biz_content=%7B%22a%22%3A+%22it%27s+%5C%22b%5C%22%2C+c%3Dd%22%7D&sign=a%2Bb%3D&from=x";
    Capture { kind: CaptureKind::Printed, is_built: true, ..raw_capture(body.as_bytes()) }
}

#[test]
fn parameters_are_read_as_programs_print_them() {
    for text in [
        // Python: a dict, with single quotes and double ones; Django; Werkzeug; Python 2
        r#"{'charset': 'UTF-8', 'biz_content': '{"a": "it\'s \\"b\\", c=d"}', 'sign': 'a+b=', 'from': 'x'}"#,
        r#"<QueryDict: {'charset': ['UTF-8'], 'biz_content': ['{"a": "it\'s \\"b\\", c=d"}'], 'sign': ['a+b='], 'from': ['x']}>"#,
        r#"ImmutableMultiDict([('charset', 'UTF-8'), ('biz_content', '{"a": "it\'s \\"b\\", c=d"}'), ('sign', 'a+b='), ('from', 'x')])"#,
        r#"{u'charset': u'UTF-8', u'biz_content': u'{"a": "it\'s \\"b\\", c=d"}', u'sign': u'a+b=', u'from': u'x'}"#,
        // PHP: var_export, var_dump, print_r
        "array (\n  'charset' => 'UTF-8',\n  'biz_content' => \
         '{\"a\": \"it\\'s \\\\\"b\\\\\", c=d\"}',\n  'sign' => 'a+b=',\n  'from' => 'x',\n)\n",
        "array(4) {\n  [\"charset\"]=>\n  string(5) \"UTF-8\"\n  [\"biz_content\"]=>\n  string(24) \"{\"a\": \"it's \\\"b\\\", c=d\"}\"\n  [\"sign\"]=>\n  string(4) \"a+b=\"\n  [\"from\"]=>\n  string(1) \"x\"\n}\n",
        "Array\n(\n    [charset] => UTF-8\n    [biz_content] => \
         {\"a\": \"it's \\\"b\\\", c=d\"}\n    [sign] => a+b=\n    [from] => x\n)\n",
        // Node.js, Ruby, Java, Go
        "[Object: null prototype] \
         {\n  charset: 'UTF-8',\n  biz_content: `{\"a\": \"it's \\\\\"b\\\\\", c=d\"}`,\n  sign: 'a+b=',\n  from: 'x'\n}\n",
        r#"{"charset"=>"UTF-8", "biz_content"=>"{\"a\": \"it's \\\"b\\\", c=d\"}", "sign"=>"a+b=", "from"=>"x"}"#,
        r#"map[charset:[UTF-8] biz_content:[{"a": "it's \"b\", c=d"}] sign:[a+b=] from:[x]]"#,
        // Lines
        "charset=UTF-8\nbiz_content={\"a\": \"it's \\\"b\\\", c=d\"}\nsign=a+b=\nfrom=x\n",
        "charset: UTF-8\r\nbiz_content: {\"a\": \"it's \\\"b\\\", c=d\"}\r\nsign: a+b=\r\nfrom: \
         x\r\n",
        "charset:UTF-8\nbiz_content:{\"a\": \"it's \\\"b\\\", c=d\"}\nsign:a+b=\nfrom:x",
        "charset\tUTF-8\nbiz_content\t{\"a\": \"it's \\\"b\\\", c=d\"}\nsign\ta+b=\nfrom\tx",
    ] {
        assert_eq!(read(text), Ok(printed()), "{text}");
    }
    let java = r#"params: {charset=UTF-8, biz_content={"a":"b"}, sign=a+b=} in 7 ms"#;
    let body = "charset=UTF-8&biz_content=%7B%22a%22%3A%22b%22%7D&sign=a%2Bb%3D";
    let expected = Capture { body: body.as_bytes().to_vec(), ..printed() };
    assert_eq!(read(java.as_bytes()), Ok(expected));
}

#[test]
fn parameters_that_are_printed_otherwise_are_read_all_the_same() {
    let built = |body: &str| Ok(Capture { body: body.as_bytes().to_vec(), ..printed() });
    assert_eq!(
        read(
            br#"{'utc_timestamp': 1514210452731, 'biz_content': {'a': "}", 'b': {}}, 'sign': 'a'}"#
        ),
        built(
            "utc_timestamp=1514210452731&biz_content=%7B%27a%27%3A+%22%7D%22%2C+%27b%27%3A+%7B%7D%7D&sign=a"
        )
    );
    let encoded = read(b"charset=UTF-8\nbiz_content=%7B%7D\nsign=a%2Bb%3D\n");
    let expected = raw_capture(b"charset=UTF-8&biz_content=%7B%7D&sign=a%2Bb%3D");
    assert_eq!(encoded, Ok(Capture { kind: CaptureKind::Printed, ..expected }));
    // Two names may stand anywhere.
    assert_eq!(read(b"sign: 'a', charset: 'b'"), Err(CaptureError::Unknown));
}

#[test]
fn a_capture_is_found_in_the_line_of_a_log() {
    for (before, after) in [
        ("06:07 INFO [x-1] id=7 body: ", ""),
        ("\"", "\""),
        ("'", "' 200\n"),
        ("?", ""),
        ("wget --post-data='", "' http://127.0.0.1/"),
    ] {
        let left_out = before.len() + after.trim_end_matches('\n').len();
        let expected = Capture { left_out, ..raw_capture(BODY.as_bytes()) };
        assert_eq!(read(format!("{before}{BODY}{after}").as_bytes()), Ok(expected), "{before}");
    }
    let line = r#"06:07 {main} map: {"charset":"UTF-8","biz_content":"{}","sign":"a"} in 7 ms"#;
    let body = b"charset=UTF-8&biz_content=%7B%7D&sign=a";
    let expected =
        Capture { kind: CaptureKind::Json, is_built: true, left_out: 26, ..raw_capture(body) };
    assert_eq!(read(line.as_bytes()), Ok(expected));
    // A parameter in front that is not Alipay's stays, and a content keeps its quotes.
    for whole in [
        "x-charset=1&charset=2&sign=3&version=4",
        " \"sign=1&charset=2&version=3&biz_content={\"a\": 1}",
    ] {
        let kept = whole.trim_start_matches([' ', '"']);
        let left_out = whole.len() - kept.len();
        assert_eq!(
            read(whole.as_bytes()),
            Ok(Capture { left_out, ..raw_capture(kept.as_bytes()) })
        );
    }
}

#[test]
fn files_of_powershell_are_read() {
    let text = BODY.to_owned() + "\r\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for file in [[b"\xff\xfe", little.as_slice()].concat(), [b"\xfe\xff", big.as_slice()].concat()]
    {
        assert_eq!(read(&file), Ok(raw_capture(BODY.as_bytes())));
    }
}

#[test]
fn a_body_is_found_in_what_wraps_it() {
    let expected = Capture { kind: CaptureKind::Json, ..raw_capture(BODY.as_bytes()) };
    for text in [
        format!(r#"{{"httpMethod":"POST","body":"{BODY}","isBase64Encoded":false}}"#),
        format!(r#"{{"body":"{}","isBase64Encoded":true}}"#, STANDARD.encode(BODY)),
        format!(r#"{{"{BODY}":""}}"#),
    ] {
        assert_eq!(read(&text), Ok(expected.clone()), "{text}");
    }
}
