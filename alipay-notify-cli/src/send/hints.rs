//! What is wrong with a reply: Alipay wants `success` and nothing else.

use alipay_notify_explain::Redelivery;

use crate::client::Answer;
use crate::explain::sentence;
use crate::lang::say;

/// What to fix, as far as the reply tells.
pub(super) fn of(answer: &Answer, tampered: bool) -> Vec<String> {
    match (answer.is_success(), tampered) {
        (true, true) => vec![say!(
            "the gateway took a message that was changed after it was signed: it does not verify \
             signatures",
            "网关接受了一条签名后被改动的消息：它没有验签"
        )],
        // As it should be.
        (false, true) if matches!(answer.status, 400 | 401 | 403) => Vec::new(),
        (true, false) => of_odd_status(answer.status).into_iter().collect(),
        (false, _) => of_failure(answer),
    }
}

fn of_odd_status(status: u16) -> Option<String> {
    (status != 200).then(|| {
        say!(
            "the status is {status}: only the body is documented to count, but 200 is what is \
             usual",
            "状态码为 {status}：文档只说明以应答正文为准，但通常应为 200"
        )
    })
}

fn of_failure(answer: &Answer) -> Vec<String> {
    let status = of_status(answer.status);
    // `fail` is a decision, and a page of an error is said by its status.
    let is_plain = |redelivery: &Redelivery| match redelivery {
        Redelivery::Fail => true,
        Redelivery::Other => status.is_some(),
        _ => false,
    };
    let body = Redelivery::after(&answer.body).filter(|found| !is_plain(found)).map(of_body);

    body.into_iter().chain(status.clone()).collect()
}

fn of_body(redelivery: Redelivery) -> String {
    let (found, fix) = (sentence::reply(redelivery), sentence::reply_with_success());
    say!("the body holds {found}: {fix}", "应答正文为{found}：{fix}")
}

fn of_status(status: u16) -> Option<String> {
    Some(match status {
        300..=399 => say!(
            "the status {status} leads elsewhere, and that is not followed: deliver to the address \
             where it ends",
            "状态码 {status} 表示重定向，不会跟随：请直接投递到最终地址"
        ),
        400 => say!(
            "the status 400 says that the message is malformed; the log of the gateway says how",
            "状态码 400 表示消息格式有误；原因见网关日志"
        ),
        401 | 403 => say!(
            "the status {status} says that the message was not accepted as authentic: is the \
             public half of --key-file the gateway's 支付宝公钥, and the app_id one of its own?",
            "状态码 {status} 表示消息未通过验证：网关配置的支付宝公钥是否与 --key-file 成对，app_id 是否属于该网关？"
        ),
        404 => say!(
            "the status 404 says that there is nothing at this path: compare the URL with the \
             route",
            "状态码 404 表示该路径不存在：请核对 URL 与路由"
        ),
        405 => {
            say!(
                "the status 405 says that the route does not take POST",
                "状态码 405 表示该路由不接受 POST"
            )
        }
        415 => say!(
            "the status 415 says that the route does not take forms \
             (application/x-www-form-urlencoded)",
            "状态码 415 表示该路由不接受表单（application/x-www-form-urlencoded）"
        ),
        500..=599 => say!(
            "the status {status} says that the server failed; its log says why",
            "状态码 {status} 表示服务器出错；原因见其日志"
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_not_success_is_explained() {
        let is = |found| {
            format!(
                "the body holds {found}: reply with the seven letters success and nothing else, as \
                 plain text"
            )
        };
        let [empty, quotes, page, json, more] =
            ["nothing", "`success` in quotes", "HTML or XML", "JSON", "more than `success`"]
                .map(is);
        let [empty, quotes, page, json, more] =
            [&empty, &quotes, &page, &json, &more].map(String::as_str);
        let mark = is("a byte order mark and `success`");
        let other = is("something other than `success`");
        for (status, body, hints) in [
            (200, "success", vec![]),
            (200, "SUCCESS\n", vec![]),
            (200, "fail", vec![]),
            (
                201,
                "success",
                vec![
                    "the status is 201: only the body is documented to count, but 200 is what is \
                     usual",
                ],
            ),
            (200, "", vec![empty]),
            (204, " \r\n", vec![empty]),
            (200, "\u{feff}success", vec![mark.as_str()]),
            (200, "\"success\"", vec![quotes]),
            (200, "'Success'\n", vec![quotes]),
            (200, "<!doctype html><p>success", vec![page]),
            (200, "{\"code\":\"success\"}", vec![json]),
            (200, "[1]", vec![json]),
            (200, "ok", vec![other.as_str()]),
            (200, "success!", vec![more]),
            (200, "unsuccessful", vec![more]),
            (
                302,
                "",
                vec![
                    empty,
                    "the status 302 leads elsewhere, and that is not followed: deliver to the \
                     address where it ends",
                ],
            ),
            (
                400,
                "fail",
                vec![
                    "the status 400 says that the message is malformed; the log of the gateway \
                     says how",
                ],
            ),
            (
                403,
                "fail",
                vec![
                    "the status 403 says that the message was not accepted as authentic: is the \
                     public half of --key-file the gateway's 支付宝公钥, and the app_id one of its own?",
                ],
            ),
            (
                404,
                "<html>",
                vec![
                    page,
                    "the status 404 says that there is nothing at this path: compare the URL with \
                     the route",
                ],
            ),
            (405, "no", vec!["the status 405 says that the route does not take POST"]),
            (
                415,
                "no",
                vec![
                    "the status 415 says that the route does not take forms \
                     (application/x-www-form-urlencoded)",
                ],
            ),
            (502, "no", vec!["the status 502 says that the server failed; its log says why"]),
        ] {
            assert_eq!(
                of(&Answer { status, body: body.to_owned() }, false),
                hints,
                "{status} {body}"
            );
        }
    }

    #[test]
    fn who_takes_a_changed_message_is_told() {
        let careless = "the gateway took a message that was changed after it was signed: it does \
                        not verify signatures";
        for (status, body, hints) in [
            (403, "fail", vec![]),
            (400, "fail", vec![]),
            (200, "success", vec![careless]),
            (502, "fail", vec!["the status 502 says that the server failed; its log says why"]),
        ] {
            assert_eq!(
                of(&Answer { status, body: body.to_owned() }, true),
                hints,
                "{status} {body}"
            );
        }
    }
}
