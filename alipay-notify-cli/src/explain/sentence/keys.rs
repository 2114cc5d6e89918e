//! Keys that are not the right ones.

use super::super::cause::Cause;
use crate::lang::say;

pub(super) fn keys(cause: &Cause) -> (String, String) {
    let compare = say!(
        "configure Alipay's public key (支付宝公钥) of this app, which the console shows beside the app's own",
        "请配置该应用的支付宝公钥，控制台中它就在应用公钥旁边"
    );
    match cause {
        Cause::OwnKey { file } => (
            say!(
                "the key in {file} is the app's own public key (应用公钥), with which no message of Alipay's is signed",
                "{file} 中是应用公钥，支付宝的消息都不用它签名"
            ),
            compare,
        ),
        Cause::SignedByApp => (
            say!(
                "the app's own private key made the signature, so the message is not Alipay's",
                "签名由应用私钥产生，因此这条消息不是支付宝发出的"
            ),
            say!(
                "sign with the key whose public half the verifier has; Alipay's own messages are not affected",
                "请用与验签方公钥配对的私钥签名；支付宝发出的消息不受影响"
            ),
        ),
        Cause::OtherApp => (
            say!(
                "the signature is good, but the message is for an app that the verifier does not accept (--app-id)",
                "签名成立，但消息属于验签方不接受的应用（--app-id）"
            ),
            say!(
                "add its app_id to the verifier if the app is yours",
                "若是自己的应用，请把它的 app_id 加入验签方"
            ),
        ),
        Cause::OtherSize { bits } => (
            say!(
                "a key of {bits} bits made the signature, and no key that was given has that size, so it is of another \
                 app or the app's own (应用公钥)",
                "签名由 {bits} 位的密钥产生，给出的密钥都不是这个长度：它属于其他应用，或是应用公钥"
            ),
            compare,
        ),
        _ => (
            say!(
                "no key that was given made this signature; most often the app's own public key (应用公钥) is configured \
                 in place of Alipay's",
                "签名不是由给出的任何密钥产生的；最常见的是把应用公钥当作支付宝公钥配置了"
            ),
            say!(
                "{compare}; --app-key-file tells whether that is it",
                "{compare}；用 --app-key-file 可确认是否如此"
            ),
        ),
    }
}
