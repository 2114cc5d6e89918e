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

#[cfg(test)]
mod tests {
    use super::super::assert_worded;
    use super::*;

    #[test]
    fn every_change_is_worded() {
        let text = || "shop_name".to_owned();
        let members = || vec![text(), text()];
        let differences = [
            Difference::Added { presence: Presence::Required },
            Difference::Removed,
            Difference::Presence { from: Presence::Conditional, to: Presence::Optional },
            Difference::Type,
            Difference::Length { from: Some(1), to: Some(2) },
            Difference::Length { from: Some(1), to: None },
            Difference::ValueAdded { value: text() },
            Difference::ValueRemoved { value: text() },
            Difference::GroupAdded { rule: GroupRule::AtLeastOne, members: members() },
            Difference::GroupRemoved { rule: GroupRule::ExactlyOne, members: members() },
            Difference::IdempotencyKey { from: None, to: Some(text()) },
            Difference::TypeName,
            Difference::Label,
            Difference::Description,
            Difference::Examples,
            Difference::Order,
        ];
        for difference in differences {
            assert_worded(&[
                &difference,
                &Change { path: "a.b".to_owned(), difference: difference.clone() },
            ]);
        }
        assert_worded(&[&Effect::Compatible, &Effect::Stricter, &Effect::Breaking]);
    }

    #[test]
    fn every_loss_is_worded() {
        for reason in [Reason::Gone, Reason::NotPermitted] {
            assert_worded(&[&Loss {
                path: "a.b".to_owned(),
                keyword: "x-note".to_owned(),
                reason,
            }]);
        }
    }
}
