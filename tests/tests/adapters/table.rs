//! Every case of `cases.txt` over a real socket to both servers: whole answers are compared, but
//! for the date.
//!
//! An `answer` is a whole response, its headers sorted. A `case` is a request as it is sent, then a
//! line `->` for each answer to it; `-> axum:` and `-> actix-web:` where the frameworks differ
//! before or after any adapter. `seen` is what a handler saw. In a request,
//!
//! - a line ends in CR LF up to the empty line; the body is what follows;
//! - `{plain}` are the usual headers, `{form}` those and the content type, `{length}` is the length
//!   of the body;
//! - `{wait X}` waits for answer X, `{end}` ends what is sent, `{next}` begins another request;
//! - `{crlf}` is CR LF, `{chunked X}` is X in chunks, and any other `{X}` a body that `bodies.rs`
//!   makes.
//!
//! In an answer, `{app key}` is the app's public key, and `{app sign}` what it signs of the text in
//! `<response>`.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use alipay_notify::verify::SignType;
use alipay_notify_tests::servers::{APP_KEY, Server};

use super::bodies;

const CASES: &str = include_str!("cases.txt");

/// As many as there are, so that none is lost by a slip in the file.
const COUNT: usize = 164;

#[test]
fn answers_are_exactly_those_of_the_table() {
    let table = Table::parse(CASES);
    assert_eq!(table.cases.len(), COUNT);
    let mut wrong = Vec::new();
    for server in Server::start_each() {
        for case in &table.cases {
            let found = case.send(&table, &server);
            let expected = case.expected(&table, server.name(), &found.0);
            if found != expected {
                wrong.push(format!(
                    "== {} {}\nexpected: {expected:#?}\nfound: {found:#?}",
                    server.name(),
                    case.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Answers in order, then what handlers saw.
type Exchange = (Vec<String>, Vec<String>);

#[derive(Default)]
struct Table {
    answers: HashMap<&'static str, String>,
    cases: Vec<Case>,
}

struct Case {
    name: &'static str,
    request: String,
    /// Their names.
    answers: Vec<Line>,
    seen: Vec<Line>,
}

impl Table {
    fn parse(text: &'static str) -> Self {
        let mut table = Self::default();
        let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let begins = |line: &str| line.starts_with("answer ") || line.starts_with("case ");
        let blocks = lines.split_inclusive(|line| begins(line)).collect::<Vec<_>>();
        for pair in blocks.windows(2) {
            let title = pair[0].last().copied().unwrap_or_default();
            let block: Vec<_> = pair[1].iter().copied().filter(|line| !begins(line)).collect();
            match title.split_once(' ') {
                Some(("answer", name)) => {
                    assert!(
                        table
                            .answers
                            .insert(name, block.join("\n").trim_end().to_owned())
                            .is_none()
                    );
                }
                Some((_, name)) => table.cases.push(Case::parse(name, &block)),
                None => unreachable!("a block begins with its title"),
            }
        }
        table
    }

    fn answer(&self, name: &str) -> String {
        let answer = self.answers.get(name);
        signed(answer.unwrap_or_else(|| panic!("there is no answer {name}")))
    }
}

/// An answer with what the app's key makes of it.
fn signed(answer: &str) -> String {
    let answer = answer.replace("{app key}", &APP_KEY.public_key_base64());
    let response = answer.split_once("<response>").and_then(|(_, rest)| rest.split_once("</resp"));
    let response = response.map_or("", |(response, _)| response);
    answer.replace("{app sign}", &APP_KEY.sign(SignType::Rsa2, response.as_bytes()))
}

impl Case {
    fn parse(name: &'static str, block: &[&'static str]) -> Self {
        let end = block.iter().position(|line| line.starts_with("-> ")).expect("an answer");
        let behind = |mark: &'static str| {
            let lines = block[end..].iter().filter_map(move |line| line.strip_prefix(mark));
            lines.map(for_framework).collect()
        };
        Self {
            name,
            request: block[..end].join("\n"),
            answers: behind("-> "),
            seen: behind("seen "),
        }
    }

    /// What is to be answered: where there are several ways (`a or b`), the one that was found, if
    /// it is among them.
    fn expected(&self, table: &Table, server: &str, found: &[String]) -> Exchange {
        let answers = on(server, &self.answers).enumerate().map(|(index, names)| {
            let mut ways = names.split(" or ").map(|name| table.answer(name)).peekable();
            let first = ways.peek().cloned().unwrap_or_default();
            ways.find(|way| found.get(index) == Some(way)).unwrap_or(first)
        });
        (answers.collect(), on(server, &self.seen).map(str::to_owned).collect())
    }

    fn send(&self, table: &Table, server: &Server) -> Exchange {
        let mut conversation = Conversation { stream: server.connect(), received: Vec::new() };
        for step in self.request.split("{next}\n").flat_map(steps) {
            match step {
                // A server may answer and close before it has read everything.
                Step::Send(bytes) => drop(conversation.stream.write_all(&bytes)),
                Step::Wait(name) => {
                    let found = conversation.next().unwrap_or_default();
                    assert_eq!(found, table.answer(&name), "{}: {}", server.name(), self.name);
                }
                Step::End => conversation.stream.shutdown(Shutdown::Write).expect("connected"),
            }
        }
        let answers = std::iter::from_fn(|| conversation.next()).collect();
        (answers, server.seen())
    }
}

/// The framework that it is said of, where it is not said of both, and what is said.
type Line = (Option<&'static str>, &'static str);

fn for_framework(line: &'static str) -> Line {
    let of_one =
        line.split_once(": ").filter(|(framework, _)| ["axum", "actix-web"].contains(framework));
    of_one.map_or((None, line), |(framework, line)| (Some(framework), line))
}

/// What is said of this server.
fn on(server: &str, lines: &[Line]) -> impl Iterator<Item = &'static str> {
    lines
        .iter()
        .filter(move |(framework, _)| framework.is_none_or(|only| only == server))
        .map(|(_, line)| *line)
}

enum Step {
    Send(Vec<u8>),
    Wait(String),
    End,
}

/// What is to be done for one request.
fn steps(request: &str) -> Vec<Step> {
    let (head, body) = request.split_once("\n\n").expect("an empty line");
    let mut steps = Vec::new();
    for token in tokens(body.strip_suffix('\n').unwrap_or(body)) {
        steps.push(match token {
            Token::Text(text) => Step::Send(text.as_bytes().to_vec()),
            Token::Named("end") => Step::End,
            Token::Named(name) => match name.strip_prefix("wait ") {
                Some(answer) => Step::Wait(answer.to_owned()),
                None => Step::Send(bodies::named(name)),
            },
        });
    }
    let length: usize =
        steps.iter().map(|step| if let Step::Send(bytes) = step { bytes.len() } else { 0 }).sum();
    let plain = "host: a\nconnection: close\ncontent-length: {length}";
    let head = head
        .replace("{form}", "{plain}\ncontent-type: application/x-www-form-urlencoded")
        .replace("{plain}", plain)
        .replace("{length}", &length.to_string())
        .replace("{shop}", &String::from_utf8_lossy(&bodies::named("shop")));
    steps.insert(0, Step::Send((head.replace('\n', "\r\n") + "\r\n\r\n").into_bytes()));
    joined(steps)
}

/// What is sent in one go is written in one go, so that the server finds it together.
fn joined(steps: Vec<Step>) -> Vec<Step> {
    let mut joined: Vec<Step> = Vec::new();
    for step in steps {
        match (joined.last_mut(), step) {
            (Some(Step::Send(front)), Step::Send(bytes)) => front.extend(bytes),
            (_, step) => joined.push(step),
        }
    }
    joined
}

enum Token<'t> {
    Text(&'t str),
    Named(&'t str),
}

/// JSON in a body has braces too: a name has no quotes.
fn tokens(mut text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    while !text.is_empty() {
        let named = text.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        if let Some((name, rest)) = named.filter(|(name, _)| !name.contains('"')) {
            tokens.push(Token::Named(name));
            text = rest;
        } else {
            let end = text[1..].find('{').map_or(text.len(), |at| at + 1);
            tokens.push(Token::Text(&text[..end]));
            text = &text[end..];
        }
    }
    tokens
}

struct Conversation {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Conversation {
    /// The next answer, in the form of the table; none once the server has closed.
    fn next(&mut self) -> Option<String> {
        let head = loop {
            if let Some(at) = self.received.windows(4).position(|end| end == b"\r\n\r\n") {
                break self.take(at + 4);
            }
            if !self.read() {
                let rest = String::from_utf8_lossy(&self.received).into_owned();
                self.received.clear();
                return (!rest.is_empty()).then_some(rest);
            }
        };
        let mut lines = head.trim_end().lines().map(str::to_owned);
        let status = lines.next().unwrap_or_default();
        let mut headers: Vec<_> = lines.filter(|line| !line.starts_with("date: ")).collect();
        headers.sort_unstable();
        let length =
            headers.iter().find_map(|header| header.strip_prefix("content-length: ")?.parse().ok());
        while self.received.len() < length.unwrap_or(0) && self.read() {}
        // The answer to HEAD has a length but no body.
        let body = self.take(length.unwrap_or(0).min(self.received.len()));
        let answer = format!("{status}\n{}\n\n{body}", headers.join("\n"));
        Some(answer.trim_end().to_owned())
    }

    fn take(&mut self, length: usize) -> String {
        String::from_utf8_lossy(&self.received.drain(..length).collect::<Vec<_>>()).into_owned()
    }

    /// Whether anything came.
    fn read(&mut self) -> bool {
        let mut buffer = [0; 1024];
        match self.stream.read(&mut buffer) {
            Ok(length) => {
                self.received.extend_from_slice(&buffer[..length]);
                length > 0
            }
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => false,
            Err(error) => {
                self.received.extend_from_slice(format!("(left open: {error})").as_bytes());
                self.stream.shutdown(Shutdown::Both).expect("connected");
                true
            }
        }
    }
}
