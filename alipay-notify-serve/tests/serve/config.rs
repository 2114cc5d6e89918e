//! What is wrong with a configuration, word for word.

use alipay_notify_serve::{Config, Mistake};

use crate::kit::{Folder, HEAD};

const STDOUT: &str = "[[serve.destination]]\nname = \"lines\"\nstdout = {}\n";

/// The mistakes in a file, without its name before each.
fn mistakes(folder: &Folder, text: &str) -> Vec<String> {
    let errors = folder.config(text).expect_err(text).to_string();
    let name = folder.path("serve.toml").display().to_string() + ":";
    let here = folder.path("").display().to_string();
    errors
        .lines()
        .map(|line| line.strip_prefix(&name).expect("its name").replace(&here, "./"))
        .collect()
}

#[test]
fn ten_lines_are_enough() {
    let folder = Folder::new();
    let config = folder.config(&format!("{HEAD}\n{STDOUT}")).expect("a good one");
    let plan = config.plan();
    assert_eq!((plan.listen.to_string().as_str(), plan.tls), ("127.0.0.1:0", false));
    assert_eq!(plan.operations, None);
    let app = &plan.apps[0];
    assert_eq!((app.id.as_str(), app.path.as_deref()), ("2014060600164699", Some("/alipay")));
    assert_eq!((app.keys.len(), app.channel.as_deref()), (1, None));
    let destination = &plan.destinations[0];
    assert_eq!((destination.name.as_str(), destination.kind), ("lines", "stdout"));
    assert_eq!(destination.take, ["*"]);
    let inbox = folder.path("inbox").join("lines.db");
    assert_eq!(destination.inbox, format!("sqlite:{}", inbox.display()));
}

#[test]
fn the_tables_of_commands_are_left_alone() {
    let folder = Folder::new();
    let text = format!("key-file = 1\n[send]\nto = true\n{HEAD}\n{STDOUT}");
    assert!(folder.config(&text).is_ok());
}

#[test]
fn what_is_no_configuration_is_said() {
    let folder = Folder::new();
    let missing = folder.path("missing.toml");
    let error = Config::read(&missing).map(drop).expect_err("it is missing").to_string();
    let why = "the file can't be read: No such file or directory (os error 2)";
    assert_eq!(error, format!("{}:1:1: {why}", missing.display()));
    let none = "1:1: there is no table [serve] in this file; the guide has one of ten lines";
    assert_eq!(mistakes(&folder, "[send]\nto = \"x\"\n"), [none]);
    assert_eq!(
        mistakes(&folder, "serve = 1\n"),
        ["1:9: a table belongs here, and this is integer"]
    );
    assert_eq!(
        mistakes(&folder, "[serve]\nlisten = \n[[serve.app\n"),
        [
            "2:10: string values must be quoted, expected literal string",
            "3:12: unclosed array table, expected `]]`",
        ]
    );
}

#[test]
fn all_mistakes_are_said_at_once_in_the_order_of_the_file() {
    let folder = Folder::new();
    let text = r#"[serve]
liste = "127.0.0.1:8080"
operations = "localhost"
inbox = "mysql://host/db"
connections = 0
stop_seconds = "30"
log = "loud"
wholly = 1

[[serve.app]]
id = "app"
path = "alipay"
alipay_public_key_file = ["missing.pem", "alipay.pem"]
content_key_file = "alipay.pem"

[[serve.app]]
path = "/readyz/x"
alipay_public_key_file = "serve.toml"

[[serve.destination]]
name = "Orders"
take = ["trade_*", 1]
violations = "yes"
stdout = {}
nats = { url = "nats://host" }

[[serve.destination]]
nats = { url = "https://host", subjct = "a" }
"#;
    assert_eq!(
        mistakes(&folder, text),
        [
            "2:1: `liste` can't be set in [serve]; did you mean `listen`?",
            "3:14: `localhost` is not an address and a port, such as 127.0.0.1:8080",
            "4:9: `mysql://host/db` is not sqlite:FOLDER, postgres://…/DATABASE or nats://…/NAME",
            "5:15: `0` is not a whole number from 1 on",
            "6:16: a whole number from 1 on belongs here, and this is string",
            "7:7: `loud` is not a level: error, warn, info, debug; or such as \
             info,async_nats=warn",
            "8:1: `wholly` can't be set in [serve]; what can be: app, common_key_file, \
             connections, destination, head_seconds, inbox, listen, log, operations, schemas, \
             stop_seconds, tls",
            "11:6: `app` is not an app_id, which is digits",
            "12:8: `alipay` is not a path such as /alipay: letters, digits and -._~ between \
             slashes",
            "13:27: ./missing.pem can't be read: No such file or directory (os error 2)",
            "14:20: ./alipay.pem: the content key is not base64; copy it from the console \
             (接口内容加密方式)",
            "16:1: [serve.app] needs `id`",
            "17:8: `/readyz/x` is answered by the program itself; choose another path",
            "18:26: ./serve.toml: found garbled or unknown data; expected Alipay's public key \
             (支付宝公钥) as base64, PEM, DER, or a certificate. Copy it again, unchanged",
            "20:1: [serve.destination] needs exactly one of http, nats, redis, rabbitmq, stdout",
            "21:8: `Orders` is not a name: small letters, digits and _, a letter first, 32 at the \
             most, and not `unrouted`",
            "22:9: `trade_*` is not a pattern such as *, notify:trade_*, \
             message:ant.merchant.* or service:*",
            "22:20: a text belongs here, and this is integer",
            "23:14: true or false belongs here, and this is string",
            "27:1: [serve.destination] needs `name`",
            "28:16: `https://host` is not a URL with nats:// or tls://",
            "28:32: `subjct` can't be set in [serve.destination.nats]; did you mean `subject`?",
        ]
    );
}

#[test]
fn apps_and_destinations_have_to_be_there_once() {
    let folder = Folder::new();
    assert_eq!(
        mistakes(&folder, "[serve]\n"),
        ["1:1: [serve] needs `app`", "1:1: [serve] needs `destination`"]
    );
    let app = HEAD.split_once("\n\n").expect("an app").1;
    let twice = format!("{HEAD}{app}{STDOUT}{STDOUT}");
    assert_eq!(
        mistakes(&folder, &twice),
        [
            "9:1: `2014060600164699` is here twice; each needs a name of its own",
            "16:1: `lines` is here twice; each needs a name of its own",
        ]
    );
    let unreached = HEAD.replace("path = \"/alipay\"\n", "") + STDOUT;
    let why = "the app can't receive anything; give it a `path`, or a [serve.app.channel]";
    assert_eq!(mistakes(&folder, &unreached), [format!("5:1: {why}")]);
}

#[test]
fn secrets_stand_elsewhere_and_are_never_repeated() {
    let folder = Folder::new();
    folder.write("url", "nats://me:hunter2@host\n");
    let text = |nats: &str| {
        format!("{HEAD}[[serve.destination]]\nname = \"a\"\nnats = {{ url = {nats} }}\n")
    };
    let plain = "a secret stands here in plain text; take it from a file or an environment \
                 variable: { file = \"…\" } or { env = \"NAME\" }";
    let form = "a secret is { file = \"…\" } or { env = \"NAME\" }, one of the two";
    let unset = "the environment variable NO_SUCH_URL is not set; set it, or take { file = \"…\" }";
    let other = "`…` is not a URL with nats:// or tls://";
    for (url, said) in [
        ("\"nats://me:hunter2@host\"", plain),
        ("{ file = \"url\", env = \"HOME\" }", form),
        ("{ env = \"NO_SUCH_URL\" }", unset),
        ("{ env = \"PATH\" }", other),
    ] {
        let column = if said == unset { 24 } else { 16 };
        assert_eq!(mistakes(&folder, &text(url)), [format!("11:{column}: {said}")]);
    }
    let config = folder.config(&text("{ file = \"url\" }")).expect("a good one");
    assert!(!format!("{config:?}").contains("hunter2"));

    let text = format!("{HEAD}{STDOUT}")
        .replace("[[serve.app]]", "inbox = \"nats://t@h/N\"\n[[serve.app]]");
    assert_eq!(mistakes(&folder, &text), [format!("5:9: {plain}")]);
}

#[test]
fn what_would_be_ignored_is_a_mistake() {
    let folder = Folder::new();
    let text = r#"[serve]
listen = "127.0.0.1:0"
log = "info,lapin=trace"

[[serve.app]]
id = "2014060600164699"
path = "/alipay"
alipay_public_key_file = []

[[serve.destination]]
name = "a"
take = []
http = { url = "https://host", secret = [] }

[[serve.destination]]
name = "b"
rabbitmq = { url = "amqp://host", queue = "q", exchange = "e" }

[[serve.destination]]
name = "c"
rabbitmq = { url = "amqp://host", routing_key = "r" }
"#;
    assert_eq!(
        mistakes(&folder, text),
        [
            "3:7: `info,lapin=trace` is not a level: error, warn, info, debug; or such as \
             info,async_nats=warn",
            "8:26: `alipay_public_key_file` is an empty list, which says nothing; put something \
             into it",
            "12:8: `take` is an empty list, which says nothing; put something into it",
            "13:41: `secret` is an empty list, which says nothing; put something into it",
            "17:12: [serve.destination.rabbitmq] can't have both `queue` and `exchange`; remove \
             one",
            "21:12: [serve.destination.rabbitmq] needs `exchange`",
        ]
    );
    let none = "[serve]\napp = []\ndestination = []\n";
    assert_eq!(
        mistakes(&folder, none),
        [
            "2:7: `app` is an empty list, which says nothing; put something into it",
            "3:15: `destination` is an empty list, which says nothing; put something into it",
        ]
    );
}

#[test]
fn schemas_and_certificates_are_looked_at() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("schemas")).expect("a folder");
    let text = format!(
        "[serve]\nlisten = \"127.0.0.1:0\"\nschemas = \"schemas\"\n[serve.tls]\ncert_file = \
         \"alipay.pem\"\n{}{STDOUT}",
        HEAD.split_once("\n\n").expect("an app").1
    );
    assert_eq!(
        mistakes(&folder, &text),
        [
            "3:11: there is no schema file (*.json) in ./schemas",
            "4:1: [serve.tls] needs `key_file`",
            "5:13: ./alipay.pem: it holds no certificate in PEM",
        ]
    );
    folder.write("schemas/a.json", "{");
    let errors = folder.config(&text).expect_err("mistakes");
    let first = errors.iter().next().expect("one");
    assert!(matches!(&first.what, Mistake::Schema { file, .. } if file.ends_with("a.json")));
}
