//! What is new in a specification, and what could not be kept of an older file.

use alipay_notify_import::changes::{Change, Difference, Effect};
use alipay_notify_import::update::{Loss, Reason};
use alipay_notify_schema::{GroupRule, Presence};

use super::{Localized, listed};

impl Localized for Change {
    fn chinese(&self) -> String {
        match self.path.as_str() {
            "" => self.difference.chinese(),
            path => format!("`{path}`：{}", self.difference.chinese()),
        }
    }
}

impl Localized for Difference {
    fn chinese(&self) -> String {
        match self {
            Self::Added { presence } => format!("新增，{}", level(*presence)),
            Self::Removed => "已删除".to_owned(),
            Self::Presence { from, to } => format!("{}，原为{}", level(*to), level(*from)),
            Self::Type => "类型有变".to_owned(),
            Self::Length { from, to } => {
                format!("长度上限为{}，原为{}", limit(*to), limit(*from))
            }
            Self::ValueAdded { value } => format!("新增枚举值 `{value}`"),
            Self::ValueRemoved { value } => format!("删除枚举值 `{value}`"),
            Self::GroupAdded { rule, members } => format!("新增一组：{}", group(*rule, members)),
            Self::GroupRemoved { rule, members } => format!("删除一组：{}", group(*rule, members)),
            Self::IdempotencyKey { from, to } => {
                format!(
                    "幂等键为 `{}`，原为 `{}`：此前收到过的消息不再视为已收到",
                    key(to.as_ref()),
                    key(from.as_ref())
                )
            }
            Self::TypeName => "Rust 类型名有变".to_owned(),
            Self::Label => "名称有变".to_owned(),
            Self::Description => "描述有变".to_owned(),
            Self::Examples => "示例有变".to_owned(),
            Self::Order => "顺序有变".to_owned(),
        }
    }
}

impl Localized for Effect {
    fn chinese(&self) -> String {
        match self {
            Self::Compatible => "兼容",
            Self::Stricter => "更严格",
            Self::Breaking => "不兼容",
        }
        .to_owned()
    }
}

impl Localized for Loss {
    fn chinese(&self) -> String {
        let Self { path, keyword, reason } = self;
        let place = if path.is_empty() { String::new() } else { format!("`{path}`：") };
        let why = match reason {
            Reason::Gone => "它所在的位置已不存在",
            Reason::NotPermitted => "该处不再允许它",
        };
        format!("{place}无法保留 `{keyword}`：{why}")
    }
}

fn level(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "必选",
        Presence::Optional => "可选",
        Presence::Conditional => "特殊可选",
    }
}

fn limit(limit: Option<usize>) -> String {
    limit.map_or_else(|| "不限".to_owned(), |limit| format!(" {limit} 个字符"))
}

fn group(rule: GroupRule, members: &[String]) -> String {
    let rule = match rule {
        GroupRule::ExactlyOne => "必须且只能出现其中一个",
        GroupRule::AtLeastOne => "至少出现其中一个",
    };
    format!("{}（{rule}）", listed(members))
}

fn key(name: Option<&String>) -> &str {
    name.map_or("notify_id", String::as_str)
}
