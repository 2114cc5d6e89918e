//! Pages that no file is there for.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::kit::{FIELDS, FILE, Folder, SAMPLE, SCHEMA, ended, page};

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
        let _ = writeln!(
            std::io::stderr(),
            "skipped: pages of Alipay: there is no {}; it is not part of the repository",
            missing.display()
        );
        return;
    }
    let pages = pages.each_ref().map(|page| page.to_str().expect("UTF-8"));
    let out = schemas.to_str().expect("UTF-8");
    let (code, _, err) = folder.import(&[&pages[..], &["--out", out]].concat());
    let warning = "`user_id`: removed from this example, which has `open_id` as well: only one may \
                   be present";
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
        "{FILE}: new, 3 members\n  To receive it, declare it in Rust:\n    \
         #[derive(AlipayNotify)]\n    \
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
fn the_name_of_the_message_can_be_given() {
    let folder = Folder::new();
    let nameless = page(FIELDS, SAMPLE).replace("alipay.depot.parcel.sent", "${msg_method}");
    let (code, out, err) = folder.fed(&["--out", "schemas"], &nameless);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.ends_with(
            "error: <stdin>: the page does not say which message it is: add --msg-method NAME, or \
             --notify-type NAME if it is about a notification such as that of a payment\n"
        ),
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
        "error: <stdin>: the page is that of alipay.depot.parcel.sent: leave out --msg-method, \
         which is for pages that do not say\n",
    );
    assert_eq!(folder.fed(&other, &page), ended(2, "", err));
    let err = "error: --msg-method names one message: import its page by itself\n";
    assert_eq!(folder.import(&[&given[..], &["a.txt", "b.txt"]].concat()), ended(2, "", err));
}

/// As the documents list what a notification has: those that each has, then its own.
const NOTIFICATION: &str = "\
支付结果异步通知
公共参数
参数\t类型\t是否必填\t最大长度\t描述\t示例值
notify_time\tDate\t是\t20\t通知时间\t2026-11-27 10:15:30
notify_type\tString\t是\t64\t通知类型\tparcel_status_sync
app_id\tString\t是\t32\t应用ID\t2014060600164699
parcel_no\tString\t是\t64\t包裹号\tP-1
parcel_infos\tParcelInfo[]\t否\t512\t包裹信息\t
";

#[test]
fn a_notification_becomes_a_schema_of_its_parameters() {
    let folder = Folder::new();
    let schema = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:alipay:notify:parcel_status_sync",
  "type": "object",
  "required": ["parcel_no"],
  "properties": {
    "parcel_no": {
      "description": "包裹号",
      "type": "string",
      "maxLength": 64,
      "examples": ["P-1"]
    },
    "parcel_infos": {
      "description": "包裹信息",
      "type": "string",
      "maxLength": 512,
      "contentMediaType": "application/json"
    }
  }
}
"#;
    let warning = "<stdin>:8: warning: `parcel_infos`: the type `ParcelInfo[]` does not settle \
                   it: taken as a string\n";
    let given = ["--notify-type", "parcel_status_sync"];
    assert_eq!(folder.fed(&given, NOTIFICATION), ended(0, schema, warning));
    let of_service = folder.fed(&["--service", "my.parcel.push"], NOTIFICATION);
    assert!(of_service.1.contains("\"$id\": \"urn:alipay:service:my.parcel.push\""));
    let of_message = folder.fed(&given, &page(FIELDS, SAMPLE));
    let err = "error: <stdin>: the page is that of the message alipay.depot.parcel.sent: leave out \
               --notify-type\n";
    assert_eq!(of_message, ended(2, "", err));
}
