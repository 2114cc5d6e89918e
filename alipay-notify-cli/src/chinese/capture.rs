//! Why a capture can't be read, in Chinese.

use alipay_notify_explain::CaptureError;

use super::Localized;

impl Localized for CaptureError {
    fn chinese(&self) -> String {
        match self {
            Self::Empty => "内容为空".to_owned(),
            Self::Unknown => "无法识别内容的形式".to_owned(),
            Self::Reply => "这是服务器的应答，不是投递；请抓取请求，应答用 --reply 给出".to_owned(),
            Self::Markup => "这是 HTML 或 XML，不是投递；支付宝发送的是表单".to_owned(),
            Self::Headers => "开头是 HTTP 请求，但请求头无法读取，或请求头之后没有空行".to_owned(),
            Self::Chunks => "这是分块传输的 HTTP 请求，但各块无法拼接".to_owned(),
            Self::Unclosed => "这是 curl 命令行，但有引号没有闭合".to_owned(),
            Self::NoData => {
                "这是 curl 命令行，但没有数据（-d、--data-raw、--data-urlencode、--data-binary）"
                    .to_owned()
            }
            Self::DataInFile => {
                "这是 curl 命令行，其数据取自文件（@）；请直接给出该文件".to_owned()
            }
            Self::Json { line, column } => {
                format!("开头是 JSON，但不是一个由参数组成的对象（第 {line} 行，第 {column} 列）")
            }
        }
    }
}
