//! A folder to run in, and an invented message: its page, its schema, and both as they change.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

use tempfile::TempDir;

use super::support::{command, outcome};

/// A folder of its own, in which the command runs.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(
            tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))
                .expect("the folder for tests can be written to"),
        )
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in the folder"))
            .expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of the files in a folder of this one.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(name)).expect("the folder is there");
        let name = |entry: fs::DirEntry| entry.file_name().to_str().expect("UTF-8").to_owned();
        let mut names: Vec<_> = entries.map(|entry| name(entry.expect("it can be read"))).collect();
        names.sort();
        names
    }

    /// Runs `schema import` with these arguments: exit code, standard output, standard error.
    pub(crate) fn import(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        self.fed(arguments, "")
    }

    /// The same with something to read.
    pub(crate) fn fed(&self, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
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
pub(crate) fn ended(code: i32, out: &str, err: &str) -> (Option<i32>, String, String) {
    (Some(code), out.to_owned(), err.to_owned())
}

/// A page of an invented message with these fields, and this sample.
pub(crate) fn page(fields: &str, sample: &str) -> String {
    format!(
        "通用场景\n仓库出库后告知商家\n公共请求参数\n参数 | 类型 | 是否必选 | 最大长度 | 描述 | 示例值 |\n\
         ---|---|---|---|---|---|\nmsg_method | string | 必选 | 100 | 消息接口名称 | \
         alipay.depot.parcel.sent |\n\
         消息属性\n{fields}消息示例\n默认示例\ncurl -X POST 'notify_url' \\\n\
         --data-urlencode 'biz_content={sample}' \\\n\
         --data-urlencode 'msg_method=alipay.depot.parcel.sent'\n"
    )
}

pub(crate) const FIELDS: &str = "parcel_no|包裹号必选string(32)\n【描述】仓库给的编号\n【示例值】p1\n\
     state|状态必选string(16)\n【枚举值】\n已出库: SENT\n已取消: CANCELLED\n【示例值】SENT\n\
     note|备注可选string(64)\n【示例值】易碎\n";
pub(crate) const SAMPLE: &str = r#"{"parcel_no":"p1","state":"SENT","note":"易碎"}"#;
pub(crate) const FILE: &str = "schemas/alipay.depot.parcel.sent.json";

pub(crate) const SCHEMA: &str = r#"{
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
pub(crate) fn worked_on() -> String {
    SCHEMA
        .replace(
            r#""description": "仓库给的编号","#,
            "\"description\": \"The parcel.\",\n      \"x-column\": \"parcels.no\",",
        )
        .replace(
            r#""maxLength": 16,"#,
            "\"maxLength\": 16,\n      \"x-alipay-type\": \"ParcelState\",",
        )
        .replace(r#""maxLength": 64,"#, "\"maxLength\": 64,\n      \"x-shown\": true,")
}

/// A newer page: a longer field, a value more and one less, one field gone, one shorter, two new.
pub(crate) fn newer() -> String {
    let fields = "parcel_no|包裹号必选string(64)\n【描述】仓库给的编号\n【示例值】p1\n\
         state|状态必选string(8)\n【枚举值】\n已出库: SENT\n已丢失: LOST\n【示例值】SENT\n\
         carrier|承运商必选string(16)\n【示例值】sf\n\
         weight|重量可选number\n【示例值】1.50\n";
    page(fields, r#"{"parcel_no":"p1","state":"SENT","carrier":"sf"}"#)
}
