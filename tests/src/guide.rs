//! The programs of READMEs and guide, compiled, and run unless they wait for messages.

macro_rules! pages {
    ($($name:ident: $path:literal,)*) => {
        $(#[doc = include_str!(concat!("../../", $path))] struct $name;)*
    };
}

pages! {
    Core: "alipay-notify/README.md",
    CoreZh: "alipay-notify/README.zh-CN.md",
    Axum: "alipay-notify-axum/README.md",
    AxumZh: "alipay-notify-axum/README.zh-CN.md",
    Actix: "alipay-notify-actix/README.md",
    ActixZh: "alipay-notify-actix/README.zh-CN.md",
    Schema: "alipay-notify-schema/README.md",
    SchemaZh: "alipay-notify-schema/README.zh-CN.md",
    Import: "alipay-notify-import/README.md",
    ImportZh: "alipay-notify-import/README.zh-CN.md",
    Stores: "alipay-notify-stores/README.md",
    StoresZh: "alipay-notify-stores/README.zh-CN.md",
    Inbox: "alipay-notify-inbox/README.md",
    InboxZh: "alipay-notify-inbox/README.zh-CN.md",
    Serve: "alipay-notify-serve/README.md",
    ServeZh: "alipay-notify-serve/README.zh-CN.md",
    LongConnection: "alipay-notify-ws/README.md",
    LongConnectionZh: "alipay-notify-ws/README.zh-CN.md",
    Readme: "README.md",
    ReadmeZh: "README.zh-CN.md",
    Payments: "docs/guide/en/payments.md",
    PaymentsZh: "docs/guide/zh/payments.md",
    Receive: "docs/guide/en/receive.md",
    ReceiveZh: "docs/guide/zh/receive.md",
    OwnMessages: "docs/guide/en/own-messages.md",
    OwnMessagesZh: "docs/guide/zh/own-messages.md",
    Production: "docs/guide/en/production.md",
    ProductionZh: "docs/guide/zh/production.md",
    InboxChapter: "docs/guide/en/inbox.md",
    InboxChapterZh: "docs/guide/zh/inbox.md",
    LongConnectionChapter: "docs/guide/en/long-connection.md",
    LongConnectionChapterZh: "docs/guide/zh/long-connection.md",
    Test: "docs/guide/en/test.md",
    TestZh: "docs/guide/zh/test.md",
}
