//! The report for people.

use alipay_notify::Rejection;
use alipay_notify::open::OpenError;
use alipay_notify::verify::SignMode;
use alipay_notify_explain::parameters::{COMMON_PARAMETERS, charset, is_text, parse, value};
use alipay_notify_explain::{CaptureKind, Key, Match, Note, Parameter, SignedContent};
use anstyle::Style;
use encoding_rs::Encoding;

use super::super::sentence::Sentence;
use super::bytes::{beginning, exact, readable};
use super::{Report, is_sign_type};
use crate::chinese::Localized;
use crate::lang::say;
use crate::output::{MOST_READ, content_table, table};
use crate::printable::printable;

impl Report<'_> {
    /// The whole report.
    pub(super) fn readable(&self, is_coloured: bool) -> String {
        let charset = charset(&self.findings().parameters);
        let mut parts = vec![self.captured(), self.parameters(charset)];
        parts.extend(SignMode::ALL.map(|mode| {
            let content = SignedContent::new(&self.findings().parameters, mode);
            content_heading(mode, &content)
                + &self.content_text(&content, is_sign_type, is_coloured)
        }));
        parts.extend(self.signed().map(|(mode, content)| {
            self.signed_heading(mode, &content)
                + &self.content_text(&content, |part| self.is_restored(part), is_coloured)
        }));
        parts.extend(self.message().map(|verified| {
            let schema = self.findings().schema();
            say!("What the message says:\n", "消息内容：\n")
                + &content_table(&verified.content(), schema, MOST_READ)
        }));
        parts.push(self.remarks(charset));
        let cause = &self.explanation.cause;
        let sentence = Sentence::of(cause, self.redact).line(cause);
        parts.push(printable(&sentence));
        parts.join("\n\n")
    }

    fn captured(&self) -> String {
        let kind = match self.capture().kind {
            CaptureKind::Raw => say!("a raw body", "原始请求体"),
            CaptureKind::Http => say!("an HTTP request", "HTTP 请求"),
            CaptureKind::Curl => say!("a curl command line", "curl 命令行"),
            CaptureKind::Json if !self.capture().is_built => {
                say!("a body in a JSON object", "JSON 对象中的请求体")
            }
            CaptureKind::Json => say!("a JSON object of parameters", "由参数组成的 JSON 对象"),
            CaptureKind::Printed => say!("parameters as a program prints them", "程序打印的参数"),
        };
        let bytes = self.findings().body.len();
        let mut line = say!("Captured: {kind}", "抓取内容：{kind}");
        if let (Some(method), Some(path)) = (self.method(), self.path()) {
            line += &printable(&format!(" ({method} {path})"));
        }
        if let Some(content_type) = self.content_type() {
            line += &printable(&format!(", {content_type}"));
        }
        line += &say!(", {bytes} bytes", "，{bytes} 字节");
        if self.capture().is_built {
            line +=
                &say!("; the body was built from decoded values", "；请求体由解码后的值拼装而成");
        }
        match self.capture().left_out {
            0 => {}
            bytes => {
                line += &say!(
                    "; bytes around it that were left out, and must not reach the verifier either: \
                     {bytes}",
                    "；略去了其前后的 {bytes} 字节，验签方也不应收到它们"
                );
            }
        }
        line
    }

    fn parameters(&self, charset: &'static Encoding) -> String {
        let header = [
            say!("Name", "名称"),
            say!("Value", "值"),
            say!("Bytes", "字节数"),
            say!("Notes", "备注"),
        ];
        let mut table = table(&header.each_ref().map(String::as_str));
        for (parameter, notes) in self.findings().parameters.iter().zip(&self.findings().notes) {
            let Parameter { name, value, .. } = parameter;
            let bytes = value.len().to_string();
            let name = if self.is_named(parameter) { beginning(name, charset) } else { withheld() };
            let value =
                if self.is_shown(parameter) { beginning(value, charset) } else { withheld() };
            let notes: Vec<String> = notes.iter().copied().map(note).collect();
            table.add_row([name, value, bytes, notes.join(&say!(", ", "、"))]);
        }
        for name in COMMON_PARAMETERS
            .iter()
            .filter(|name| value(&self.findings().parameters, name).is_none())
        {
            table.add_row([
                (*name).to_owned(),
                "—".to_owned(),
                "0".to_owned(),
                say!("missing", "缺失"),
            ]);
        }
        table.to_string()
    }

    /// A content, byte by byte, with its marks: by colour on a terminal, by brackets elsewhere.
    fn content_text(
        &self,
        content: &SignedContent<'_>,
        is_marked: impl Fn(&Parameter) -> bool,
        is_coloured: bool,
    ) -> String {
        let charset = charset(&self.findings().parameters);
        let style = Style::new().invert();
        let parts = content.parameters.iter().map(|part| {
            let text = self.part_text(part, charset);
            match (is_marked(part), is_coloured) {
                (false, _) => text,
                (true, true) => format!("{style}{text}{style:#}"),
                (true, false) => format!("⟦{text}⟧"),
            }
        });
        parts.collect::<Vec<_>>().join("&")
    }

    fn part_text(&self, part: &Parameter, charset: &'static Encoding) -> String {
        let name = exact(&part.name, charset);
        if self.is_shown(part) {
            return format!("{name}={}", readable(&part.value, charset));
        }
        let bytes = part.value.len();
        let value = say!("({bytes} bytes withheld)", "（隐去 {bytes} 字节）");
        if part.is_known() { format!("{name}={value}") } else { value }
    }

    fn signed_heading(&self, mode: SignMode, content: &SignedContent<'_>) -> String {
        let bytes = content.length();
        let is_kept = |name: &[u8]| content.parameters.iter().any(|part| part.name == name);
        let is_left_out =
            |part: &&Parameter| !part.is("sign") && !part.is("sign_type") && !is_kept(&part.name);
        match self.findings().parameters.iter().filter(is_left_out).count() {
            0 => say!(
                "What was signed, in {mode}, {bytes} bytes; what differs is marked:\n",
                "实际被签名的内容，{mode} 模式，{bytes} 字节；不同之处已标出：\n"
            ),
            count => say!(
                "What was signed, in {mode}, {bytes} bytes; what differs is marked; parameters \
                 left out: {count}:\n",
                "实际被签名的内容，{mode} 模式，{bytes} 字节；不同之处已标出，另去掉 {count} 个参数：\n"
            ),
        }
    }

    /// A line on each thing that was found out.
    fn remarks(&self, charset: &'static Encoding) -> String {
        let mut lines = vec![self.signature()];
        lines.push(self.charset(charset));
        lines.extend(self.content());
        lines.extend(self.query());
        lines.extend(self.findings().hints.iter().map(|hint| {
            let hint = hint.localized();
            say!("Hint: {hint}", "提示：{hint}")
        }));
        lines.extend(self.findings().violations.iter().map(|violation| {
            let violation = violation.localized();
            say!("Breaks its specification: {violation}", "不符合定义：{violation}")
        }));
        lines.extend(self.reply());
        lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n")
    }

    fn signature(&self) -> String {
        if let Some(Match { key, mode, sign_type, without_empty, reading }) = self.found() {
            let sign_type = sign_type.as_str();
            let (bits, fingerprint) = (key.public.bits(), key.public.fingerprint());
            let key = self.key(key);
            let mut line = say!(
                "Signature: good in {mode} with {sign_type} and {key} ({bits} bits, {fingerprint})",
                "签名：{mode} 模式、{sign_type}，用{key}（{bits} 位，{fingerprint}）验签通过"
            );
            if *without_empty {
                line += &say!(", without parameters that are empty", "，不含空值参数");
            }
            if !reading.steps.is_empty() {
                line +=
                    &say!(", once the changes to the message are undone", "，但须先还原被改动之处");
            }
            return line;
        }
        if let Some(signer) = self.findings().trials.signer {
            let (key, sign_type) = (self.key(signer.key), signer.sign_type.as_str());
            return say!(
                "Signature: made by {key} with {sign_type}, but of another content",
                "签名：与{key}匹配（{sign_type}），但签名的是其他内容"
            );
        }
        say!("Signature: not made by any key that was given", "签名：用给出的公钥验签都失败")
    }

    /// What a key is called, to be put after a Chinese character.
    fn key(&self, key: &Key) -> String {
        match self.key_file(key) {
            Some(file) => say!("the key in {file}", " {file} 中的密钥"),
            None => say!("Alipay's common key", "支付宝的公共密钥"),
        }
    }

    fn charset(&self, charset: &'static Encoding) -> String {
        let name = charset.name();
        let parameters = self
            .found()
            .map_or(self.findings().parameters.as_slice(), |found| &found.reading.parameters);
        if parameters.iter().all(|parameter| is_text(&parameter.value, charset)) {
            say!("Charset: {name}", "字符集：{name}")
        } else {
            say!(
                "Charset: {name}, but not all values are in it",
                "字符集：{name}，但有参数值不是这种编码"
            )
        }
    }

    /// What is known of the content of a genuine message.
    fn content(&self) -> Option<String> {
        let is_encrypted = value(&self.findings().parameters, "encrypt_type")
            .is_some_and(|value| !value.is_empty());
        match &self.findings().result {
            Ok(verified) if is_encrypted => {
                let bytes = verified.biz_content().map_or(0, str::len);
                Some(say!(
                    "Content: encrypted; the content key opens it: {bytes} bytes of JSON",
                    "内容：已加密，用内容密钥解密后为 {bytes} 字节的 JSON"
                ))
            }
            Err(Rejection::Unreadable(unreadable))
                if *unreadable.error() == OpenError::Decryption =>
            {
                Some(say!(
                    "Content: encrypted; the content key does not open it",
                    "内容：已加密，用内容密钥解密失败"
                ))
            }
            _ if is_encrypted => Some(say!("Content: encrypted", "内容：已加密")),
            _ => None,
        }
    }

    /// What a framework may mix in with the parameters of the body.
    fn query(&self) -> Option<String> {
        let count = parse(self.capture().query()?.as_bytes()).len();
        (count > 0).then(|| {
            say!(
                "Query: the address has parameters of its own ({count}), which are not signed",
                "查询参数：URL 中另有 {count} 个参数，不参与签名"
            )
        })
    }

    fn reply(&self) -> Option<String> {
        let reply = self.findings().reply()?;
        let text = if self.redact {
            withheld()
        } else {
            beginning(reply.text.as_bytes(), encoding_rs::UTF_8)
        };
        Some(match reply.redelivery {
            None => say!("Reply: {text}, done", "应答：{text}，支付宝视为完成"),
            Some(_) => say!(
                "Reply: {text}, so Alipay would deliver again",
                "应答：{text}，支付宝会重新投递"
            ),
        })
    }
}

fn content_heading(mode: SignMode, content: &SignedContent<'_>) -> String {
    let bytes = content.length();
    match mode {
        SignMode::V1 => say!(
            "Signed content in V1, without sign_type, {bytes} bytes:\n",
            "V1 模式的待签名内容，不含 sign_type，{bytes} 字节：\n"
        ),
        SignMode::V2 => say!(
            "Signed content in V2, with sign_type, {bytes} bytes; what V1 leaves out is marked:\n",
            "V2 模式的待签名内容，含 sign_type，{bytes} 字节；V1 不含的部分已标出：\n"
        ),
        SignMode::Data => say!("Signed content, {bytes} bytes:\n", "待签名内容，{bytes} 字节：\n"),
    }
}

/// A remark on a parameter.
pub(in crate::explain) fn note(note: Note) -> String {
    match note {
        Note::Repeated => say!("more than once", "出现不止一次"),
        Note::Unknown => say!("unknown parameter", "未知参数"),
        Note::Empty => say!("empty", "空"),
        Note::NoEquals => say!("no =", "没有 ="),
        Note::BrokenEscape => say!("broken percent-encoding", "百分号编码有误"),
        Note::OtherCharset => say!("not of the charset", "不属于该字符集"),
        Note::LostCharacters => say!("lost characters (U+FFFD)", "有字符丢失（U+FFFD）"),
        Note::SpacesInSign => say!("spaces in place of +", "+ 变成了空格"),
        Note::WhiteSpaceAtEnd => say!("white space at an end", "首尾有空白"),
        Note::HtmlEntities => say!("HTML entities", "HTML 实体"),
        Note::StillEncoded => say!("still encoded", "仍是编码过的"),
        Note::Invisible => say!("invisible characters", "有不可见字符"),
    }
}

/// What stands in the place of something that must not be shown.
fn withheld() -> String {
    say!("(withheld)", "（已隐去）")
}
