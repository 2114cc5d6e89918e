//! Each form of capture, and what is none.

use super::*;

const BODY: &str = "charset=UTF-8&biz_content=%7B%22a%22%3A%22b+c%22%7D&sign=a%2Bb%3D";

fn raw_capture(body: &[u8]) -> Capture {
    Capture {
        kind: Kind::Raw,
        method: None,
        target: None,
        headers: Vec::new(),
        body: body.to_vec(),
        is_built: false,
        announced: None,
    }
}

fn posted(kind: Kind, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Capture {
    Capture {
        kind,
        method: Some("POST".to_owned()),
        target: Some(target.to_owned()),
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..raw_capture(body)
    }
}

#[test]
fn a_raw_body_is_taken_as_it_is_but_for_one_line_break() {
    for end in ["", "\n", "\r\n"] {
        assert_eq!(Capture::parse(format!("{BODY}{end}").as_bytes()), Ok(raw_capture(BODY.as_bytes())));
    }
    assert_eq!(Capture::parse(b"a=1 \n\n"), Ok(raw_capture(b"a=1 \n")));
    assert_eq!(Capture::parse(b"\xef\xbb\xbfa=\xd6\xa7"), Ok(raw_capture(b"a=\xd6\xa7")));
}

#[test]
fn a_request_ends_where_its_length_says() {
    let type_ = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    for line_end in ["\n", "\r\n"] {
        let head = format!("POST /alipay?from=x HTTP/1.1{line_end}{}: {}{line_end}", type_.0, type_.1);
        let without_length = format!("{head}{line_end}{BODY}\n");
        let expected = posted(Kind::Http, "/alipay?from=x", &[type_], BODY.as_bytes());
        assert_eq!(Capture::parse(without_length.as_bytes()), Ok(expected.clone()));
        assert_eq!((expected.query(), expected.content_type()), (Some("from=x"), Some(type_.1)));

        let length = BODY.len().to_string();
        let with_length = format!("{head}content-length: {length}{line_end}{line_end}{BODY}\n\n");
        let headers = [type_, ("content-length", &length)];
        let expected = posted(Kind::Http, "/alipay?from=x", &headers, BODY.as_bytes());
        assert_eq!(Capture::parse(with_length.as_bytes()), Ok(expected));
    }
}

#[test]
fn a_request_that_breaks_off_says_so() {
    let capture = Capture::parse(b"post / http/1.1\ncontent-length: 9\n\na=\xd6\xa7\n");
    let headers = [("content-length", "9")];
    let expected = Capture {
        method: Some("post".to_owned()),
        announced: Some(9),
        ..posted(Kind::Http, "/", &headers, b"a=\xd6\xa7")
    };
    assert_eq!(capture, Ok(expected));
}

#[test]
fn chunks_are_put_together() {
    let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\na=1&\r\n3\r\nb=2\r\n0\r\n\r\n";
    let expected = posted(Kind::Http, "/", &[("Transfer-Encoding", "chunked")], b"a=1&b=2");
    assert_eq!(Capture::parse(chunked.as_bytes()), Ok(expected));
}

#[test]
fn curl_is_read_as_the_documents_have_it() {
    let line = "curl -x post 'notify_url' \\\n--header 'content-type: application/x-www-form-urlencoded; charset=utf-8' \
                \\\n--data-urlencode 'charset=utf-8' \\\r\n--data-urlencode 'biz_content={\n\"reason\":\"拒绝 \"\n}' \
                \\\n--data-urlencode 'sign=${sign}'\n";
    let body =
        "charset=utf-8&biz_content=%7B%0A%22reason%22%3A%22%E6%8B%92%E7%BB%9D+%22%0A%7D&sign=%24%7Bsign%7D";
    let headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    let posted = posted(Kind::Curl, "notify_url", &headers, body.as_bytes());
    let expected = Capture { method: Some("post".to_owned()), is_built: true, ..posted };
    assert_eq!(Capture::parse(line.as_bytes()), Ok(expected));
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
            r"$ Curl --compressed -sXPOST ADDRESS -H'Content-Type: application/x-www-form-urlencoded' -da=1",
            b"a=1",
        ),
        (
            r"curl -o /dev/null --max-time 5 -H 'Content-Type: application/x-www-form-urlencoded' --url ADDRESS --data-raw $'a=\'\x41\u5b9d\n\xd6\xa7\\'",
            b"a='A\xe5\xae\x9d\n\xd6\xa7\\",
        ),
        (
            "curl \\\r\n -H \"Content-Type: application/x-www-form-urlencoded\" ADDRESS --data-binary \"a=\\\"1\\\"\"",
            b"a=\"1\"",
        ),
        (r#"curl ADDRESS -H "Content-Type: application/x-www-form-urlencoded" --data-raw @a=1"#, b"@a=1"),
    ] {
        let line = line.replace("ADDRESS", url);
        assert_eq!(Capture::parse(line.as_bytes()), Ok(posted(Kind::Curl, url, &[type_], body)), "{line}");
    }
}

#[test]
fn a_map_of_parameters_becomes_a_body() {
    let map = r#" {"charset":"UTF-8","biz_content":"{\"a\":\"b c\"}","utc_timestamp":1514210452731,"version":1.10,
        "sign":["a+b="],"extra":null,"charset":"GBK"} "#;
    let body = "charset=UTF-8&biz_content=%7B%22a%22%3A%22b+c%22%7D&utc_timestamp=1514210452731&version=1.10&\
                sign=a%2Bb%3D&charset=GBK";
    let expected = Capture { kind: Kind::Json, is_built: true, ..raw_capture(body.as_bytes()) };
    assert_eq!(Capture::parse(map.as_bytes()), Ok(expected));

    let parsed_content = r#"{"biz_content":{"a": [1, 2]},"list":[{"a":1}]}"#;
    let body = "biz_content=%7B%22a%22%3A+%5B1%2C+2%5D%7D&list=%5B%7B%22a%22%3A1%7D%5D";
    let expected = Capture { kind: Kind::Json, is_built: true, ..raw_capture(body.as_bytes()) };
    assert_eq!(Capture::parse(parsed_content.as_bytes()), Ok(expected));
}

#[test]
fn what_is_no_capture_is_named() {
    for (text, error) in [
        ("", CaptureError::Empty),
        (" \r\n", CaptureError::Empty),
        ("success", CaptureError::Unknown),
        ("<xml a=\"1\"/>", CaptureError::Unknown),
        ("--boundary\nContent-Disposition: form-data; name=\"sign\"", CaptureError::Unknown),
        ("[1]", CaptureError::Unknown),
        ("POST / HTTP/1.1\nHost: x\na=1", CaptureError::Headers),
        ("POST / HTTP/1.1\ntransfer-encoding: chunked\n\na=1", CaptureError::Chunks),
        ("curl 'http://x -d a=1", CaptureError::Unclosed),
        ("curl http://x -d $'a=1", CaptureError::Unclosed),
        ("curl http://x", CaptureError::NoData),
        ("curl http://x -d @body.txt", CaptureError::DataInFile),
        ("curl http://x --data-urlencode sign@file", CaptureError::DataInFile),
        ("curl http://x -F a=1", CaptureError::Multipart),
        ("{\"a\":\n1", CaptureError::Json { line: 2, column: 1 }),
        ("{\"a\":1} x", CaptureError::Json { line: 1, column: 9 }),
    ] {
        assert_eq!(Capture::parse(text.as_bytes()), Err(error), "{text}");
    }
}
