//! The sentences in Chinese.

use alipay_notify::verify::SignMode;

use super::{Files, KEY, OWN, changed, gbk, plain, shop, with_plus_in_sign, with_reason};

/// A capture, what is given besides, and the sentence.
type Block = (Vec<u8>, Vec<String>, String);

#[test]
fn every_block_is_worded_in_chinese() {
    let files = Files::new("chinese");
    for (capture, more, expected) in in_chinese(&files) {
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let (_, sentence) =
            files.sentence(&capture, &[&["--lang", "zh"], more.as_slice()].concat());
        assert_eq!(sentence, expected);
    }
}

fn in_chinese(files: &Files) -> Vec<Block> {
    let genuine = shop().sign(&KEY);
    let text = |name: &str| {
        String::from_utf8(genuine.value(name).expect("its value").to_vec()).expect("UTF-8")
    };
    let decoded = with_reason("1+1").sign(&KEY);
    let own = files.put("own", KEY.public_key_pem().as_bytes());
    let in_gbk = shop()
        .parameter("charset", "GBK")
        .parameter("biz_content", gbk(&text("biz_content")))
        .sign(&KEY);
    let dropped = shop().parameter("encrypt_type", "").sign(&KEY).without("encrypt_type");
    let blocks = [
        (
            shop().sign(&OWN).body(),
            "可能的原因：用给出的公钥验签都失败；最常见的原因是误把应用公钥配置为支付宝公钥。修正：请配置该应用的支付宝公钥，控制台中它就在应用公钥旁边；用 \
             --app-key-file 可确认是否如此。",
        ),
        (
            in_gbk.with("biz_content", text("biz_content")).body(),
            "原因：文本在验签之前从 GBK 转换成了 UTF-8，而支付宝签名的是 GBK 的字节。修正：先按收到的原始字节验签，再转换文本的编码。",
        ),
        (
            plain(&decoded),
            "原因：请求体在验签方解码之前已被解码过，因此解码了两次。修正：请传入收到的请求体原始字节，而不是框架表单解析后的结果。",
        ),
        (
            shop().sign_mode(SignMode::V2).sign(&KEY).body(),
            "结论：消息真实且符合定义，签名模式 V2；`sign_type` 参与签名，若别的程序验签失败，须保留 `sign_type`。",
        ),
        (
            shop().parameter("sign_type", "RSA").sign(&KEY).body(),
            "原因：该消息以 RSA（SHA-1）签名，默认不接受。修正：在控制台把应用改为 RSA2，或对公钥调用 `accept_rsa`。",
        ),
        (
            changed(genuine.clone(), "biz_content", |text| text.replace('"', "&quot;")).body(),
            "原因：输入过滤器在 `biz_content` 中写入了 HTML 实体（如 &quot;）。修正：对网关路由关闭该过滤器，或在过滤之前验签。",
        ),
        (
            genuine.clone().with("id", "7").body(),
            "原因：`id` 不是支付宝发送的，而是来自查询参数、路由或代理。修正：只用请求体的参数验签，不要混入查询参数和路由参数。",
        ),
        (
            dropped.body(),
            "原因：`encrypt_type` 发送时值为空，途中被丢弃，而它参与签名。修正：请保留值为空的参数。",
        ),
        (
            changed(with_plus_in_sign(), "sign", |sign| sign.replace('+', " ")).body(),
            "原因：`sign` 中的 `+` 都变成了空格：请求体在到达验签方之前被解码过。修正：原样传入收到的请求体；若须重新拼装，请把每个 `+` 写成 %2B。",
        ),
        (
            changed(genuine.clone(), "biz_content", |text| text.replace('"', "\\\"")).body(),
            "原因：`biz_content` 中的引号被加上了反斜杠转义，例如 PHP 的 addslashes、WordPress 或 nginx \
             日志。修正：请在转义之前验签（PHP 中读取 php://input；WordPress 中可用 wp_unslash 还原）。",
        ),
        (
            changed(genuine.clone(), "biz_content", |text| text.replace('"', "“")).body(),
            "原因：输入过滤器把 `biz_content` 中的 < 和 \" 等换成了 ＜ 和 “ 等全角字符。修正：对网关路由关闭该过滤器，或在过滤之前验签。",
        ),
        (
            genuine.clone().with("msg_method", text("msg_method") + "\n").body(),
            "原因：`msg_method` 的末尾在签名之后被加上了空白，例如文件末尾的换行。修正：传入请求体时去掉它。",
        ),
        (
            shop().content("{}").sign(&KEY).body(),
            "原因：消息真实，但有 4 处不符合定义。修正：请对照支付宝文档更正定义，或用 `on_invalid` 或 `lenient` 接收这样的消息。",
        ),
    ];
    let mut blocks: Vec<Block> = blocks
        .into_iter()
        .map(|(capture, sentence)| (capture, Vec::new(), sentence.to_owned()))
        .collect();
    blocks.push((
        genuine.body(),
        vec!["--reply".to_owned(), "{}".to_owned()],
        "原因：消息没有问题，但服务器应答的是 JSON，因此支付宝会重新投递，约 25 小时内共 8 次。修正：请以纯文本应答 success \
         这七个字母，不带其他内容。".to_owned(),
    ));
    blocks.push((
        shop().sign(&OWN).body(),
        vec!["--app-key-file".to_owned(), own],
        format!("原因：{} 中是应用公钥，不能用来验证支付宝的签名。修正：请配置该应用的支付宝公钥，控制台中它就在应用公钥旁边。", files.key),
    ));
    blocks
}
