//! A site in a folder of its own, read back as a browser would.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use alipay_notify::testing::TestKey;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{file, outcome, run};

/// The pages and schemas of the built-in messages, and what every site has.
pub(crate) const BUILT_IN: [&str; 28] = [
    ".alipay-notify-docs",
    "alipay.adatabus.risk.end.push.html",
    "alipay.adatabus.risk.end.push.json",
    "alipay.open.mini.icp.faceauth.completed.html",
    "alipay.open.mini.icp.faceauth.completed.json",
    "alipay.user.opencard.result.notify.html",
    "alipay.user.opencard.result.notify.json",
    "ant.merchant.expand.shop.save.rejected.html",
    "ant.merchant.expand.shop.save.rejected.json",
    "copy.js",
    "dut_user_sign.html",
    "dut_user_sign.json",
    "dut_user_unsign.html",
    "dut_user_unsign.json",
    "fund_auth_freeze.html",
    "fund_auth_freeze.json",
    "fund_auth_unfreeze.html",
    "fund_auth_unfreeze.json",
    "index.html",
    "messages.js",
    "open_app_auth_notify.html",
    "open_app_auth_notify.json",
    "search.js",
    "servicemarket_order_notify.html",
    "servicemarket_order_notify.json",
    "style.css",
    "trade_status_sync.html",
    "trade_status_sync.json",
];

/// A message with everything that the dialect has.
pub(crate) const ORDER: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:alipay:message:my.order.changed",
  "title": "订单变更通知",
  "description": "An order changed. See `lines`.",
  "type": "object",
  "required": ["order_no", "lines"],
  "properties": {
    "order_no": { "title": "订单号", "description": "The order.", "type": "string", "maxLength": 64,
      "x-alipay-idempotency-key": true, "examples": ["no0001"] },
    "status": { "type": "string", "oneOf": [{ "const": "PAID", "title": "已支付" }, { "const": "CLOSED" }] },
    "reason": { "description": "Where it was closed.", "type": "string", "maxLength": 1, "x-alipay-presence": "conditional" },
    "user_id": { "type": "string" },
    "open_id": { "type": "string" },
    "mobile": { "type": "string" },
    "email": { "type": "string" },
    "fax": { "type": "string" },
    "count": { "type": "integer" },
    "weight": { "type": "number", "examples": [0.10] },
    "urgent": { "type": "boolean" },
    "tags": { "type": "array", "items": { "type": "string", "maxLength": 8 } },
    "lines": { "title": "明细", "type": "array", "items": { "type": "object", "required": ["sku"], "properties": {
      "sku": { "type": "string", "examples": ["sku-1"] },
      "shop_id": { "type": "string" }, "store_id": { "type": "string" }, "site_id": { "type": "string" },
      "place": { "type": "object", "properties": { "shelf": { "type": "string" } } }
    }, "oneOf": [{ "required": ["shop_id"] }, { "required": ["store_id"] }, { "required": ["site_id"] }] } },
    "fund_bill_list": { "type": "string", "contentMediaType": "application/json", "contentSchema": { "type": "array",
      "items": { "type": "object", "properties": { "amount": { "type": "string" } } } } },
    "passback": { "type": "string", "contentMediaType": "application/json" }
  },
  "allOf": [
    { "oneOf": [{ "required": ["user_id"] }, { "required": ["open_id"] }] },
    { "anyOf": [{ "required": ["mobile"] }, { "required": ["email"] }, { "required": ["fax"] }] }
  ]
}"#;

/// The key that signs the requests that are shown, in a file.
static KEY_FILE: LazyLock<String> =
    LazyLock::new(|| file("docs-key.pem", TestKey::generate().private_key_pem().as_bytes()));

/// A site that was written by the command, and what else lies in its folder.
pub(crate) struct Site {
    pub(crate) folder: TempDir,
}

impl Site {
    /// The site of the built-in messages and these.
    pub(crate) fn new(language: &str, schemas: &[&str]) -> Self {
        let site = Self { folder: TempDir::new().expect("a folder") };
        let (code, _, error) = site.write(language, schemas);
        assert_eq!((code, error.as_str()), (Some(0), ""));
        site
    }

    /// Writes the site, once more perhaps.
    pub(crate) fn write(&self, language: &str, schemas: &[&str]) -> (Option<i32>, String, String) {
        let sources = folder_of(schemas);
        let mut arguments = vec!["schema", "docs", "--lang", language, "--out", self.path()];
        arguments.extend(["--key-file", &KEY_FILE]);
        if !schemas.is_empty() {
            arguments.extend(["--schemas", path(sources.path())]);
        }
        outcome(&run(&arguments))
    }

    pub(crate) fn path(&self) -> &str {
        path(self.folder.path())
    }

    /// Everything in the folder, by name.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let entries = fs::read_dir(self.folder.path()).expect("the folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let name = |path: &Path| {
            path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned()
        };
        paths.map(|path| (name(&path), fs::read_to_string(&path).expect("a text"))).collect()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.files().into_keys().collect()
    }

    pub(crate) fn page(&self, name: &str) -> Html {
        let text = fs::read_to_string(self.folder.path().join(name)).expect("the page");
        Html::parse_document(&text)
    }

    /// The data of the search.
    pub(crate) fn search_data(&self) -> Value {
        let script =
            fs::read_to_string(self.folder.path().join("messages.js")).expect("the script");
        let json =
            script.strip_prefix("const messages = ").and_then(|rest| rest.strip_suffix(";\n"));
        serde_json::from_str(json.expect("one constant")).expect("JSON")
    }

    /// Every page is well-formed, and whatever it refers to is in the folder.
    pub(crate) fn assert_sound(&self) {
        let files = self.files();
        let pages: BTreeMap<&str, Html> = files
            .iter()
            .filter(|(name, _)| has_extension(name, "html"))
            .map(|(name, text)| (name.as_str(), Html::parse_document(text)))
            .collect();
        let anchors: BTreeMap<&str, BTreeSet<&str>> =
            pages.iter().map(|(name, page)| (*name, anchors(page))).collect();
        for (name, page) in &pages {
            assert_eq!(page.errors, Vec::<String>::new(), "{name}");
            for reference in references(page) {
                let (file, anchor) = reference.split_once('#').unwrap_or((reference, ""));
                let file = if file.is_empty() { name } else { file };
                assert!(files.contains_key(file), "{name} refers to {reference}");
                let is_there = anchor.is_empty() || anchors[file].contains(anchor);
                assert!(is_there, "{name} refers to {reference}");
            }
        }
    }
}

/// A folder with these files, named by their numbers.
fn folder_of(schemas: &[&str]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (index, schema) in schemas.iter().enumerate() {
        fs::write(folder.path().join(format!("{index}.json")), schema).expect("a file");
    }
    folder
}

pub(crate) fn path(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

pub(crate) fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == extension)
}

/// The elements that a selector finds.
pub(crate) fn all<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

/// Their texts.
pub(crate) fn texts(page: &Html, selector: &str) -> Vec<String> {
    all(page, selector).into_iter().map(text).collect()
}

pub(crate) fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// The rows of the first table, that of the fields, cell by cell.
pub(crate) fn rows(page: &Html) -> Vec<Vec<String>> {
    rows_of(page, "#fields + table")
}

/// The rows of a table, cell by cell.
pub(crate) fn rows_of(page: &Html, table: &str) -> Vec<Vec<String>> {
    let cells = Selector::parse("th, td").expect("a selector");
    all(page, &format!("{table} tbody tr"))
        .into_iter()
        .map(|row| row.select(&cells).map(text).collect())
        .collect()
}

/// Anchors, none of them twice.
fn anchors(page: &Html) -> BTreeSet<&str> {
    let mut anchors = BTreeSet::new();
    for element in all(page, "[id]") {
        let id = element.attr("id").unwrap_or_default();
        assert!(anchors.insert(id), "the anchor {id} is there twice");
    }
    anchors
}

/// Whatever a browser would fetch or go to.
fn references(page: &Html) -> Vec<&str> {
    let attributes = ["href", "src", "action", "srcset", "data", "poster", "formaction"];
    attributes
        .iter()
        .flat_map(|name| {
            all(page, &format!("[{name}]"))
                .into_iter()
                .filter_map(move |element| element.attr(name))
        })
        .collect()
}
