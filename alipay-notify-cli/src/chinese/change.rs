//! What is new in a specification, and what could not be kept of an older file.

use alipay_notify_import::changes::{Change, Difference, Effect, Held, Members, Shape};
use alipay_notify_import::update::{Loss, Reason};
use alipay_notify_schema::{GroupRule, KeyFault, Presence};

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
            Self::Longer { from, to: Some(to) } => {
                format!("长度上限放宽：最多 {to} 个字符，原为 {from} 个")
            }
            Self::Longer { from, to: None } => format!("长度上限取消，原为最多 {from} 个字符"),
            Self::Shorter { from: Some(from), to } => {
                format!("长度上限收紧：最多 {to} 个字符，原为 {from} 个")
            }
            Self::Shorter { from: None, to } => {
                format!("长度上限收紧：最多 {to} 个字符，原来不限制")
            }
            Self::Presence { from, to } => format!("{}，原为{}", level(*to), level(*from)),
            Self::Type { from, to } => format!("{}，原为{}", to.chinese(), from.chinese()),
            Self::ValueAdded { value } => format!("新增枚举值 `{value}`"),
            Self::ValueRemoved { value } => format!("删除枚举值 `{value}`"),
            Self::ValueRelabelled { value, from, to } => {
                format!("枚举值 `{value}` 的名称为{}，原为{}", label(to), label(from))
            }
            Self::ValuesReordered => "枚举值的顺序有变".to_owned(),
            Self::GroupAdded { group } => format!("新增一组：{}", group.chinese()),
            Self::GroupRemoved { group } => format!("删除一组：{}", group.chinese()),
            Self::Group { from, to } => format!("组改为 {}，原为 {}", to.chinese(), from.chinese()),
            Self::GroupsReordered => "各组的顺序有变".to_owned(),
            Self::Reordered => "字段的顺序有变".to_owned(),
            Self::IdempotencyKey { from, to } => {
                let key =
                    |name: &Option<String>| name.clone().unwrap_or_else(|| "notify_id".to_owned());
                format!(
                    "幂等键为 `{}`，原为 `{}`：此前收到过的消息不再视为已收到",
                    key(to),
                    key(from)
                )
            }
            Self::TypeName { from, to } => {
                format!("类型名为 {}，原为 {}", type_name(to), type_name(from))
            }
            Self::Label { from, to } => format!("名称为{}，原为{}", label(to), label(from)),
            Self::Description => "描述有变".to_owned(),
            Self::Examples => "示例有变".to_owned(),
            _ => self.to_string(),
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

impl Localized for Members {
    fn chinese(&self) -> String {
        let rule = match self.rule {
            GroupRule::ExactlyOne => "必须且只能出现其中一个",
            GroupRule::AtLeastOne => "至少出现其中一个",
        };
        format!("{}（{rule}）", listed(&self.names))
    }
}

impl Localized for Shape {
    fn chinese(&self) -> String {
        let held = match self.held {
            Held::Text => "字符串",
            Held::Listed => "枚举",
            Held::Json => "内容为 JSON 的字符串",
            Held::JsonObject => "内容为 JSON 对象的字符串",
            Held::JsonList => "内容为 JSON 数组的字符串",
            Held::Integer => "整数",
            Held::Number => "数字",
            Held::Boolean => "布尔值",
            Held::Object => "对象",
            _ => return self.to_string(),
        };
        if self.repeated { format!("{held}的数组") } else { held.to_owned() }
    }
}

impl Localized for Loss {
    fn chinese(&self) -> String {
        let Self { path, keyword, reason } = self;
        let place = if path.is_empty() { String::new() } else { format!("`{path}`：") };
        let why = match reason {
            Reason::Gone => "它所在的位置已不存在",
            Reason::NoType => "该字段不再生成类型",
            Reason::NoKey(KeyFault::Kind) => "该字段不再是单个字符串或整数",
            Reason::NoKey(KeyFault::MayBeAbsent) => "该字段现在可能缺失",
            Reason::NoText => "该字段不再是普通字符串",
            Reason::Example => {
                return format!("{place}页面上的一个示例与文件中的关键字不符，未采用");
            }
            _ => return self.to_string(),
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

fn label(label: &str) -> String {
    if label.is_empty() { "空".to_owned() } else { format!("“{label}”") }
}

fn type_name(name: &str) -> String {
    if name.is_empty() { "由字段名生成".to_owned() } else { format!("`{name}`") }
}

#[cfg(test)]
mod tests {
    use super::super::assert_worded;
    use super::*;

    #[test]
    fn every_change_is_worded() {
        let text = || "shop_name".to_owned();
        let shape = |held| Shape { repeated: true, held };
        let group = || Members {
            rule: GroupRule::AtLeastOne,
            names: vec![text(), text()],
            are_texts: true,
        };
        let held = [
            Held::Text,
            Held::Listed,
            Held::Json,
            Held::JsonObject,
            Held::JsonList,
            Held::Integer,
            Held::Number,
        ];
        let types =
            held.map(|held| Difference::Type { from: shape(Held::Boolean), to: shape(held) });
        let differences = [
            Difference::Added { presence: Presence::Required },
            Difference::Removed,
            Difference::Longer { from: 1, to: Some(2) },
            Difference::Longer { from: 1, to: None },
            Difference::Shorter { from: Some(2), to: 1 },
            Difference::Shorter { from: None, to: 1 },
            Difference::Presence { from: Presence::Conditional, to: Presence::Optional },
            Difference::ValueAdded { value: text() },
            Difference::ValueRemoved { value: text() },
            Difference::ValueRelabelled { value: text(), from: text(), to: String::new() },
            Difference::ValuesReordered,
            Difference::GroupAdded { group: group() },
            Difference::GroupRemoved { group: group() },
            Difference::Group {
                from: group(),
                to: Members { rule: GroupRule::ExactlyOne, ..group() },
            },
            Difference::GroupsReordered,
            Difference::Reordered,
            Difference::IdempotencyKey { from: None, to: Some(text()) },
            Difference::TypeName { from: String::new(), to: text() },
            Difference::Label { from: text(), to: String::new() },
            Difference::Description,
            Difference::Examples,
        ];
        for difference in differences.into_iter().chain(types) {
            assert_worded(&[
                &difference,
                &Change { path: "a.b".to_owned(), difference: difference.clone() },
            ]);
        }
        assert_worded(&[&Effect::Compatible, &Effect::Stricter, &Effect::Breaking]);
    }

    #[test]
    fn every_loss_is_worded() {
        let reasons = [
            Reason::Gone,
            Reason::NoType,
            Reason::NoKey(KeyFault::Kind),
            Reason::NoKey(KeyFault::MayBeAbsent),
            Reason::NoText,
            Reason::Example,
        ];
        for reason in reasons {
            assert_worded(&[&Loss {
                path: "a.b".to_owned(),
                keyword: "x-note".to_owned(),
                reason,
            }]);
        }
    }
}
