//! What the pages say.

use alipay_notify::{AlipayPublicKey, Verifier};
use serde_json::{Value, json};

use crate::site::{BUILT_IN, ORDER, Site, all, has_extension, rows, rows_of, text, texts};
use crate::support::{outcome, run};

const SHOP: &str = "ant.merchant.expand.shop.save.rejected.html";
const CARD: &str = "alipay.user.opencard.result.notify.html";

#[test]
fn each_message_has_a_page_and_every_reference_stays_within() {
    let site = Site::new("en", &[]);
    assert_eq!(site.names(), BUILT_IN);
    site.assert_sound();
    let with_order = Site::new("en", &[ORDER]);
    let mut names: Vec<String> = BUILT_IN.map(str::to_owned).into();
    names.extend(["my.order.changed.html", "my.order.changed.json"].map(str::to_owned));
    names.sort();
    assert_eq!(with_order.names(), names);
    with_order.assert_sound();
}

#[test]
fn nothing_is_asked_of_a_server() {
    let site = Site::new("en", &[ORDER]);
    for (name, text) in site.files() {
        // A schema names its own.
        if has_extension(&name, "json") {
            continue;
        }
        if !has_extension(&name, "html") {
            // Neither a style nor a script has a reason to name one.
            for word in [
                "http:",
                "https:",
                "//www",
                "url(",
                "@import",
                "fetch(",
                "XMLHttpRequest",
                "import(",
            ] {
                assert!(!text.contains(word), "{name} has {word}");
            }
            continue;
        }
        let page = site.page(&name);
        let policy: Vec<_> = all(&page, "meta[http-equiv=Content-Security-Policy]")
            .into_iter()
            .filter_map(|meta| meta.attr("content"))
            .collect();
        let expected = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; \
                        form-action 'none'";
        assert_eq!(policy, [expected], "{name}");
        assert!(
            all(&page, "[style], style, script:not([src]), [onclick], img, iframe, base")
                .is_empty(),
            "{name}"
        );
    }
}

#[test]
fn the_report_names_the_page_to_open() {
    let site = Site::new("en", &[]);
    let index = site.folder.path().join("index.html");
    let index = index.display();
    assert_eq!(
        site.write("en", &[]),
        (Some(0), format!("11 messages: open {index}\n"), String::new())
    );
    assert_eq!(
        site.write("zh", &[]),
        (Some(0), format!("共 11 条消息，请打开 {index}\n"), String::new())
    );
    let (code, out, error) =
        outcome(&run(&["schema", "docs", "--json", "--lang", "zh", "--out", site.path()]));
    assert_eq!((code, error.as_str()), (Some(0), ""));
    let mut report: Value = serde_json::from_str(&out).expect("JSON");
    let messages = report["messages"].take();
    assert_eq!(messages.as_array().map(Vec::len), Some(11));
    assert_eq!(
        messages[0],
        json!({
            "parameter": "msg_method",
            "name": "alipay.open.mini.icp.faceauth.completed",
            "file": "alipay.open.mini.icp.faceauth.completed.html",
        })
    );
    assert_eq!(
        report,
        json!({
            "index": index.to_string(),
            "messages": null,
            "files": BUILT_IN[1..],
            "removed_files": [],
        })
    );
}

#[test]
fn the_same_specifications_and_key_make_the_same_bytes() {
    let (one, other) = (Site::new("en", &[ORDER]), Site::new("en", &[ORDER]));
    assert_eq!(one.files(), other.files());
    other.write("zh", &[ORDER]);
    assert_ne!(one.files(), other.files());
    other.write("en", &[ORDER]);
    assert_eq!(one.files(), other.files());
}

#[test]
fn the_list_of_messages_needs_no_script() {
    let site = Site::new("en", &[ORDER]);
    let index = site.page("index.html");
    let links: Vec<_> = all(&index, "#messages h3 a")
        .into_iter()
        .map(|link| (text(link), link.attr("href")))
        .collect();
    let page = |method: &str, file: &'static str| (method.to_owned(), Some(file));
    assert_eq!(
        links,
        [
            page(
                "alipay.open.mini.icp.faceauth.completed",
                "alipay.open.mini.icp.faceauth.completed.html"
            ),
            page("alipay.user.opencard.result.notify", CARD),
            page("ant.merchant.expand.shop.save.rejected", SHOP),
            page("my.order.changed", "my.order.changed.html"),
            page("dut_user_sign", "dut_user_sign.html"),
            page("dut_user_unsign", "dut_user_unsign.html"),
            page("fund_auth_freeze", "fund_auth_freeze.html"),
            page("fund_auth_unfreeze", "fund_auth_unfreeze.html"),
            page("open_app_auth_notify", "open_app_auth_notify.html"),
            page("servicemarket_order_notify", "servicemarket_order_notify.html"),
            page("trade_status_sync", "trade_status_sync.html"),
            page("alipay.adatabus.risk.end.push", "alipay.adatabus.risk.end.push.html"),
        ]
    );
    assert_eq!(
        texts(&index, "[id='group-my~2Eorder'] + ul p"),
        ["订单变更通知", "An order changed. See lines."]
    );
    let finder = all(&index, "form#finder");
    assert_eq!(finder.iter().map(|form| form.attr("hidden")).collect::<Vec<_>>(), [Some("")]);
    assert_eq!(texts(&index, "label[for=search]"), ["Search"]);
}

#[test]
fn the_search_knows_every_message_and_every_field() {
    let site = Site::new("en", &[ORDER]);
    let Value::Array(messages) = site.search_data() else { panic!("a list") };
    let index = site.page("index.html");
    let listed: Vec<_> =
        all(&index, "#messages h3 a").into_iter().filter_map(|link| link.attr("href")).collect();
    assert_eq!(messages.iter().map(|message| &message["page"]).collect::<Vec<_>>(), listed);
    for message in &messages {
        let page = site.page(message["page"].as_str().expect("a name"));
        let names = texts(&page, "#fields + table th code");
        let anchors: Vec<_> = all(&page, "#fields + table tbody tr")
            .into_iter()
            .filter_map(|row| row.attr("id"))
            .collect();
        let fields = message["fields"].as_array().expect("a list");
        assert_eq!(
            fields.iter().map(|field| &field["name"]).collect::<Vec<_>>(),
            names.iter().collect::<Vec<_>>()
        );
        assert_eq!(fields.iter().map(|field| &field["anchor"]).collect::<Vec<_>>(), anchors);
    }
    let mut order = messages[3].clone();
    let fields = order.as_object_mut().and_then(|order| order.remove("fields")).expect("fields");
    assert_eq!(
        order,
        json!({
            "page": "my.order.changed.html",
            "method": "my.order.changed",
            "title": "订单变更通知",
            "description": "An order changed. See `lines`.",
        })
    );
    assert_eq!(
        fields[13],
        json!({
            "name": "lines[].sku",
            "title": "",
            "terms": "required 必选",
            "anchor": "field-lines.sku",
        })
    );
    assert_eq!(
        fields[0],
        json!({
            "name": "order_no",
            "title": "订单号",
            "terms": "required 必选 The order.",
            "anchor": "field-order_no",
        })
    );
    let terms = |at: usize| fields[at]["terms"].as_str().expect("a text");
    assert_eq!(terms(1), "optional 可选 PAID 已支付 CLOSED");
    assert_eq!(terms(3), "exactly one of two 二选一");
    assert_eq!(terms(5), "at least one 至少选一");
    assert_eq!(terms(14), "exactly one of 3 3 选一 3选一");
}

#[test]
fn a_page_has_every_field() {
    let site = Site::new("en", &[ORDER]);
    let page = site.page("my.order.changed.html");
    assert_eq!(
        texts(&page, "#fields + table thead th"),
        ["Field", "Presence", "Type", "Limit", "Meaning"]
    );
    assert_eq!(
        rows(&page),
        [
            [
                "order_no订单号",
                "required",
                "string",
                "at most 64 characters",
                "The order.Example: no0001"
            ],
            ["status", "optional", "enum", "", "PAID 已支付CLOSED"],
            ["reason", "conditional", "string", "at most 1 character", "Where it was closed."],
            ["user_id", "one of two", "string", "", "Exactly one of user_id and open_id."],
            ["open_id", "one of two", "string", "", "Exactly one of user_id and open_id."],
            ["mobile", "at least one", "string", "", "At least one of mobile, email and fax."],
            ["email", "at least one", "string", "", "At least one of mobile, email and fax."],
            ["fax", "at least one", "string", "", "At least one of mobile, email and fax."],
            ["count", "optional", "integer", "", ""],
            ["weight", "optional", "number", "", "Example: 0.10"],
            ["urgent", "optional", "boolean", "", ""],
            ["tags", "optional", "list of strings", "each at most 8 characters", ""],
            ["lines明细", "required", "list of objects", "", ""],
            ["lines[].sku", "required", "string", "", "Example: sku-1"],
            [
                "lines[].shop_id",
                "one of 3",
                "string",
                "",
                "Exactly one of shop_id, store_id and site_id."
            ],
            [
                "lines[].store_id",
                "one of 3",
                "string",
                "",
                "Exactly one of shop_id, store_id and site_id."
            ],
            [
                "lines[].site_id",
                "one of 3",
                "string",
                "",
                "Exactly one of shop_id, store_id and site_id."
            ],
            ["lines[].place", "optional", "object", "", ""],
            ["lines[].place.shelf", "optional", "string", "", ""],
            ["fund_bill_list", "optional", "string of JSON: a list of objects", "", ""],
            ["fund_bill_list[].amount", "optional", "string", "", ""],
            ["passback", "optional", "string of JSON", "", ""],
        ]
    );
    let links: Vec<_> = all(&page, "#field-lines\\.site_id td a")
        .into_iter()
        .filter_map(|link| link.attr("href"))
        .collect();
    assert_eq!(links, ["#field-lines.shop_id", "#field-lines.store_id", "#field-lines.site_id"]);
    let scopes =
        ["thead th:not([scope=col])", "tbody th:not([scope=row])", "tbody tr > td:first-child"];
    assert!(scopes.iter().all(|selector| all(&page, selector).is_empty()));
}

#[test]
fn a_page_shows_how_the_message_is_used() {
    let site = Site::new("en", &[ORDER]);
    let page = site.page("my.order.changed.html");
    assert_eq!(texts(&page, "h1"), ["my.order.changed"]);
    assert_eq!(
        texts(&page, "h2"),
        ["Fields", "Sample", "Request", "Reply and retries", "In Rust", "Try it"]
    );
    assert_eq!(
        texts(&page, "main > p"),
        [
            "msg_method · Download the schema",
            "订单变更通知",
            "An order changed. See lines.",
            "Deliveries to one app with the same order_no are the same message.",
            "A biz_content:",
            "A POST of a form with these parameters; the fields above are the JSON in biz_content.",
            SIGNED,
            KEY,
            "Declared by its schema file:",
            "Its handler, on the builder of a gateway:",
            "Sign the sample with a throw-away key and deliver it to a gateway on this machine \
             that takes the key's public half for Alipay's:",
        ]
    );
    let sample = r#"{
  "order_no": "no0001",
  "status": "PAID",
  "reason": "",
  "user_id": "",
  "mobile": "",
  "email": "",
  "fax": "",
  "count": 1,
  "weight": 0.10,
  "urgent": true,
  "tags": [
    ""
  ],
  "lines": [
    {
      "sku": "sku-1",
      "shop_id": "",
      "place": {
        "shelf": ""
      }
    }
  ],
  "fund_bill_list": "[{\"amount\":\"\"}]",
  "passback": "{}"
}"#;
    let declaration = "#[derive(AlipayNotify)]\n#[alipay(schema \
                       = \"schemas/my.order.changed.json\")]\npub struct MyOrderChanged;";
    let handler = ".on(|n: Notification<MyOrderChanged>| async move \
                   {\n    println!(\"{}\", n.order_no);\n    \
                   Reply::Success\n})";
    let command = "alipay-notify keygen --out keys\nalipay-notify send my.order.changed --schemas \
                   schemas \\\n  --key-file keys/private_key.pem \\\n  --to \
                   http://127.0.0.1:8080/alipay";
    let mut blocks = texts(&page, "pre");
    blocks.drain(1..3);
    assert_eq!(blocks, [sample, declaration, handler, command]);
}

const SIGNED: &str = "What is signed: all parameters but sign, decoded, sorted by name and joined \
                      by &; of some messages without sign_type (V1), of others with it (V2).";
const KEY: &str = "The sample, signed by a throw-away key. A gateway accepts it that has the \
                   public half of that key in the place of Alipay's (支付宝公钥); one with a limit \
                   of age finds it too old:";

#[test]
fn a_page_shows_how_the_message_arrives() {
    let site = Site::new("en", &[ORDER]);
    let names = |page: &str| -> Vec<String> {
        let rows = rows_of(&site.page(page), "#request ~ table");
        rows.into_iter().map(|row| row[0].clone()).collect()
    };
    assert_eq!(names("my.order.changed.html").len(), 9);
    let page = site.page("my.order.changed.html");
    assert_eq!(
        rows_of(&page, "#request ~ table")[0],
        [
            "notify_id通知id",
            "required",
            "string",
            "at most 50 characters",
            "Identifies the message, the same over its redeliveries."
        ]
    );
    assert_eq!(
        names("alipay.adatabus.risk.end.push.html"),
        ["service", "charset编码集", "sign_type签名类型", "sign签名"]
    );
    let payment = names("trade_status_sync.html");
    assert_eq!(payment[1], "notify_type通知类型");
    assert_eq!(payment.last().map(String::as_str), Some("sign签名"));
}

/// Whoever configures the key of a page accepts the request of it.
#[test]
fn the_request_of_a_page_is_signed() {
    for language in ["en", "zh"] {
        let site = Site::new(language, &[ORDER]);
        for page in BUILT_IN.iter().filter(|name| has_extension(name, "html")) {
            if *page == "index.html" {
                continue;
            }
            let blocks = texts(&site.page(page), "#request ~ .code pre");
            let words = shlex::split(&blocks[0]).expect("a command");
            let url = "http://127.0.0.1:8080/alipay";
            assert_eq!(words[..4], ["curl", "-X", "POST", url], "{page}");
            let body = words.last().expect("a body").as_bytes();
            let key = AlipayPublicKey::parse(&blocks[1]).expect("a key");
            let verified = Verifier::new(key.clone()).common_key(key).verify(body);
            let verified = verified.unwrap_or_else(|error| panic!("{page}: {error}"));
            assert_eq!(
                verified.envelope().name().map(|name| format!("{name}.html")).as_deref(),
                Some(*page)
            );
        }
    }
}

#[test]
fn a_page_says_how_to_reply_and_when_it_comes_again() {
    let site = Site::new("en", &[ORDER]);
    let rules = texts(&site.page("my.order.changed.html"), ".rules li");
    assert_eq!(
        rules[0],
        "Reply with success and nothing else, as plain text, once the message is done."
    );
    let again = |first: &str| {
        format!(
            "Anything else, fail by convention, or no reply in time has it delivered again: after \
             {first}, 10m, 10m, 1h, 2h, 6h, 15h; 8 deliveries in about 25 hours."
        )
    };
    assert_eq!(rules[1], again("2m"));
    assert_eq!(texts(&site.page("trade_status_sync.html"), ".rules li")[1], again("4m"));
}

#[test]
fn messages_are_grouped_by_domain() {
    let site = Site::new("en", &[ORDER]);
    let groups = [
        "alipay.open",
        "alipay.user",
        "ant.merchant",
        "my.order",
        "Notifications (notify_type)",
        "Pushes of services (service)",
    ];
    let index = site.page("index.html");
    assert_eq!(texts(&index, "#messages h2"), groups);
    assert_eq!(texts(&index, ".sidebar a"), groups);
    let page = site.page("my.order.changed.html");
    assert_eq!(texts(&page, ".sidebar > ul > li > a"), groups);
    assert_eq!(texts(&page, ".sidebar ul ul a"), ["changed"]);
    assert_eq!(texts(&page, ".sidebar [aria-current=page]"), ["changed"]);
    let page = site.page("dut_user_sign.html");
    assert_eq!(texts(&page, ".sidebar ul ul a").len(), 7);
    assert_eq!(texts(&page, ".sidebar [aria-current=page]"), ["dut_user_sign"]);
}

#[test]
fn the_schema_can_be_downloaded() {
    let site = Site::new("en", &[ORDER]);
    let page = site.page("my.order.changed.html");
    let links = all(&page, "a[download]");
    let links: Vec<_> = links.into_iter().filter_map(|link| link.attr("href")).collect();
    assert_eq!(links, ["my.order.changed.json"]);
    assert_eq!(site.files()[links[0]], ORDER);
}

/// A name may be that of a message and of a notification.
#[test]
fn two_families_may_have_one_name() {
    let flat = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:alipay:notify:my.order.changed", "type": "object", "properties": {}}"#;
    let site = Site::new("en", &[ORDER, flat]);
    site.assert_sound();
    assert_eq!(texts(&site.page("my.order.changed.html"), ".facts code"), ["msg_method"]);
    let other = site.page("my.order.changed~notify_type.html");
    assert_eq!(texts(&other, ".facts code"), ["notify_type"]);
}

#[test]
fn a_built_in_message_need_not_be_declared() {
    let site = Site::new("en", &[]);
    let page = site.page(SHOP);
    assert_eq!(
        texts(&page, "pre")[3..],
        [
            "use alipay_notify::messages::ShopSaveRejected;",
            ".on(|n: Notification<ShopSaveRejected>| async move \
             {\n    println!(\"{}\", n.order_id);\n    \
             Reply::Success\n})",
            "#[derive(AlipayNotify)]\n#[alipay(schema = \
             \"schemas/ant.merchant.expand.shop.save.rejected.json\")]\npub struct \
             MerchantExpandShopSaveRejected;",
            "alipay-notify keygen --out keys\nalipay-notify send \
             ant.merchant.expand.shop.save.rejected \\\n  --key-file keys/private_key.pem \\\n  \
             --to http://127.0.0.1:8080/alipay",
        ]
    );
}

#[test]
fn a_text_in_another_language_says_so() {
    let site = Site::new("en", &[]);
    let page = site.page(SHOP);
    assert_eq!(
        texts(&page, "main > p[lang=zh-CN]"),
        ["ant.merchant.expand.shop.create 中创建商户,创建拒绝后通过本接口返回结果"]
    );
    assert_eq!(
        texts(&page, "#fields + table th [lang=zh-CN]"),
        ["申请单id", "拒绝原因", "门店id", "门店名称", "外部订单号", "外部门店编号"]
    );
    // One of the descriptions has a Chinese name in its English.
    assert_eq!(texts(&page, "#fields + table td [lang]"), Vec::<String>::new());
}

#[test]
fn a_notification_is_shown_as_what_it_is() {
    let site = Site::new("en", &[]);
    let said = |page: &str| texts(&site.page(page), "main > p")[..5].to_vec();
    assert_eq!(
        said("dut_user_unsign.html"),
        [
            "notify_type · Download the schema",
            "用户解约通知",
            "An agreement to be charged by the merchant ended.",
            "Deliveries to one app with the same notify_id are the same message.",
            "The parameters of a form, as an object:",
        ]
    );
    assert_eq!(
        said("alipay.adatabus.risk.end.push.html")[..4],
        [
            "service · Download the schema",
            "风险商户与交易推送",
            "Alipay found a risk with a merchant or with payments to it.",
            "Nothing tells its deliveries apart: there is no notify_id, and no field is marked.",
        ]
    );
    let page = site.page("servicemarket_order_notify.html");
    let kinds = texts(&page, "#field-total_price, #field-order_time").concat();
    assert!(kinds.contains("amount in yuan") && kinds.contains("Beijing time"), "{kinds}");
}

#[test]
fn a_message_without_fields_has_a_page_too() {
    let bare = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:alipay:message:bare",
        "type": "object", "properties": {}}"#;
    let site = Site::new("en", &[bare]);
    site.assert_sound();
    let page = site.page("bare.html");
    assert_eq!(
        texts(&page, "main > p")[..3],
        [
            "msg_method · Download the schema",
            "None is specified.",
            "Deliveries to one app with the same notify_id are the same message."
        ]
    );
    assert_eq!(texts(&page, "pre")[..1], ["{}"]);
    assert_eq!(
        texts(&page, "pre")[4..5],
        [".on(|_: Notification<Bare>| async { Reply::Success })"]
    );
}

#[test]
fn pages_speak_chinese() {
    let site = Site::new("zh", &[ORDER]);
    site.assert_sound();
    let index = site.page("index.html");
    assert_eq!(texts(&index, "title"), ["支付宝消息"]);
    let page = site.page(CARD);
    let languages: Vec<_> =
        all(&page, "html").into_iter().filter_map(|html| html.attr("lang")).collect();
    assert_eq!(languages, ["zh-CN"]);
    assert_eq!(texts(&page, "h2"), ["字段", "示例", "请求", "应答与重试", "Rust 代码", "试一试"]);
    assert_eq!(
        texts(&page, "#fields + table thead th"),
        ["字段", "是否必选", "类型", "长度限制", "含义"]
    );
    assert_eq!(
        rows(&page)[3..6],
        [
            [
                "success开卡结果",
                "必选",
                "字符串",
                "最多 10 个字符",
                "Whether the card was opened, as the text true or false.示例：true"
            ],
            [
                "user_id蚂蚁统一会员id",
                "二选一",
                "字符串",
                "最多 16 个字符",
                "The user's id across Ant's services. Being phased out for new merchants, who \
                 receive open_id in its place.以下字段必须且只能出现一个：user_id、open_id。示例：2088902351536970"
            ],
            [
                "open_id用户open_id",
                "二选一",
                "字符串",
                "最多 128 个字符",
                "The user's id towards this one app. Sent where the app has openid switched on in \
                 its settings.以下字段必须且只能出现一个：user_id、open_id。示例：\
                 074a1cctg1lelxke4xqc0zgndid0nxi95b5lsnpazwyoco5"
            ],
        ]
    );
    let again = "应答其他内容（通常为 fail）或未及时应答时会重新投递：间隔 2 分钟、10 分钟、10 分钟、1 小时、\
                 2 小时、6 小时、15 小时，约 25 小时内共 8 次。";
    assert_eq!(texts(&page, ".rules li")[1], again);
    let english: Vec<_> = texts(&page, "main > p[lang=en]");
    assert_eq!(english, ["Final outcome of a user's opening of a membership card."]);
    assert_eq!(
        texts(&site.page("my.order.changed.html"), "#fields + table td.type")[19..],
        ["JSON 字符串：对象数组", "字符串", "JSON 字符串"]
    );
}
