//! What is wrong with a configuration of `serve`, and why it does not start.

use alipay_notify_serve::{Belongs, Mistake, ServeError, SettingError};

use super::{Localized, listed};

impl Localized for Mistake {
    fn chinese(&self) -> String {
        match self {
            Self::Unreadable(why) => format!("无法读取该文件：{why}"),
            Self::Syntax(why) => format!("不是有效的 TOML：{why}"),
            Self::NoTable => "该文件中没有 [serve] 表；指南中有一份十行的示例".to_owned(),
            Self::Unknown { key, table, nearest: Some(nearest), .. } => {
                format!("[{table}] 中不能设置 `{key}`；是否想写 `{nearest}`？")
            }
            Self::Unknown { key, table, known, .. } => {
                format!("[{table}] 中不能设置 `{key}`；可设置的有：{}", listed(known))
            }
            Self::Missing { key, table } => format!("[{table}] 缺少 `{key}`"),
            Self::Empty(key) => format!("`{key}` 是空数组，不起任何作用；请至少写一项"),
            Self::Both { table, one, other } => {
                format!("[{table}] 不能同时设置 `{one}` 和 `{other}`；请删去其中之一")
            }
            Self::Type { wanted, found } => {
                format!("此处应为{}，而这是 {found}", wanted.chinese())
            }
            Self::Value { value, wanted } => format!("`{value}` 不是{}", wanted.chinese()),
            Self::Repeated(name) => format!("`{name}` 出现了两次；名称不能重复"),
            Self::Reserved(path) => format!("`{path}` 由程序自身应答；请换一个路径"),
            Self::OneOf { table, known } => {
                format!("[{table}] 必须且只能有其中之一：{}", listed(known))
            }
            Self::Unreached => {
                "该应用收不到任何消息；请设置 `path`，或添加 [serve.app.channel]".to_owned()
            }
            Self::PlainSecret => format!("此处以明文写出了机密信息；请改用 {SECRET}"),
            Self::SecretForm => format!("机密信息应写成 {SECRET}，二者选一"),
            Self::Variable(name) => {
                format!("未设置环境变量 {name}；请设置它，或改用 {{ file = \"…\" }}")
            }
            Self::File { file, why } => format!("无法读取 {}：{why}", file.display()),
            Self::PublicKey { file, why } => at(file, &why.chinese()),
            Self::PrivateKey { file, why } => at(file, &why.chinese()),
            Self::ContentKey { file, why } => at(file, &why.chinese()),
            Self::Certificate { file, why } => at(file, &why.chinese()),
            Self::Tls { file, why } => at(file, why),
            Self::Schema { file, why } => at(file, &why.chinese()),
            Self::SchemaTwice { file, other, name } => format!(
                "{} 定义了 {name}，而 {} 也定义了它；请只保留其中一个文件",
                file.display(),
                other.display()
            ),
            Self::Setting(error) => error.chinese(),
            Self::NoSchemas(folder) => {
                format!("{} 中没有 schema 文件（*.json）", folder.display())
            }
        }
    }
}

impl Localized for SettingError {
    fn chinese(&self) -> String {
        let text = match self {
            Self::Url { plain, with_tls } => {
                return format!("此处应为 URL：{plain}://主机 或 {with_tls}://主机");
            }
            Self::Form(form) => return format!("此处应为这种形式的 URL：{form}"),
            Self::Login => "URL 中的用户名和密码须为 UTF-8 文本，并经百分号编码",
            Self::ReceiverLogin => "接收方的 URL 不能带用户名或密码；请改用 authorization 发送",
            Self::Secret => {
                "密钥的形式是 whsec_ 加上 24 至 64 个随机字节的 Base64：\
                 echo whsec_$(openssl rand -base64 32)"
            }
            Self::Authorization => "authorization 须为一行可见的 ASCII 字符",
            Self::NoAuthorities => {
                "没有可用于校验 https 的 CA 证书；请安装 ca-certificates，或设置 SSL_CERT_FILE"
            }
            Self::Subject => "subject 由若干段组成，段与段之间用点分隔，不能有空格、* 或 >",
            Self::Braces => "花括号中只能写 {type}，即事件的类型",
            Self::Queue => "队列须有名称，且名称中不能有花括号",
            Self::LongName => "名称最长 255 字节",
        };
        text.to_owned()
    }
}

/// How a secret is given.
const SECRET: &str = "{ file = \"…\" } 或 { env = \"变量名\" }";

fn at(file: &std::path::Path, why: &str) -> String {
    format!("{}: {why}", file.display())
}

impl Localized for Belongs {
    fn chinese(&self) -> String {
        let words = match self {
            Self::Text => "文本",
            Self::Texts => "文本或文本数组",
            Self::Table => "表",
            Self::Tables => "表的数组",
            Self::Flag => " true 或 false",
            Self::Number => "不小于 1 的整数",
            Self::Address => "地址和端口，如 127.0.0.1:8080",
            Self::AppId => " app_id，即一串数字",
            Self::Name => {
                "名称：以小写字母开头，由小写字母、数字和 _ 组成，最长 32 个字符，且不能为 `unrouted`"
            }
            Self::Path => "路径，如 /alipay：斜杠之间为字母、数字或 -._~",
            Self::Pattern => "匹配模式，如 *、notify:trade_*、message:ant.merchant.* 或 service:*",
            Self::Inbox => " sqlite:目录、postgres://…/数据库 或 nats://…/前缀",
            Self::Url(schemes) => {
                return format!("以 {}:// 开头的 URL", schemes.join(":// 或 "));
            }
            Self::Log => "日志级别：error、warn、info、debug；也可写成 info,async_nats=warn",
            Self::Endpoint => " production、sandbox 或服务器的 URL：wss://主机[:端口]",
        };
        words.to_owned()
    }
}

impl Localized for ServeError {
    fn chinese(&self) -> String {
        match self {
            Self::Listen(address, error) => {
                format!("无法监听 {address}：{error}；请换一个地址或端口")
            }
            Self::Activated(error) => {
                format!("无法使用 systemd 传入的套接字：{error}；应为一个 TCP 监听套接字")
            }
            Self::Folder(folder, error) => {
                format!("无法创建收件箱目录 {}：{error}", folder.display())
            }
            Self::Inbox(name, error) => format!("{name} 的收件箱：{}", error.chinese()),
            Self::Start(error) => format!("无法启动：{error:?}"),
            Self::Tls(error) => format!("无法设置 TLS：{error}"),
            Self::Setting(error) => error.chinese(),
            Self::Signals(error) => format!("无法等待进程信号：{error}"),
            _ => self.to_string(),
        }
    }
}
