//! `schema import` as its users run it.

mod support;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use support::{command, outcome};
use tempfile::TempDir;

/// A folder of its own, in which the command runs.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(
            tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))
                .expect("the folder for tests can be written to"),
        )
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of the files in a folder of this one.
    fn list(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(name)).expect("the folder is there");
        let name = |entry: fs::DirEntry| entry.file_name().to_str().expect("UTF-8").to_owned();
        let mut names: Vec<_> = entries.map(|entry| name(entry.expect("it can be read"))).collect();
        names.sort();
        names
    }

    /// Runs `schema import` with these arguments: exit code, standard output, standard error.
    fn import(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        self.fed(arguments, "")
    }

    /// The same with something to read.
    fn fed(&self, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
        let mut child = command(&[&["schema", "import"], arguments].concat())
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let mut stdin = child.stdin.take().expect("piped");
        // Where it does not read, its outcome says why.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        outcome(&child.wait_with_output().expect("it ends"))
    }
}

/// What a run should come to.
fn ended(code: i32, out: &str, err: &str) -> (Option<i32>, String, String) {
    (Some(code), out.to_owned(), err.to_owned())
}

/// A page of an invented message with these fields, and this sample.
fn page(fields: &str, sample: &str) -> String {
    format!(
        "通用场景\n仓库出库后告知商家\n公共请求参数\n参数 | 类型 | 是否必选 | 最大长度 | 描述 | 示例值 |\n\
         ---|---|---|---|---|---|\nmsg_method | string | 必选 | 100 | 消息接口名称 | alipay.depot.parcel.sent |\n\
         消息属性\n{fields}消息示例\n默认示例\ncurl -X POST 'notify_url' \\\n\
         --data-urlencode 'biz_content={sample}' \\\n\
         --data-urlencode 'msg_method=alipay.depot.parcel.sent'\n"
    )
}

const FIELDS: &str = "parcel_no|包裹号必选string(32)\n【描述】仓库给的编号\n【示例值】p1\n\
     state|状态必选string(16)\n【枚举值】\n已出库: SENT\n已取消: CANCELLED\n【示例值】SENT\n\
     note|备注可选string(64)\n【示例值】易碎\n";
const SAMPLE: &str = r#"{"parcel_no":"p1","state":"SENT","note":"易碎"}"#;
const FILE: &str = "schemas/alipay.depot.parcel.sent.json";

const SCHEMA: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:alipay:message:alipay.depot.parcel.sent",
  "title": "仓库出库后告知商家",
  "type": "object",
  "required": ["parcel_no", "state"],
  "properties": {
    "parcel_no": {
      "title": "包裹号",
      "description": "仓库给的编号",
      "type": "string",
      "maxLength": 32,
      "examples": ["p1"]
    },
    "state": {
      "title": "状态",
      "type": "string",
      "maxLength": 16,
      "oneOf": [{ "const": "SENT", "title": "已出库" }, { "const": "CANCELLED", "title": "已取消" }],
      "examples": ["SENT"]
    },
    "note": {
      "title": "备注",
      "type": "string",
      "maxLength": 64,
      "examples": ["易碎"]
    }
  },
  "examples": [
    {
      "parcel_no": "p1",
      "state": "SENT",
      "note": "易碎"
    }
  ]
}
"#;

/// The schema as people have worked on it.
fn worked_on() -> String {
    SCHEMA
        .replace(
            r#""description": "仓库给的编号","#,
            "\"description\": \"The parcel.\",\n      \"x-column\": \"parcels.no\",",
        )
        .replace(r#""maxLength": 16,"#, "\"maxLength\": 16,\n      \"x-alipay-type\": \"ParcelState\",")
        .replace(r#""maxLength": 64,"#, "\"maxLength\": 64,\n      \"x-shown\": true,")
}

/// A newer page: a longer field, a value more and one less, one field gone, one shorter, two new.
fn newer() -> String {
    let fields = "parcel_no|包裹号必选string(64)\n【描述】仓库给的编号\n【示例值】p1\n\
         state|状态必选string(8)\n【枚举值】\n已出库: SENT\n已丢失: LOST\n【示例值】SENT\n\
         carrier|承运商必选string(16)\n【示例值】sf\n\
         weight|重量可选number\n【示例值】1.50\n";
    page(fields, r#"{"parcel_no":"p1","state":"SENT","carrier":"sf"}"#)
}

#[test]
fn the_specified_pages_become_the_files_of_the_repository() {
    let folder = Folder::new();
    let (specs, schemas) =
        (Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs"), folder.path("schemas"));
    let methods = [
        "alipay.open.mini.icp.faceauth.completed",
        "alipay.user.opencard.result.notify",
        "ant.merchant.expand.shop.save.rejected",
    ];
    let pages = methods.map(|method| specs.join(format!("{method}.txt")));
    if let Some(missing) = pages.iter().find(|page| !page.exists()) {
        let _ =
            writeln!(std::io::stderr(), "skipped: no pages are imported, there is no {}", missing.display());
        return;
    }
    let pages = pages.each_ref().map(|page| page.to_str().expect("UTF-8"));
    let out = schemas.to_str().expect("UTF-8");
    let (code, _, err) = folder.import(&[&pages[..], &["--out", out]].concat());
    let warning =
        "this example has `user_id` beside `open_id`, of which only one may be there: `user_id` was dropped";
    assert_eq!((code, err), (Some(0), format!("{}:50: warning: {warning}\n", pages[1])));
    for method in methods {
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../schemas/{method}.json"));
        let ours = fs::read_to_string(ours).expect("it is there");
        let imported = folder.read(&format!("schemas/{method}.json"));
        assert_eq!(without_descriptions(&imported), without_descriptions(&ours), "{method}");
    }
    assert_eq!(folder.list("schemas").len(), methods.len());
}

fn without_descriptions(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.trim_start().starts_with("\"description\": ")).collect()
}

#[test]
fn a_first_import_writes_the_file_and_says_what_to_do_next() {
    let folder = Folder::new();
    folder.write("page.txt", page(FIELDS, SAMPLE));
    let out = format!(
        "{FILE}: new, 3 members\n  To receive it, declare it in Rust:\n    #[derive(AlipayNotify)]\n    \
         #[alipay(schema = \"{FILE}\")]\n    pub struct DepotParcelSent;\n"
    );
    assert_eq!(folder.import(&["page.txt", "--out", "schemas"]), ended(0, &out, ""));
    assert_eq!(folder.read(FILE), SCHEMA);
    assert_eq!(folder.list("schemas"), ["alipay.depot.parcel.sent.json"]);
}

#[test]
fn without_a_folder_the_schema_is_printed() {
    let folder = Folder::new();
    let page = page(FIELDS, SAMPLE);
    folder.write("page.txt", &page);
    assert_eq!(folder.import(&["page.txt"]), ended(0, SCHEMA, ""));
    assert_eq!(folder.fed(&[], &page), ended(0, SCHEMA, ""));
    assert_eq!(folder.fed(&["-"], &page), ended(0, SCHEMA, ""));
    assert_eq!(folder.list("."), ["page.txt"]);
}

#[test]
fn nothing_new_leaves_the_file_as_it_is() {
    let folder = Folder::new();
    let text = worked_on().replace("\n    ", "\n\t");
    folder.write(FILE, &text);
    let fields = FIELDS.replace("仓库给的编号", "The parcel.");
    let out = format!("{FILE}: nothing new\n");
    assert_eq!(folder.fed(&["--out", "schemas"], &page(&fields, SAMPLE)), ended(0, &out, ""));
    assert_eq!(folder.read(FILE), text);
}

#[test]
fn a_newer_page_shows_what_is_new_and_keeps_what_was_made_by_hand() {
    let folder = Folder::new();
    folder.write(FILE, worked_on());
    let out = format!(
        "{FILE}: 9 changes\n\
         \x20 `parcel_no`: another description\n\
         \x20 `parcel_no`: longer: at most 64 characters, where 32 were permitted\n\
         \x20 `state`: the value `LOST` was added\n\
         \x20 `state`: the value `CANCELLED` was removed [breaking]\n\
         \x20 `state`: shorter: at most 8 characters, where 16 were permitted [stricter]\n\
         \x20 `carrier`: added, required [stricter]\n\
         \x20 `weight`: added, optional\n\
         \x20 `note`: removed [breaking]\n\
         \x20 other examples\n\
         \x20 (the descriptions are those of the page; --keep-descriptions would have kept the file's)\n"
    );
    let err = format!("{FILE}: warning: `note`: `x-shown` could not be kept: what it stood at is gone\n");
    assert_eq!(folder.fed(&["--out", "schemas"], &newer()), ended(0, &out, &err));
    let expected = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:alipay:message:alipay.depot.parcel.sent",
  "title": "仓库出库后告知商家",
  "type": "object",
  "required": ["parcel_no", "state", "carrier"],
  "properties": {
    "parcel_no": {
      "title": "包裹号",
      "description": "仓库给的编号",
      "x-column": "parcels.no",
      "type": "string",
      "maxLength": 64,
      "examples": ["p1"]
    },
    "state": {
      "title": "状态",
      "type": "string",
      "maxLength": 8,
      "oneOf": [{ "const": "SENT", "title": "已出库" }, { "const": "LOST", "title": "已丢失" }],
      "x-alipay-type": "ParcelState",
      "examples": ["SENT"]
    },
    "carrier": {
      "title": "承运商",
      "type": "string",
      "maxLength": 16,
      "examples": ["sf"]
    },
    "weight": {
      "title": "重量",
      "type": "number",
      "examples": [1.50]
    }
  },
  "examples": [
    {
      "parcel_no": "p1",
      "state": "SENT",
      "carrier": "sf"
    }
  ]
}
"#;
    assert_eq!(folder.read(FILE), expected);
    assert_eq!(folder.list("schemas"), ["alipay.depot.parcel.sent.json"]);
    assert_eq!(folder.fed(&["--out", "schemas"], &newer()), ended(0, &format!("{FILE}: nothing new\n"), ""));
}

#[test]
fn descriptions_can_be_kept() {
    let folder = Folder::new();
    folder.write(FILE, worked_on());
    let fields = FIELDS.replace("string(64)", "string(128)");
    let out =
        format!("{FILE}: 1 change\n  `note`: longer: at most 128 characters, where 64 were permitted\n");
    let arguments = ["--out", "schemas", "--keep-descriptions"];
    assert_eq!(folder.fed(&arguments, &page(&fields, SAMPLE)), ended(0, &out, ""));
    // Hand-made keywords have the place that the command gives them.
    let expected = worked_on().replace("\"maxLength\": 64", "\"maxLength\": 128").replace(
        "\"x-alipay-type\": \"ParcelState\",\n      \"oneOf\": [{ \"const\": \"SENT\", \"title\": \"已出库\" }, \
         { \"const\": \"CANCELLED\", \"title\": \"已取消\" }],",
        "\"oneOf\": [{ \"const\": \"SENT\", \"title\": \"已出库\" }, \
         { \"const\": \"CANCELLED\", \"title\": \"已取消\" }],\n      \"x-alipay-type\": \"ParcelState\",",
    );
    assert_eq!(folder.read(FILE), expected);
}

#[test]
fn the_rust_for_a_message() {
    let folder = Folder::new();
    let (page, newer) = (page(FIELDS, SAMPLE), newer());
    let rust = |path: &str| {
        format!("#[derive(AlipayNotify)]\n#[alipay(schema = \"{path}\")]\npub struct DepotParcelSent;\n")
    };
    assert_eq!(folder.fed(&["--rust"], &page), ended(0, &rust(FILE), ""));
    let absolute = folder.path("schemas");
    for (out, path) in [
        ("./specs/alipay/", "specs/alipay/alipay.depot.parcel.sent.json"),
        (".", "alipay.depot.parcel.sent.json"),
        (absolute.to_str().expect("UTF-8"), FILE),
    ] {
        let (code, found, _) = folder.fed(&["--rust", "--out", out], &page);
        assert_eq!((code, found), (Some(0), rust(path)));
        assert_eq!(folder.read(path), SCHEMA);
    }
    // Beside Rust, what is new is told apart.
    let (code, out, err) = folder.fed(&["--rust", "--out", "schemas"], &newer);
    assert_eq!((code, out), (Some(0), rust(FILE)));
    let expected =
        format!("{FILE}: 8 changes\n  `parcel_no`: longer: at most 64 characters, where 32 were permitted\n");
    assert_eq!(err.lines().take(2).collect::<Vec<_>>(), expected.lines().collect::<Vec<_>>());

    let fields = "use alipay_notify::{AlipayEnum, AlipayNotify};\n\n#[derive(Clone, Debug, PartialEq, AlipayNotify)]\n\
         #[alipay(msg_method = \"alipay.depot.parcel.sent\", title = \"仓库出库后告知商家\")]\n\
         pub struct DepotParcelSent {\n    /// 仓库给的编号\n    #[alipay(title = \"包裹号\", max_len = 32)]\n    \
         pub parcel_no: String,\n    #[alipay(title = \"状态\", max_len = 16)]\n    pub state: State,\n    \
         #[alipay(title = \"备注\", max_len = 64)]\n    pub note: Option<String>,\n}\n\n/// The values of `state`.\n\
         #[derive(Clone, Debug, PartialEq, AlipayEnum)]\npub enum State {\n    #[alipay(title = \"已出库\")]\n    \
         Sent,\n    #[alipay(title = \"已取消\")]\n    Cancelled,\n    #[alipay(other)]\n    Other(String),\n}\n";
    assert_eq!(folder.fed(&["--fields"], &page), ended(0, fields, ""));
}

#[test]
fn for_programs() {
    let folder = Folder::new();
    folder.write("page.txt", page(FIELDS, SAMPLE));
    folder.write("empty.txt", "");
    let document = |arguments: &[&str]| {
        let (code, out, err) = folder.import(&[arguments, &["--json"]].concat());
        assert_eq!(err, "");
        (code, serde_json::from_str::<Value>(&out).expect("one JSON document"))
    };
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let imported = |file: &str, state: &str| {
        json!({
            "page": "page.txt", "msg_method": "alipay.depot.parcel.sent", "complete": true, "file": file, "state": state,
            "warnings": [], "changes": [], "losses": []
        })
    };
    let printed = json!({ "pages": [{
        "page": "page.txt", "msg_method": "alipay.depot.parcel.sent", "complete": true, "warnings": [], "changes": [],
        "losses": [], "schema": schema
    }] });
    assert_eq!(document(&["page.txt"]), (Some(0), printed));
    let written = ["page.txt", "--out", "schemas"];
    assert_eq!(document(&written), (Some(0), json!({ "pages": [imported(FILE, "new")] })));
    assert_eq!(document(&written), (Some(0), json!({ "pages": [imported(FILE, "unchanged")] })));

    folder.write(FILE, worked_on().replace("\"note\"", "\"remark\"").replace("64", "8"));
    let (code, found) = document(&["page.txt", "empty.txt", "--out", "schemas"]);
    let mut changed = imported(FILE, "changed");
    changed["changes"] = json!([
        { "path": "parcel_no", "effect": "compatible", "text": "another description" },
        { "path": "note", "effect": "compatible", "text": "added, optional" },
        { "path": "remark", "effect": "breaking", "text": "removed" },
        { "path": "", "effect": "compatible", "text": "other examples" }
    ]);
    changed["losses"] = json!([{
        "path": "remark", "keyword": "x-shown",
        "text": "`remark`: `x-shown` could not be kept: what it stood at is gone"
    }]);
    let empty = json!({
        "page": "empty.txt", "error": "there is no field on this page: copy it from its first line to its last",
        "warnings": found["pages"][1]["warnings"], "changes": [], "losses": []
    });
    assert_eq!((code, &found), (Some(1), &json!({ "pages": [changed, empty] })));
    assert_eq!(found["pages"][1]["warnings"][0]["line"], 1);
}

#[test]
fn the_name_of_the_message_can_be_given() {
    let folder = Folder::new();
    let nameless = page(FIELDS, SAMPLE).replace("alipay.depot.parcel.sent", "${msg_method}");
    let (code, out, err) = folder.fed(&["--out", "schemas"], &nameless);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.ends_with("error: <stdin>: the page does not say which message it is: add --msg-method NAME\n"),
        "{err}"
    );
    assert!(!folder.path("schemas").exists());
    let given = ["--msg-method", "alipay.depot.parcel.sent"];
    assert_eq!(folder.fed(&given, &nameless), ended(0, SCHEMA, ""));
    let page = page(FIELDS, SAMPLE);
    assert_eq!(folder.fed(&given, &page), ended(0, SCHEMA, ""));
    let cut = page.replacen("alipay.depot.parcel.sent", "", 1);
    let cut = cut.trim_end().strip_suffix("sent'").expect("the name ends there");
    assert_eq!(folder.fed(&given, cut), ended(0, SCHEMA, ""));
    let (other, err) = (
        ["--msg-method", "alipay.depot.parcel.lost"],
        "error: <stdin>: the page is that of alipay.depot.parcel.sent: leave out --msg-method, which is for pages that \
         do not say\n",
    );
    assert_eq!(folder.fed(&other, &page), ended(2, "", err));
    let err = "error: --msg-method names one message: import its page by itself\n";
    assert_eq!(folder.import(&[&given[..], &["a.txt", "b.txt"]].concat()), ended(2, "", err));
}

#[test]
fn a_name_that_leads_elsewhere_is_none() {
    let folder = Folder::new();
    let page = page(FIELDS, SAMPLE);
    for name in ["../elsewhere", "a/b", "..", "a..b", ".a", "a\\b", "消息"] {
        let err = format!(
            "error: <stdin>: `{name}` can't be the name of a message, which is letters, digits, `_`, `-` and single \
             dots: give the name with --msg-method NAME\n"
        );
        assert_eq!(folder.fed(&["--out", "schemas", "--msg-method", name], &page), ended(2, "", &err));
        let (code, out, _) =
            folder.fed(&["--out", "schemas"], &page.replace("alipay.depot.parcel.sent", name));
        assert_eq!((code, out.as_str()), (Some(1), ""), "a page of `{name}`");
    }
    assert_eq!(folder.list("."), Vec::<String>::new());
}

#[test]
fn a_page_cut_short_gives_what_is_there_but_takes_nothing_away() {
    let folder = Folder::new();
    let page = page(FIELDS, SAMPLE);
    let cut = &page[..page.find("note|").expect("it is there")];
    let warning = "<stdin>:15: warning: the page ends without a sample message; if it was cut short, its last line may be \
         incomplete as well\n";
    let (code, out, err) = folder.fed(&["--out", "schemas"], cut);
    assert_eq!((code, err.as_str()), (Some(1), warning));
    assert!(out.starts_with(&format!("{FILE}: new, 2 members\n")), "{out}");
    assert_eq!(folder.list("schemas"), ["alipay.depot.parcel.sent.json"]);

    folder.write(FILE, SCHEMA);
    let error = format!(
        "error: <stdin>: the page is incomplete, so {FILE} was left as it is: copy the page from its first line to its \
         last, or remove the file first\n"
    );
    assert_eq!(folder.fed(&["--out", "schemas"], cut), ended(1, "", &(warning.to_owned() + &error)));
    assert_eq!(folder.read(FILE), SCHEMA);
}

#[test]
fn what_is_no_schema_file_is_not_written_over() {
    let folder = Folder::new();
    let page = page(FIELDS, SAMPLE);
    let other = SCHEMA.replace("parcel.sent", "parcel.lost");
    let cases = [
        (
            "{}",
            format!(
                "{FILE} is there already and has mistakes, so it was left as it is: correct it or move it away: line 1, \
                 column 1: `$schema` is missing (and 3 more)"
            ),
        ),
        (
            &*other,
            format!(
                "{FILE} is there already and specifies alipay.depot.parcel.lost, not alipay.depot.parcel.sent, so it was \
                 left as it is: rename it after its message"
            ),
        ),
    ];
    for (text, expected) in cases {
        folder.write(FILE, text);
        let error = format!("error: <stdin>: {expected}\n");
        assert_eq!(folder.fed(&["--out", "schemas"], &page), ended(2, "", &error));
        assert_eq!(folder.read(FILE), text);
    }
}

#[test]
fn every_page_is_worked_through() {
    let folder = Folder::new();
    folder.write("good.txt", page(FIELDS, SAMPLE));
    folder.write("same.txt", page(FIELDS, SAMPLE));
    folder.write("gbk.txt", b"\xcd\xa8\xd3\xc3");
    let (code, out, err) =
        folder.import(&["gbk.txt", "missing.txt", "good.txt", "same.txt", "--out", "schemas"]);
    let expected = "error: gbk.txt: the page is not UTF-8: save it as UTF-8\n\
         error: missing.txt: the page can't be read: No such file or directory (os error 2)\n\
         error: same.txt: this is the same message as in good.txt\n";
    assert_eq!((code, err.as_str()), (Some(2), expected));
    assert!(out.starts_with(&format!("{FILE}: new, 3 members\n")), "{out}");
    assert_eq!(folder.read(FILE), SCHEMA);
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_stays_one() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = Folder::new();
    folder.write("elsewhere.json", SCHEMA);
    let (file, link) = (folder.path("elsewhere.json"), folder.path(FILE));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("they can be set");
    folder.write("schemas/other.json", "");
    symlink("../elsewhere.json", &link).expect("a link can be made");
    let (code, _, err) = folder.fed(&["--out", "schemas"], &newer());
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
    assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o777, 0o640);
    assert!(folder.read("elsewhere.json").contains("\"weight\""));
    assert_eq!(folder.list("schemas"), ["alipay.depot.parcel.sent.json", "other.json"]);
    assert_eq!(folder.list("."), ["elsewhere.json", "schemas"]);
}

#[test]
fn a_folder_that_can_not_be_written_to_is_told() {
    let folder = Folder::new();
    folder.write("schemas", "a file");
    let error = format!("error: <stdin>: {FILE} can't be read: Not a directory (os error 20)\n");
    assert_eq!(folder.fed(&["--out", "schemas"], &page(FIELDS, SAMPLE)), ended(2, "", &error));
}

#[test]
fn in_chinese() {
    let folder = Folder::new();
    folder.write(FILE, worked_on());
    let (code, out, err) = folder.fed(&["--lang", "zh", "--out", "schemas"], &newer());
    let expected = format!(
        "{FILE}:9 处变化\n\
         \x20 `parcel_no`:描述有变\n\
         \x20 `parcel_no`:变长:最多 64 个字符,原为 32 个\n\
         \x20 `state`:新增枚举值 `LOST`\n\
         \x20 `state`:删除枚举值 `CANCELLED` [不兼容]\n\
         \x20 `state`:变短:最多 8 个字符,原为 16 个 [更严格]\n\
         \x20 `carrier`:新增,必选 [更严格]\n\
         \x20 `weight`:新增,可选\n\
         \x20 `note`:已删除 [不兼容]\n\
         \x20 示例有变\n\
         \x20 (描述取自页面;使用 --keep-descriptions 可保留文件中的描述)\n"
    );
    let warning = format!("{FILE}: 警告:`note`:无法保留 `x-shown`:所在之处已不存在\n");
    assert_eq!((code, out, err), ended(0, &expected, &warning));

    let odd = page(&FIELDS.replace("可选string(64)", "可选widget"), SAMPLE);
    let (code, _, err) = folder.fed(&["--lang", "zh"], &odd);
    assert_eq!((code, err.as_str()), (Some(0), "<stdin>:16: 警告:`note`:不认识类型 `widget`:按字符串处理\n"));
    let (code, _, err) = folder.fed(&["--lang", "zh"], "");
    assert_eq!(code, Some(1));
    assert!(err.ends_with("错误:<stdin>: 页面上没有任何字段:请复制页面全文\n"), "{err}");
}

#[test]
fn what_can_not_be_asked_for() {
    let folder = Folder::new();
    let refused = |arguments: &[&str]| {
        let (code, out, err) = folder.import(arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""));
        err.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        refused(&["--rust", "--fields"]),
        "error: the argument '--rust' cannot be used with '--fields'"
    );
    assert_eq!(
        refused(&["--fields", "--json"]),
        "error: the argument '--fields' cannot be used with '--json'"
    );
    assert_eq!(
        refused(&["--keep-descriptions"]),
        "error: the following required arguments were not provided:"
    );
    let (code, help, _) = folder.import(&["--help"]);
    assert_eq!(code, Some(0));
    for option in
        ["--out <DIR>", "--rust", "--fields", "--keep-descriptions", "--msg-method <NAME>", "--json"]
    {
        assert!(help.contains(&format!("\n      {option} ")), "{option} is not in {help}");
    }
    assert!(help.contains("\nExamples:\n  alipay-notify schema import page.txt --out schemas\n"), "{help}");
    assert!(help.contains("\nExit codes:\n  0  imported, also with warnings\n"), "{help}");
}
