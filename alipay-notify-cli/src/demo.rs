//! `alipay-notify demo`: deliveries over HTTP to a real gateway, genuine and tampered.

use std::future::pending;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use alipay_notify::decode::Invalid;
use alipay_notify::messages::{
    FundAuthFreeze, MiniIcpFaceauthCompleted, PaymentEvent, ShopSaveRejected, TradeStatusSync,
    UserOpencardResult,
};
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::{Gateway, Notification, Reply, Verified, Verifier, Yuan};
use alipay_notify_schema::{Problem, Violation};
use axum::Router;
use clap::Args;
use tokio::net::TcpListener;

use crate::chinese::Localized;
use crate::client::{self, Answer, Client, Reach};
use crate::failure::Failure;
use crate::lang::say;
use crate::output;

#[derive(Debug, Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_: &Arguments) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::new)?;
    let key = TestKey::generate();
    let seen = Seen::default();
    let gateway = gateway(&key, &seen)?;
    let address = runtime.block_on(start(gateway))?;
    let client = Client::new(&format!("http://{address}/alipay"), Reach::Private)?;

    let mut table = output::table(&[
        &say!("Message", "消息"),
        &say!("Sent", "投递"),
        "HTTP",
        &say!("Reply", "应答"),
        &say!("Who saw what", "接收者与内容"),
        "",
    ]);
    let mut right = 0;
    let cases = cases(&key);
    for case in &cases {
        let Answer { status, body: reply } = client.deliver(client::FORM, &case.delivery.body())?;
        let seen = seen.take();
        let as_expected = (status, reply.as_str(), seen.as_str())
            == (case.status, case.reply, case.seen.as_str());
        right += usize::from(as_expected);
        let verdict = if as_expected {
            "✓".to_owned()
        } else {
            say!("✗ not as it should be", "✗ 与预期不符")
        };
        table.add_row([case.message, &case.sent, &status.to_string(), &reply, &seen, &verdict]);
    }

    let mut out = io::stdout();
    writeln!(
        out,
        "{}\n",
        say!(
            "A gateway with a throw-away key listened on http://{address}. What was delivered to \
             it:",
            "网关使用一次性密钥，监听 http://{address}。向它投递的消息："
        )
    )?;
    writeln!(out, "{table}\n")?;
    let all = cases.len();
    writeln!(
        out,
        "{}",
        say!("{right} of {all} outcomes are right.", "共 {all} 个结果，{right} 个符合预期。")
    )?;
    Ok(ExitCode::from(u8::from(right < cases.len())))
}

/// What handlers saw since it was last asked.
#[derive(Clone, Debug, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn note(&self, what: String) -> Reply {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what);
        Reply::Success
    }

    fn take(&self) -> String {
        let seen = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if seen.is_empty() { nobody() } else { seen.join(&say!("; ", "；")) }
    }
}

fn gateway(key: &TestKey, seen: &Seen) -> Result<Gateway, Failure> {
    let (payments, deposits, cards, shops) =
        (seen.clone(), seen.clone(), seen.clone(), seen.clone());
    let (filings, others, invalid) = (seen.clone(), seen.clone(), seen.clone());
    Gateway::builder(Verifier::new(key.public_key()))
        .on(move |n: Notification<TradeStatusSync>| {
            let total = n.total_amount.unwrap_or_default();
            let reply = payments.note(payment(n.event(), total, &n.out_trade_no));
            async move { reply }
        })
        .on(move |n: Notification<FundAuthFreeze>| {
            let reply = deposits.note(deposit(n.amount, &n.out_order_no));
            async move { reply }
        })
        .on(move |n: Notification<UserOpencardResult>| {
            let reply = cards.note(card(&n.external_card_no));
            async move { reply }
        })
        .on(move |n: Notification<ShopSaveRejected>| {
            let reply = shops.note(format!("ShopSaveRejected: {}: {}", n.shop_name, n.reason));
            async move { reply }
        })
        .on(move |n: Notification<MiniIcpFaceauthCompleted>| {
            let status = n.certify_result_status.as_str();
            let reply =
                filings.note(format!("MiniIcpFaceauthCompleted: {} {status}", n.mini_app_id));
            async move { reply }
        })
        .fallback(move |verified: Verified| {
            let reply = others
                .note(format!("fallback: {}", verified.envelope().name().unwrap_or_default()));
            async move { reply }
        })
        .on_invalid(move |message: Invalid| {
            invalid.note(format!("on_invalid: {}", message.violations().localized()));
            async move { Reply::Fail }
        })
        .build()
        .map_err(Failure::new)
}

async fn start(gateway: Gateway) -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(|error| Failure::at("127.0.0.1", error))?;
    let address = listener.local_addr().map_err(Failure::new)?;
    let app = Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
    tokio::spawn(alipay_notify_axum::serve(listener, app).until(pending()).into_future());
    Ok(address)
}

fn payment(event: PaymentEvent, amount: Yuan, order: &str) -> String {
    say!(
        "TradeStatusSync: {event:?}, {amount} yuan, order {order}",
        "TradeStatusSync: {event:?}，{amount} 元，订单 {order}"
    )
}

fn deposit(amount: Yuan, order: &str) -> String {
    say!(
        "FundAuthFreeze: {amount} yuan frozen, order {order}",
        "FundAuthFreeze: 冻结 {amount} 元，订单 {order}"
    )
}

fn card(number: &str) -> String {
    say!("UserOpencardResult: card {number}", "UserOpencardResult: 会员卡 {number}")
}

fn nobody() -> String {
    say!("nobody", "没有接收者")
}

/// A delivery and what must become of it.
struct Case {
    message: &'static str,
    sent: String,
    delivery: SignedMessage,
    status: u16,
    reply: &'static str,
    seen: String,
}

fn cases(key: &TestKey) -> Vec<Case> {
    let shop = || TestMessage::example::<ShopSaveRejected>();
    let case = |message, sent, delivery, status, reply, seen: &str| Case {
        message,
        sent,
        delivery,
        status,
        reply,
        seen: seen.to_owned(),
    };
    let genuine = |message, delivery: TestMessage, seen| {
        case(
            message,
            say!("as Alipay sends it", "与支付宝投递的一致"),
            delivery.sign(key),
            200,
            "success",
            seen,
        )
    };
    let rejected = "ant.merchant.expand.shop.save.rejected";
    let too_long = format!(
        r#"{{"order_id":"1","reason":"{}","shop_id":"1","shop_name":"支付宝(西溪路店)"}}"#,
        "长".repeat(257)
    );
    let (paid, frozen) = (Yuan::from_fen(8888), Yuan::from_fen(20000));
    let breach = Violation::new("reason", Problem::TooLong { actual: 257, limit: 256 });
    vec![
        genuine(
            "trade_status_sync",
            TestMessage::example::<TradeStatusSync>(),
            &payment(PaymentEvent::Paid, paid, "shop-1001"),
        ),
        genuine(
            "fund_auth_freeze",
            TestMessage::example::<FundAuthFreeze>(),
            &deposit(frozen, "deposit-1001"),
        ),
        genuine(
            "alipay.user.opencard.result.notify",
            TestMessage::example::<UserOpencardResult>(),
            &card("ext0001"),
        ),
        genuine(rejected, shop(), "ShopSaveRejected: 支付宝(西溪路店): 资料有问题,拒绝"),
        genuine(
            "alipay.open.mini.icp.faceauth.completed",
            TestMessage::example::<MiniIcpFaceauthCompleted>(),
            "MiniIcpFaceauthCompleted: 2021098756789043 success",
        ),
        case(
            rejected,
            say!("one byte changed", "签名后改动一个字节"),
            shop().sign(key).with_flipped_byte("biz_content", 14),
            403,
            "fail",
            &nobody(),
        ),
        case(
            rejected,
            say!("signed by another key", "用另一个密钥签名"),
            shop().sign(&TestKey::generate()),
            403,
            "fail",
            &nobody(),
        ),
        case(
            "alipay.example.unknown",
            say!("a message without a handler", "没有处理函数的消息"),
            TestMessage::new("alipay.example.unknown").sign(key),
            200,
            "success",
            "fallback: alipay.example.unknown",
        ),
        case(
            rejected,
            say!("a reason of 257 characters", "257 个字符的 reason"),
            shop().content(too_long).sign(key),
            200,
            "fail",
            &format!("on_invalid: {}", breach.localized()),
        ),
    ]
}
