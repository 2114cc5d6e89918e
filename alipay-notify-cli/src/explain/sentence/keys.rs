//! Keys that are not the right ones.

use crate::lang::say;
use alipay_notify_explain::Cause;

pub(super) fn keys(cause: &Cause) -> (String, String) {
    let compare = say!(
        "configure Alipay's public key (支付宝公钥) of this app, which the console shows beside the app's own",
        "请配置该应用的支付宝公钥，控制台中它就在应用公钥旁边"
    );
    match cause {
        Cause::OwnKey { name: file } => (
            say!(
                "the key in {file} is the app's own public key (应用公钥), with which no message of Alipay's is signed",
                "{file} 中是应用公钥，不能用来验证支付宝的签名"
            ),
            compare,
        ),
        Cause::SignedByApp => (
            say!(
                "the app's own private key made the signature, so the message is not Alipay's",
                "签名是用应用私钥生成的，因此这条消息不是支付宝发出的"
            ),
            say!(
                "sign with the key whose public half the verifier has; Alipay's own messages are not affected",
                "请用与验签方公钥配对的私钥签名；支付宝发出的消息不受影响"
            ),
        ),
        Cause::OtherApp => (
            say!(
                "the signature is good, but the message is for an app that the verifier does not accept (--app-id)",
                "验签通过，但消息属于验签方不接受的应用（--app-id）"
            ),
            say!(
                "add its app_id to the verifier if the app is yours",
                "若是自己的应用，请为验签方加上它的 app_id"
            ),
        ),
        Cause::OtherSize { bits } => (
            say!(
                "a key of {bits} bits made the signature, and no key that was given has that size, so it is of another \
                 app or the app's own (应用公钥)",
                "签名是用 {bits} 位的密钥生成的，而给出的公钥都不是这个长度：可能是其他应用的支付宝公钥，或是应用公钥"
            ),
            compare,
        ),
        _ => (
            say!(
                "no key that was given made this signature; most often the app's own public key (应用公钥) is configured \
                 in place of Alipay's",
                "用给出的公钥验签都失败；最常见的原因是误把应用公钥配置为支付宝公钥"
            ),
            say!(
                "{compare}; --app-key-file tells whether that is it",
                "{compare}；用 --app-key-file 可确认是否如此"
            ),
        ),
    }
}
