//! Newer pages over files that were worked on.

use std::fs;
use std::path::Path;

use super::kit::{FIELDS, FILE, Folder, SAMPLE, SCHEMA, ended, newer, page, worked_on};

#[test]
fn nothing_new_leaves_the_file_as_it_is() {
    let folder = Folder::new();
    let text = worked_on().replace("\n    ", "\n\t");
    folder.write(FILE, &text);
    let fields = FIELDS.replace("仓库给的编号", "The parcel.");
    let out = format!("{FILE}: nothing new\n");
    let before = identity(&folder.path(FILE));
    assert_eq!(folder.fed(&["--out", "schemas"], &page(&fields, SAMPLE)), ended(0, &out, ""));
    assert_eq!((folder.read(FILE), identity(&folder.path(FILE))), (text, before));
}

/// What tells a file from one that was put in its place.
#[cfg(unix)]
fn identity(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;

    fs::metadata(path).expect("it is there").ino()
}

#[cfg(not(unix))]
fn identity(_: &Path) -> u64 {
    0
}

#[test]
fn a_newer_page_shows_what_is_new_and_keeps_what_was_made_by_hand() {
    let folder = Folder::new();
    folder.write(FILE, worked_on());
    let out = format!(
        "{FILE}: 9 changes\n\
         \x20 `parcel_no`: another description\n\
         \x20 `parcel_no`: at most 64 characters, previously 32\n\
         \x20 `state`: the value `LOST` was added\n\
         \x20 `state`: the value `CANCELLED` was removed [breaking]\n\
         \x20 `state`: at most 8 characters, previously 16 [stricter]\n\
         \x20 `carrier`: added, required [stricter]\n\
         \x20 `weight`: added, optional\n\
         \x20 `note`: removed [breaking]\n\
         \x20 other examples\n\
         \x20 (the descriptions are those of the page; --keep-descriptions would have kept the \
         file's)\n"
    );
    let err = format!("{FILE}: warning: `note`: `x-shown` could not be kept: its place is gone\n");
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
    assert_eq!(
        folder.fed(&["--out", "schemas"], &newer()),
        ended(0, &format!("{FILE}: nothing new\n"), "")
    );
}

#[test]
fn descriptions_can_be_kept() {
    let folder = Folder::new();
    folder.write(FILE, worked_on());
    let fields = FIELDS.replace("string(64)", "string(128)");
    let out = format!("{FILE}: 1 change\n  `note`: at most 128 characters, previously 64\n");
    let arguments = ["--out", "schemas", "--keep-descriptions"];
    assert_eq!(folder.fed(&arguments, &page(&fields, SAMPLE)), ended(0, &out, ""));
    // Hand-made keywords have the place that the command gives them.
    let expected = worked_on().replace("\"maxLength\": 64", "\"maxLength\": 128").replace(
        "\"x-alipay-type\": \"ParcelState\",\n      \"oneOf\": \
         [{ \"const\": \"SENT\", \"title\": \"已出库\" }, \
         { \"const\": \"CANCELLED\", \"title\": \"已取消\" }],",
        "\"oneOf\": [{ \"const\": \"SENT\", \"title\": \"已出库\" }, \
         { \"const\": \"CANCELLED\", \"title\": \"已取消\" }],\n      \"x-alipay-type\": \"ParcelState\",",
    );
    assert_eq!(folder.read(FILE), expected);
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
fn what_the_file_says_of_a_text_is_not_asked_again() {
    let folder = Folder::new();
    let page =
        page("box|箱必选boxinfo\nrows|行可选string(64)\n", r#"{"box":{"rows":"[{\"n\":\"1\"}]"}}"#);
    let warning = "<stdin>:9: warning: `box.rows`: the sample's text is itself JSON: if it always \
                   is, add `contentMediaType`\n";
    let (code, _, err) = folder.fed(&["--out", "schemas"], &page);
    assert_eq!((code, err.as_str()), (Some(0), warning));

    let text = folder.read(FILE);
    let marked = r#""type": "string", "contentMediaType": "application/json""#;
    folder.write(FILE, text.replace(r#""type": "string""#, marked));
    let out = format!("{FILE}: nothing new\n");
    assert_eq!(folder.fed(&["--out", "schemas"], &page), ended(0, &out, ""));
}
