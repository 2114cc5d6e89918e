//! The two whole programs with an inbox, as they are shown: they receive, handle later, say how
//! they are, and stop.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::store::Token;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify_tests::process::{end, signal};
use alipay_notify_tests::skipped;
use alipay_notify_tests::victim::deliver;
use sqlx::AssertSqlSafe;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// A program that runs. It is killed when it is dropped.
struct Program {
    process: Child,
    port: u16,
    output: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts it, and waits until it listens.
    fn start(program: &str, key: &Path, inbox: &str) -> Self {
        let mut process = Command::new(program)
            .arg(key)
            .args([inbox, "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary of this package starts");
        let output = process.stdout.take().expect("it is piped");
        let mut output = BufReader::new(output).lines();
        let line = output.next().expect("it writes").expect("a text");
        let port = line.rsplit(':').next().and_then(|port| port.parse().ok());
        Self { process, port: port.unwrap_or_else(|| panic!("no port: {line}")), output }
    }

    fn line(&mut self) -> String {
        self.output.next().expect("it writes").expect("a text")
    }

    /// Stops it as an operator does.
    fn stop(mut self) {
        signal(&self.process, "-TERM");
        assert!(end(&mut self.process).success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn message(key: &TestKey, number: usize) -> Vec<u8> {
    let message = TestMessage::example::<ShopSaveRejected>().notify_id(&format!("program{number}"));
    message.sign(key).body()
}

/// What `/healthz` says.
async fn health(port: u16) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("it listens");
    let request = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers in text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    format!("{} {body}", head.split(' ').nth(1).unwrap_or_default())
}

const WELL: &str = "200 0 waiting, 0 running, 0 stuck, 0 dead";

async fn is_well_at_last(port: u16) {
    let mut said = String::new();
    for _ in 0..300 {
        said = health(port).await;
        if said == WELL {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(said, WELL);
}

#[tokio::test]
async fn axum_with_sqlite() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let key = TestKey::generate();
    let key_file = folder.path().join("key.pem");
    fs::write(&key_file, key.public_key_pem()).expect("a new file");
    let inbox = folder.path().join("inbox.db").display().to_string();
    for round in 0..2 {
        let mut program = Program::start(env!("CARGO_BIN_EXE_axum_inbox"), &key_file, &inbox);
        for number in [round, round, 0] {
            assert_eq!(deliver(program.port, &message(&key, number)).await, "success");
        }
        let line = program.line();
        assert!(line.starts_with("shop ") && line.contains(" was rejected: "), "{line}");
        is_well_at_last(program.port).await;
        program.stop();
    }
}

#[tokio::test]
async fn actix_with_two_processes_and_postgres() {
    let Ok(url) = std::env::var("ALIPAY_NOTIFY_TEST_POSTGRES_URL") else {
        return skipped(
            "the program with an inbox in PostgreSQL",
            "ALIPAY_NOTIFY_TEST_POSTGRES_URL is not set",
            "set it to the URL of a server",
        );
    };
    let schema = format!("inbox_program_{}", Token::random().expect("randomness"));
    let pool = sqlx::PgPool::connect(&url).await.expect("PostgreSQL can be reached");
    let run = async |statement: String| {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&pool).await.expect("a superuser may");
    };
    run(format!("CREATE SCHEMA {schema}")).await;
    let own = format!("{url}?options=-c%20search_path%3D{schema}");

    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let key = TestKey::generate();
    let key_file = folder.path().join("key.pem");
    fs::write(&key_file, key.public_key_pem()).expect("a new file");
    let start = || Program::start(env!("CARGO_BIN_EXE_actix_inbox"), &key_file, &own);
    let (first, second) = (start(), start());
    for number in 0..30 {
        let port = if number % 2 == 0 { first.port } else { second.port };
        assert_eq!(deliver(port, &message(&key, number)).await, "success");
        // The other one knows it already.
        let other = if number % 2 == 0 { second.port } else { first.port };
        assert_eq!(deliver(other, &message(&key, number)).await, "success");
    }
    is_well_at_last(first.port).await;
    first.stop();
    assert_eq!(deliver(second.port, &message(&key, 30)).await, "success");
    is_well_at_last(second.port).await;
    second.stop();

    let effects = format!("SELECT COUNT(*) FROM {schema}.rejections");
    let effects: i64 =
        sqlx::query_scalar(AssertSqlSafe(effects)).fetch_one(&pool).await.expect("a table");
    assert_eq!(effects, 31);
    let workers = format!("SELECT DISTINCT state FROM {schema}.alipay_notify_inbox");
    let states: Vec<String> =
        sqlx::query_scalar(AssertSqlSafe(workers)).fetch_all(&pool).await.expect("a table");
    assert_eq!(states.into_iter().collect::<BTreeSet<_>>(), BTreeSet::from(["done".to_owned()]));
    run(format!("DROP SCHEMA {schema} CASCADE")).await;
}
