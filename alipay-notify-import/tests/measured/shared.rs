//! Pages that may lie beside the repository, as people save and copy them.

use std::fs;
use std::io::{Write as _, stderr};
use std::path::Path;

use alipay_notify_import::{page_text, read_page};

use crate::facts;

/// The path of a field, and what is known of it.
type Known = (&'static str, &'static str);

/// What is known of each file: its message, and its fields.
const PAGES: [(&str, &str, &[Known]); 4] = [
    (
        "07-html-table.html",
        "alipay.open.mini.version.audit.rejected",
        &[
            ("/audit_reason", "text(512) Required"),
            ("/audit_time", "text(13) Required"),
            ("/bundle_id", "text(64) Optional"),
            ("/mini_app_id", "text(16) Required"),
            ("/mini_app_version", "text(32) Required"),
        ],
    ),
    (
        "08-md-table.md",
        "alipay.merchant.indirect.auth.notified",
        &[
            ("/auth_status", "enum PASS=已认证 REJECT=未通过(16) Required"),
            ("/details", "object[] Optional"),
            ("/details/code", "text(8) Required"),
            ("/details/text", "text(256) Optional"),
            ("/ext", "text(2048) Conditional"),
            ("/smid", "text(32) Required"),
        ],
    ),
    (
        "11-types.txt",
        "alipay.commerce.transport.order.notify",
        &[
            ("/a_very_long_field_name_that_goes_on_for_ever", "text(5) Required"),
            ("/amount", "text Required"),
            ("/count", "integer Required"),
            ("/depart_date", "text Optional"),
            ("/discount", "number Optional"),
            ("/ext_info", "json(4096) Optional"),
            ("/gmt", "integer Required"),
            ("/level", "enum Y=经济舱 C=公务舱 F=头等舱(8) Optional"),
            ("/order_no", "text(64) Required"),
            ("/passenger_list", "text(4096) Optional"),
            ("/refundable", "enum true=可退 false=不可退 Required"),
            ("/state", "enum CREATED=已创建 ISSUED=已出票 REFUNDED=已退票(32) Required"),
            (
                "/sub_state",
                "enum ISSUING=出票中（等待航司） FAIL_NO_SEAT=失败:无座 \
                 REFUND_FEE=退票:手续费>50%(32) Optional",
            ),
            ("/tags", "text[](32) Optional"),
        ],
    ),
    (
        "15-old-msgapi-tsv.txt",
        "alipay.open.app.alipaycert.upgrade",
        &[
            ("/alipay_cert_sn", "text(64) Required"),
            ("/cert_infos", "object[] Optional"),
            ("/cert_infos/cert_days", "number Optional"),
            ("/cert_infos/cert_name", "text(32) Required"),
            ("/effect_time", "text Optional"),
            ("/old_cert_sn", "text(64) Optional"),
        ],
    ),
];

#[test]
fn pages_beside_the_repository_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/cases/import");
    for (file, name, expected) in PAGES {
        let path = folder.join(file);
        let Ok(bytes) = fs::read(&path) else {
            let why = format!("there is no {}; it is not part of the repository", path.display());
            let _ = writeln!(stderr(), "skipped: {file}: {why}");
            continue;
        };
        let import = read_page(&page_text(&bytes).expect("a page"));
        assert_eq!(import.schema.name, name, "{file}");
        // Without a sample, and without an end as HTML has one, a page may have been cut off.
        assert_eq!(import.is_complete, file != "08-md-table.md", "{file}");
        let found = facts::of_schema(&import.schema);
        let found: Vec<_> =
            found.iter().map(|(path, fact)| (path.as_str(), fact.trim_end())).collect();
        assert_eq!(found, expected, "{file}");
    }
}
