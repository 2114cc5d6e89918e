//! Answers that bring a message again.

use crate::lang::say;
use alipay_notify_explain::Redelivery;

pub(super) fn redelivered(redelivery: Redelivery) -> (String, String) {
    let what = match redelivery {
        Redelivery::Fail => {
            say!("`fail`, which asks for the message again", " `fail`，即要求重新投递")
        }
        Redelivery::Empty => say!("nothing", "空内容"),
        Redelivery::Quoted => say!("`success` in quotes", "带引号的 `success`"),
        Redelivery::ByteOrderMark => {
            say!("`success` behind a byte order mark", "带字节顺序标记（BOM）的 `success`")
        }
        Redelivery::Json => say!("JSON", " JSON"),
        Redelivery::Markup => say!("HTML or XML", " HTML 或 XML"),
        Redelivery::Longer => say!("more than `success`", " `success` 加上其他内容"),
        Redelivery::Other => say!("something else than `success`", " `success` 以外的内容"),
    };
    (
        say!(
            "the message is fine, but the server answered {what}, so Alipay delivers it again, up to 8 times within \
             about 25 hours",
            "消息没有问题，但服务器应答的是{what}，因此支付宝会重新投递，约 25 小时内共 8 次"
        ),
        match redelivery {
            Redelivery::Fail => say!(
                "find out in the server's log why it failed, and answer success once it is handled",
                "请在服务器日志中查明失败原因，处理成功后应答 success"
            ),
            _ => say!(
                "answer with the seven letters success and nothing else, as plain text",
                "请以纯文本应答 success 这七个字母，不带其他内容"
            ),
        },
    )
}
