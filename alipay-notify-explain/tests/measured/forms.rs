//! The forms in which people keep deliveries.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::message::Signed;

/// How a capture is written.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) taken: Taken,
    pub(crate) write: fn(&Signed) -> Vec<u8>,
}

/// What is written: the body as it is sent, or what a program has decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Encoded,
    Decoded,
}

const fn encoded(name: &'static str, write: fn(&Signed) -> Vec<u8>) -> Form {
    Form { name, taken: Taken::Encoded, write }
}

const fn decoded(name: &'static str, write: fn(&Signed) -> Vec<u8>) -> Form {
    Form { name, taken: Taken::Decoded, write }
}

pub(crate) const FORMS: &[Form] = &[
    encoded("a body", |signed| signed.body.clone()),
    encoded("a body in a log", |signed| {
        format!("2024-01-27 11:59:23.001 INFO [http-1] 回调: {}\n", body(signed)).into_bytes()
    }),
    encoded("a body between other lines", |signed| {
        format!("11:59 started\n11:59 raw body = {}\n11:59 verify: false\n", body(signed))
            .into_bytes()
    }),
    encoded("a body that a terminal wrapped", |signed| wrapped(&body(signed), 80)),
    encoded("a request", |signed| {
        let (body, length) = (body(signed), signed.body.len());
        format!(
            "POST /alipay HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded; \
             charset=utf-8\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }),
    encoded("a request, as curl -v shows it", |signed| {
        format!(
            "> POST /alipay HTTP/1.1\n> Host: a\n> Content-Type: \
             application/x-www-form-urlencoded\n> \n{}\n< HTTP/1.1 200 OK\n< \nsuccess\n",
            body(signed)
        )
        .into_bytes()
    }),
    encoded("curl", |signed| {
        format!("curl 'http://a/alipay' --data-raw '{}' --compressed", body(signed)).into_bytes()
    }),
    decoded("curl, encoding", |signed| {
        let data = signed.texts().into_iter().map(|(name, value)| {
            format!(" \\\n  --data-urlencode '{name}={}'", value.replace('\'', r"'\''"))
        });
        format!("curl -X POST 'http://a/alipay'{}", data.collect::<String>()).into_bytes()
    }),
    encoded("curl of Windows", |signed| {
        let body = body(signed).replace('%', "^%^").replace('&', "^&");
        format!("curl ^\"http://a/alipay^\" ^\r\n  -X POST ^\r\n  --data-raw ^\"{body}^\"")
            .into_bytes()
    }),
    encoded("PowerShell", |signed| {
        format!(
            "Invoke-WebRequest -UseBasicParsing -Uri \"http://a/alipay\" `\n-Method \"POST\" \
             `\n-ContentType \"application/x-www-form-urlencoded\" `\n-Body \"{}\"",
            body(signed)
        )
        .into_bytes()
    }),
    encoded("fetch", |signed| {
        format!(
            "fetch(\"http://a/alipay\", {{\n  \"headers\": {{\n    \"accept\": \"*/*\"\n  }},\n  \
             \"body\": \"{}\",\n  \"method\": \"POST\"\n}});",
            body(signed)
        )
        .into_bytes()
    }),
    encoded("HAR", |signed| {
        let parts: Vec<Value> = body(signed)
            .split('&')
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        let request = json!({ "method": "POST", "url": "http://a/alipay", "headers": [],
            "postData": { "mimeType": "application/x-www-form-urlencoded",
                "text": body(signed), "params": parts } });
        json!({ "log": { "entries": [{ "request": request }] } }).to_string().into_bytes()
    }),
    encoded("an event of a gateway of functions", |signed| {
        json!({ "httpMethod": "POST", "path": "/alipay", "isBase64Encoded": true,
            "body": STANDARD.encode(&signed.body) })
        .to_string()
        .into_bytes()
    }),
    decoded("a JSON object", |signed| Value::Object(map(signed)).to_string().into_bytes()),
    decoded("a JSON object with lists", |signed| {
        let lists = map(signed).into_iter().map(|(name, value)| (name, json!([value])));
        Value::Object(lists.collect()).to_string().into_bytes()
    }),
    decoded("a JSON object in a log's JSON", |signed| {
        let message = format!("支付宝回调: {}", Value::Object(map(signed)));
        json!({ "@timestamp": "2024-01-27T03:59:23Z", "level": "INFO", "message": message })
            .to_string()
            .into_bytes()
    }),
    decoded("a JSON object in JSON in a log", |signed| {
        let inner = json!({ "params": map(signed), "ip": "1.2.3.4" }).to_string();
        format!("11:59 INFO {}", json!({ "data": { "request": inner } })).into_bytes()
    }),
    decoded("a JSON list of names and values", |signed| {
        let list: Vec<Value> = signed
            .texts()
            .iter()
            .map(|(name, value)| json!({ "key": name, "value": value, "type": "text" }))
            .collect();
        json!({ "formdata": list }).to_string().into_bytes()
    }),
    decoded("Java's Map", |signed| {
        format!("11:59 INFO params={{{}}}", joined(signed, "=", ", ")).into_bytes()
    }),
    decoded("Spring's map of lists", |signed| {
        let pairs = signed.texts().into_iter().map(|(name, value)| format!("{name}=[{value}]"));
        format!("{{{}}}", pairs.collect::<Vec<_>>().join(", ")).into_bytes()
    }),
    decoded("Python's dict", |signed| {
        format!("{{{}}}", quoted(signed, "'", "': '", "'", ", ")).into_bytes()
    }),
    decoded("Django's QueryDict", |signed| {
        format!("<QueryDict: {{{}}}>", quoted(signed, "'", "': ['", "']", ", ")).into_bytes()
    }),
    decoded("PHP's print_r", |signed| {
        let pairs =
            signed.texts().into_iter().map(|(name, value)| format!("    [{name}] => {value}"));
        format!("Array\n(\n{}\n)\n", pairs.collect::<Vec<_>>().join("\n")).into_bytes()
    }),
    decoded("PHP's print_r in one line", |signed| {
        let pairs = signed.texts().into_iter().map(|(name, value)| format!("[{name}] => {value}"));
        format!("Array ( {} )", pairs.collect::<Vec<_>>().join(" ")).into_bytes()
    }),
    decoded("PHP's var_dump", |signed| {
        let pairs = signed.texts().into_iter().map(|(name, value)| {
            format!("  [\"{name}\"]=>\n  string({}) \"{value}\"\n", value.len())
        });
        format!("array({}) {{\n{}}}\n", signed.pairs.len(), pairs.collect::<String>()).into_bytes()
    }),
    decoded("PHP's var_export", |signed| {
        format!("array (\n  {},\n)", quoted(signed, "'", "' => '", "'", ",\n  ")).into_bytes()
    }),
    decoded("Go's url.Values", |signed| {
        let pairs = signed.texts().into_iter().map(|(name, value)| format!("{name}:[{value}]"));
        format!("map[{}]", pairs.collect::<Vec<_>>().join(" ")).into_bytes()
    }),
    decoded("Ruby's hash", |signed| {
        format!("{{{}}}", quoted(signed, "\"", "\"=>\"", "\"", ", ")).into_bytes()
    }),
    decoded("Node.js", |signed| {
        let pairs = signed.texts().into_iter().map(|(name, value)| {
            format!("  {name}: '{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
        });
        let pairs = pairs.collect::<Vec<_>>().join(",\n");
        format!("[Object: null prototype] {{\n{pairs}\n}}").into_bytes()
    }),
    decoded("lines", |signed| joined(signed, "=", "\n").into_bytes()),
    decoded("lines with colons", |signed| joined(signed, ": ", "\r\n").into_bytes()),
    decoded("lines with arrows", |signed| joined(signed, " -> ", "\n").into_bytes()),
    decoded("lines of a log", |signed| {
        let lines = signed.texts().into_iter().enumerate().map(|(at, (name, value))| {
            format!("2024-01-27 11:59:23.{at:03} [http-1] INFO  c.e.A - {name} = {value}\n")
        });
        lines.collect::<String>().into_bytes()
    }),
    decoded("lines of a loop", |signed| {
        each(signed, |name, value| format!("参数名:{name},参数值:{value}\n"))
    }),
    decoded("lines of names above values", |signed| joined(signed, "\n", "\n").into_bytes()),
    decoded("comma-joined pairs", |signed| joined(signed, "=", ", ").into_bytes()),
    decoded("logfmt", |signed| {
        format!("level=info {}", quoted(signed, "", "=\"", "\"", " ")).into_bytes()
    }),
    decoded("csv of pairs", |signed| {
        each(signed, |name, value| format!("{name},{}\n", csv(value)))
    }),
    decoded("csv with a header", |signed| {
        let names: Vec<String> = signed.texts().into_iter().map(|(name, _)| name).collect();
        let values: Vec<String> = signed.texts().iter().map(|(_, value)| csv(value)).collect();
        format!("{}\n{}\n", names.join(","), values.join(",")).into_bytes()
    }),
    decoded("tabs", |signed| joined(signed, "\t", "\n").into_bytes()),
    decoded("a table", |signed| {
        let rows =
            signed.texts().into_iter().map(|(name, value)| format!(" {name:<16} | {value}\n"));
        format!(
            " name             | value\n------------------+-------\n{}",
            rows.collect::<String>()
        )
        .into_bytes()
    }),
    decoded("a table in Markdown", |signed| {
        let rows =
            signed.texts().into_iter().map(|(name, value)| format!("| {name} | {value} |\n"));
        format!("| 参数 | 值 |\n|---|---|\n{}", rows.collect::<String>()).into_bytes()
    }),
    decoded("lines between no-break spaces", |signed| {
        each(signed, |name, value| format!("\u{a0}\u{a0}{name}：\u{3000}{value}\n"))
    }),
    decoded("lines in UTF-16", |signed| {
        let text = joined(signed, "=", "\r\n");
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    }),
    encoded("a body in CDATA", |signed| {
        format!("<event><message><![CDATA[notify {}]]></message></event>", body(signed))
            .into_bytes()
    }),
    encoded("a body in brackets", |signed| {
        format!("11:59 INFO notify_params[{}]\n", body(signed)).into_bytes()
    }),
    encoded("a body in a page", |signed| {
        format!("<pre>{}</pre>", body(signed).replace('&', "&amp;")).into_bytes()
    }),
    encoded("a request in base64 in JSON", |signed| {
        let request = format!("POST /alipay HTTP/1.1\r\nHost: a\r\n\r\n{}", body(signed));
        json!({ "requests": [{ "request": { "raw": STANDARD.encode(request) } }] })
            .to_string()
            .into_bytes()
    }),
    encoded("Node.js's Buffer", |signed| {
        json!({ "type": "Buffer", "data": signed.body }).to_string().into_bytes()
    }),
    decoded("Java's Map in a log's JSON", |signed| {
        let message = format!("notify params: {{{}}}", joined(signed, "=", ", "));
        json!({ "level": "INFO", "message": message }).to_string().into_bytes()
    }),
    decoded("a JSON object in a string of JSON", |signed| {
        Value::String(Value::Object(map(signed)).to_string()).to_string().into_bytes()
    }),
    decoded("a JSON object in a page", |signed| {
        let object = Value::Object(map(signed)).to_string();
        format!("<pre>{}</pre>", escaped(&object).replace('"', "&quot;")).into_bytes()
    }),
    decoded("elements of XML", |signed| {
        let elements = signed
            .texts()
            .into_iter()
            .map(|(name, value)| format!("  <param name=\"{name}\">{}</param>\n", escaped(&value)));
        format!("<params>\n{}</params>", elements.collect::<String>()).into_bytes()
    }),
    decoded("PHP's serialize", |signed| {
        let pairs = signed.texts().into_iter().map(|(name, value)| {
            format!("s:{}:\"{name}\";s:{}:\"{value}\";", name.len(), value.len())
        });
        format!("a:{}:{{{}}}", signed.pairs.len(), pairs.collect::<String>()).into_bytes()
    }),
    decoded("columns", |signed| {
        let rows = signed.texts().into_iter().map(|(name, value)| format!("{name:<30} {value}\n"));
        format!("{:<30} Value\n----{:26} -----\n{}", "Name", "", rows.collect::<String>())
            .into_bytes()
    }),
    decoded("YAML", |signed| {
        let lines = signed.texts().into_iter();
        let lines = lines.map(|(name, value)| format!("{name}: '{}'\n", value.replace('\'', "''")));
        lines.collect::<String>().into_bytes()
    }),
    decoded("Python's pprint", |signed| {
        let pairs = signed.texts().into_iter().map(|(name, value)| {
            let characters: Vec<char> = value.chars().collect();
            let lines = characters.chunks(60).map(|line| {
                let line: String = line.iter().collect();
                format!("'{}'", line.replace('\\', r"\\").replace('\'', r"\'"))
            });
            format!("'{name}': {}", lines.collect::<Vec<_>>().join("\n                "))
        });
        format!("{{{}}}", pairs.collect::<Vec<_>>().join(",\n ")).into_bytes()
    }),
];

fn body(signed: &Signed) -> String {
    String::from_utf8_lossy(&signed.body).into_owned()
}

fn map(signed: &Signed) -> Map<String, Value> {
    signed.texts().into_iter().map(|(name, value)| (name, Value::String(value))).collect()
}

/// A line for each parameter.
fn each(signed: &Signed, line: fn(&str, &str) -> String) -> Vec<u8> {
    let lines: Vec<String> = signed.texts().iter().map(|(name, value)| line(name, value)).collect();
    lines.concat().into_bytes()
}

fn joined(signed: &Signed, between: &str, behind: &str) -> String {
    let pairs = signed.texts().into_iter().map(|(name, value)| format!("{name}{between}{value}"));
    pairs.collect::<Vec<_>>().join(behind)
}

/// Names and values in quotes, within which a backslash escapes.
fn quoted(signed: &Signed, front: &str, between: &str, back: &str, behind: &str) -> String {
    let quote = back.chars().next().expect("a quote");
    let pairs = signed.texts().into_iter().map(|(name, value)| {
        let value = value.replace('\\', r"\\").replace(quote, &format!("\\{quote}"));
        format!("{front}{name}{between}{value}{back}")
    });
    pairs.collect::<Vec<_>>().join(behind)
}

/// A text as markup has it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn csv(value: &str) -> String {
    if value.contains(['"', ',', '\n']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}

fn wrapped(text: &str, columns: usize) -> Vec<u8> {
    let lines: Vec<&[u8]> = text.as_bytes().chunks(columns).collect();
    lines.join(&b'\n')
}
