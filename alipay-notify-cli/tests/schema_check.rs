//! `alipay-notify schema check`.

mod support;

use std::fs;
use std::process::Output;

use serde_json::{Value, json};
use support::{command, outcome, run};
use tempfile::TempDir;

/// A schema of that message, without a mistake.
fn schema(method: &str) -> String {
    format!(
        "{{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \
         \"$id\": \"urn:alipay:message:{method}\",\n  \"type\": \"object\",\n  \"properties\": \
         {{}}\n}}\n"
    )
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder"))
            .expect("folders can be made");
        fs::write(path, content).expect("files can be written");
    }
    folder
}

/// Checks in a folder, so that paths are short and the same everywhere.
fn check(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = command(&[&["schema", "check"], arguments].concat());
    command.current_dir(folder.path()).output().expect("the command runs")
}

#[test]
fn the_schemas_of_this_project_have_no_mistake() {
    let (code, out, err) = outcome(&run(&["schema", "check", "../schemas"]));
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "11 files, no problems\n", ""));
    let (code, out, err) = outcome(&run(&["schema", "check", "tests/messages", "--lang", "zh"]));
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "1 个文件，没有问题\n", ""));
}

/// A file with mistakes of several kinds, and three others.
fn faulty() -> TempDir {
    let faulty = "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \
                  \"$id\": \"urn:alipay:message:a.b\",\n  \"type\": \"object\",\n  \
                  \"required\": [\"stauts\"],\n  \"properties\": {\n    \
                  \"order_no\": \
                  { \"title\": \"订单号\", \"type\": \"string\", \"maxLenght\": 4 },\n    \
                  \"status\": \
                  { \"type\": \"string\", \"oneOf\": [{ \"const\": \"PAID\" }], \"examples\": [\"OPEN\"] }\n  \
                  },\n  \"examples\": [{ \"status\": 1, \"order_no\": {} }]\n}\n";
    folder(&[
        ("schemas/a.b.json", faulty.as_bytes()),
        ("schemas/c.json", schema("c").as_bytes()),
        ("schemas/renamed.json", schema("d.e").as_bytes()),
        ("schemas/second.json", schema("c").as_bytes()),
        ("schemas/broken.json", b"{\n  \"\xe8\xae\xa2\": ]"),
        ("schemas/gbk.json", b"{\n  \"\xe8\xae\xa2\": \"\xb6\xa9\"}"),
        ("schemas/notes.txt", b""),
        ("schemas/older/f.json", b"{}"),
    ])
}

#[test]
fn every_mistake_is_told_at_once() {
    let (code, out, err) = outcome(&check(&faulty(), &[]));
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert_eq!(
        out,
        "\
schemas/a.b.json:5:16: /required/0: `stauts` is not one of the properties; did you mean `status`?
schemas/a.b.json:7:66: /properties/order_no/maxLenght: the keyword `maxLenght` is not part of the \
dialect; did you mean `maxLength`?
schemas/a.b.json:8:80: /properties/status/examples/0: this example breaks its own schema: not one \
of PAID
schemas/a.b.json:10:16: /examples/0: this example breaks its own schema: status: not one of PAID
schemas/a.b.json:10:16: /examples/0: this example breaks its own schema: order_no: a string is \
required, found an object
schemas/broken.json:2:8: this is not JSON: expected a value
schemas/gbk.json:2:9: this is not UTF-8
schemas/renamed.json:3:10: /$id: a schema file is named after its message: rename this one to \
d.e.json, or fix its `$id`
schemas/second.json:3:10: /$id: schemas/c.json specifies c as well; keep one of the two files
6 files, 9 problems in 5
"
    );
}

#[test]
fn mistakes_are_told_in_chinese() {
    let (code, out, _) = outcome(&check(&faulty(), &["--lang", "zh"]));
    assert_eq!(code, Some(1));
    assert_eq!(
        out,
        "\
schemas/a.b.json:5:16: /required/0: `stauts` 不在 properties 中；是否想用 `status`？
schemas/a.b.json:7:66: /properties/order_no/maxLenght: 不支持关键字 `maxLenght`；是否想用 `maxLength`？
schemas/a.b.json:8:80: /properties/status/examples/0: 示例不符合自身的定义：不是 PAID 之一
schemas/a.b.json:10:16: /examples/0: 示例不符合自身的定义：status：不是 PAID 之一
schemas/a.b.json:10:16: /examples/0: 示例不符合自身的定义：order_no：应为字符串，实为对象
schemas/broken.json:2:8: 不是有效的 JSON：此处应为一个值
schemas/gbk.json:2:9: 此处不是 UTF-8 编码
schemas/renamed.json:3:10: /$id: schema 文件以消息命名：请将该文件改名为 d.e.json，或修正其中的 `$id`
schemas/second.json:3:10: /$id: schemas/c.json 也定义了 c；请只保留其中一个文件
6 个文件，其中 5 个有问题，共 9 处
"
    );
}

#[test]
fn mistakes_are_told_as_json() {
    let folder = folder(&[
        ("schemas/a.json", schema("b").as_bytes()),
        ("schemas/b.json", schema("b").as_bytes()),
        ("schemas/c.json", b"[]"),
        ("schemas/README.md", b""),
    ]);
    let (code, out, err) = outcome(&check(&folder, &["--json"]));
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert_eq!(
        serde_json::from_str::<Value>(&out).ok(),
        Some(json!({
            "files": ["schemas/a.json", "schemas/b.json", "schemas/c.json"],
            "problems": [
                {
                    "file": "schemas/a.json",
                    "line": 3,
                    "column": 10,
                    "pointer": "/$id",
                    "text": "schemas/b.json specifies b as well; keep one of the two files"
                },
                {
                    "file": "schemas/c.json",
                    "line": 1,
                    "column": 1,
                    "pointer": "",
                    "text": "this must be an object, not an array"
                }
            ]
        }))
    );
    let (code, out, _) = outcome(&check(&folder, &["--json", "schemas/b.json"]));
    assert_eq!(code, Some(0));
    assert_eq!(
        serde_json::from_str::<Value>(&out).ok(),
        Some(json!({ "files": ["schemas/b.json"], "problems": [] }))
    );
}

#[test]
fn a_faulty_file_says_all_the_same_which_message_it_is_for() {
    let faulty = schema("a.b").replace("\"type\": \"object\"", "\"type\": \"list\"");
    let (code, out, _) = outcome(&check(&folder(&[("schemas/x.json", faulty.as_bytes())]), &[]));
    assert_eq!(code, Some(1));
    assert_eq!(
        out,
        "\
schemas/x.json:3:10: /$id: a schema file is named after its message: rename this one to a.b.json, \
or fix its `$id`
schemas/x.json:4:11: /type: this must be \"object\"
1 file, 2 problems in 1
"
    );
}

/// What decides is the content, not how a file or folder was named.
#[test]
fn files_and_folders_are_named_in_any_way() {
    let folder = folder(&[
        ("one/a.json", schema("a").as_bytes()),
        ("two/a.json", schema("a").as_bytes()),
        ("two/b.schema", schema("b").as_bytes()),
    ]);
    let (code, out, _) = outcome(&check(&folder, &["one", "one/a.json", "./one/../one/a.json"]));
    assert_eq!((code, out.as_str()), (Some(0), "1 file, no problems\n"), "a file is checked once");
    let (code, out, _) = outcome(&check(&folder, &["two", "one", "two/b.schema"]));
    assert_eq!(code, Some(1));
    assert_eq!(
        out,
        "\
one/a.json:3:10: /$id: two/a.json specifies a as well; keep one of the two files
two/b.schema:3:10: /$id: a schema file is named after its message: rename this one to b.json, or \
fix its `$id`
3 files, 2 problems in 2
"
    );
}

#[test]
fn nothing_to_check_is_told() {
    let folder = folder(&[("empty/README.md", b""), ("a.json", schema("a").as_bytes())]);
    for (arguments, expected) in [
        (
            &[][..],
            "error: schemas: there is no such file or folder; name the folder that your schema \
             files are in\n",
        ),
        (&["a.json", "empty"], "error: empty: there is no schema file (*.json) in this folder\n"),
        (&["empty", "--lang", "zh"], "错误：empty: 该目录中没有 schema 文件（*.json）\n"),
        (
            &["b.json", "--lang", "zh"],
            "错误：b.json: 没有这个文件或目录；请指定 schema 文件所在的目录\n",
        ),
        (&["a.json/b"], "error: a.json/b: this can't be read: Not a directory (os error 20)\n"),
    ] {
        let (code, out, err) = outcome(&check(&folder, arguments));
        assert_eq!((code, out.as_str(), err.as_str()), (Some(2), "", expected), "{arguments:?}");
    }
}

/// A file that can't be read hides no other's mistakes.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_told() {
    let folder = folder(&[("schemas/b.json", b"1")]);
    std::os::unix::fs::symlink("nowhere", folder.path().join("schemas/a.json"))
        .expect("a link can be made");
    let (code, out, err) = outcome(&check(&folder, &[]));
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert_eq!(
        out,
        "\
schemas/a.json: the file can't be read: No such file or directory (os error 2)
schemas/b.json:1:1: this must be an object, not a number
2 files, 2 problems in 2
"
    );
    let (_, out, _) = outcome(&check(&folder, &["--json"]));
    let found: Value = serde_json::from_str(&out).expect("a JSON document");
    assert_eq!(
        (&found["problems"][0]["line"], &found["problems"][0]["column"]),
        (&Value::Null, &Value::Null)
    );
}

/// What steers a terminal is shown, not obeyed.
#[test]
fn a_hostile_file_is_told_on_one_line() {
    let hostile = schema("a\\u001b[2J\\nb");
    let (code, out, _) = outcome(&check(&folder(&[("schemas/x.json", hostile.as_bytes())]), &[]));
    assert_eq!(code, Some(1));
    assert_eq!(
        out,
        "schemas/x.json:3:10: /$id: a schema file is named after its message: rename this one to \
         a\u{fffd}[2J\u{fffd}b.json, or fix its `$id`\n1 file, 1 problem in 1\n"
    );
}
