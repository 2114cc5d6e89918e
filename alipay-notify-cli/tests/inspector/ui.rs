//! A listening command with its page.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use std::sync::LazyLock;
use std::time::Duration;

use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::Value;

use crate::support::file;
use crate::support::listening::Listening;

pub(crate) static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// The command, and what its page asks it.
pub(crate) struct Ui {
    pub(crate) listening: Listening,
    /// Where the page is, without its token.
    pub(crate) address: String,
    pub(crate) token: String,
}

/// An answer of the page's server.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Ui {
    /// Starts it with the public key of [`KEY`], and the private one for examples.
    pub(crate) fn start(name: &str, arguments: &[&str]) -> Self {
        let key = file(&format!("{name}.txt"), KEY.public_key_base64().as_bytes());
        let own = file(&format!("{name}.pem"), KEY.private_key_pem().as_bytes());
        let always = ["listen", "--port", "0", "--ui", "--key-file", &key];
        let arguments = [&always, &["--example-key-file", &own][..], arguments].concat();
        Self::start_as(&arguments)
    }

    pub(crate) fn start_as(arguments: &[&str]) -> Self {
        let mut listening = Listening::start_as(Stdio::null(), Path::new("."), arguments);
        let line = listening.error_line();
        let url = line.split_once("http://").unwrap_or_else(|| panic!("a URL: {line}")).1;
        let (address, token) = url.trim_end().split_once("/?token=").expect("a token");
        assert!(token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}");
        Self { address: address.to_owned(), token: token.to_owned(), listening }
    }

    /// What the user opens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/?token={}", self.address, self.token)
    }

    /// Where deliveries go.
    pub(crate) fn to(&self) -> String {
        format!("http://{}/", self.listening.address)
    }

    pub(crate) fn deliver(&self, message: TestMessage) -> String {
        self.listening.post("/", &message.sign(&KEY).body())
    }

    /// Sends a request as it is.
    pub(crate) fn send(&self, head: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout can be set");
        let length = body.len();
        let request = format!("{head}connection: close\r\ncontent-length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        Answer::read(&answer)
    }

    /// Asks as the page's script does.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &str) -> Answer {
        let Self { address, token, .. } = self;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n"
        );
        self.send(&head, body)
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        self.ask("GET", path, "").json()
    }

    /// The numbers of the deliveries of a list.
    pub(crate) fn numbers(&self, path: &str) -> Vec<u64> {
        let page = self.get(path);
        let rows = page["deliveries"].as_array().expect("a list");
        rows.iter().map(|row| row["number"].as_u64().expect("a number")).collect()
    }
}

impl Answer {
    fn read(answer: &[u8]) -> Self {
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(answer[..end].to_vec()).expect("heads are ASCII");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        Self {
            status: status.expect("a status"),
            headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
            body: answer[end + 4..].to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/json"));
        serde_json::from_slice(&self.body).expect("JSON")
    }
}
