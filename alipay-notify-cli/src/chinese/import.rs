//! What an import of a document page was not sure of.

use alipay_notify_import::{Doubt, Taken};

use super::{Localized, listed};

impl Localized for Doubt {
    #[expect(
        clippy::too_many_lines,
        reason = "one match, side by side with that of the library's words"
    )]
    fn chinese(&self) -> String {
        match self {
            Self::MsgMethodMissing => "公共请求参数和消息示例都没有给出 msg_method".to_owned(),
            Self::MsgMethodDiffers { table, sample } => {
                format!("消息示例属于 `{sample}`，公共请求参数却写着 `{table}`：以示例为准")
            }
            Self::MsgMethodCut { found } => {
                format!("页面到此中断：`{found}` 是完整的 msg_method 吗？")
            }
            Self::TitleMissing => "“通用场景”与“公共请求参数”之间没有文字：消息没有名称".to_owned(),
            Self::FieldsMissing => "页面上没有任何字段".to_owned(),
            Self::FieldsUnheaded => "缺少标题“消息属性”：从此处开始读取字段".to_owned(),
            Self::SampleMissing => {
                "页面结束时没有消息示例；如果页面被截断，最后一行也可能不完整".to_owned()
            }
            Self::SampleCut => {
                "页面在消息示例中间结束：示例未采用，但已有部分仍用于判断字段的归属".to_owned()
            }
            Self::SampleRepeated => "又一个消息示例，已跳过：以第一个为准".to_owned(),
            Self::SampleNotJson { syntax } => {
                format!("消息示例不是有效的 JSON，未采用：{}", syntax.chinese())
            }
            Self::SampleNotAnObject { found } => {
                format!("消息示例应为对象，实为{}，未采用", found.chinese())
            }
            Self::SampleRejected { violations } => {
                format!("消息示例不符合字段的定义，未采用：{}", violations.chinese())
            }
            Self::SampleTooDeep => "消息示例嵌套过深，schema 文件无法表达，未采用".to_owned(),
            Self::GroupMemberDropped { field, kept } => {
                format!("示例中 `{field}` 与 `{kept}` 并存，而两者只能出现一个：已去掉 `{field}`")
            }
            Self::MemberUndocumented { field } => {
                format!("消息示例中的 `{field}` 没有对应的字段说明")
            }
            Self::Stray { text } => format!("无法理解，已跳过：{text}"),
            Self::HeadIncomplete { text } => {
                format!("开头像是字段，但看不出是否必选和类型，已跳过：{text}")
            }
            Self::DescriptionUnmarked { field } => {
                format!("`{field}`：此处没有标注【描述】，按描述处理")
            }
            Self::ExampleUnmarked { field } => {
                format!("`{field}`：此处没有标注【示例值】，按示例值处理")
            }
            Self::SectionUnknown { field, section } => {
                format!("`{field}`：不认识【{section}】，已附加到描述之后")
            }
            Self::NameUnusual { field } => {
                format!("`{field}` 不全由 ASCII 字母、数字和 `_` 组成：这是报文中的字段名吗？")
            }
            Self::NameRepeated { field, first } => {
                format!("`{field}` 在第 {first} 行已有说明：跳过此处")
            }
            Self::LabelUnseparated { field, label } => {
                format!("字段名 `{field}` 与 `{label}` 连在一起，后者按名称处理")
            }
            Self::LabelOrType { field, label, written } => {
                format!(
                    "`{field}`：名称与类型连在一起，`{label}` 按名称处理，`{written}` 按类型处理"
                )
            }
            Self::LevelMissing { field } => {
                format!("`{field}` 没有标明必选、可选或特殊可选，也不属于任何一组，按可选处理")
            }
            Self::TypeMissing { field } => format!("`{field}` 没有类型，按字符串处理"),
            Self::TypeUnknown { field, written } => {
                format!("`{field}`：不认识类型 `{written}`，按字符串处理")
            }
            Self::TypeUncertain { field, written, taken } => {
                format!("`{field}`：类型 `{written}` 有多种可能，按{}处理", taken.chinese())
            }
            Self::TypeDiffers { field, written, taken } => {
                format!(
                    "`{field}` 的类型写的是 `{written}`，示例中却是{0}，按{0}处理",
                    taken.chinese()
                )
            }
            Self::LengthUnreadable { field, written } => {
                format!("`{field}`：`{written}` 不是有效的长度，已忽略")
            }
            Self::LengthIgnored { field, length } => {
                format!("`{field}` 不是文本，已忽略其长度 {length}")
            }
            Self::NestedByRule { field, members } => {
                format!(
                    "没有示例能说明 `{field}` 的结构，其后的字段按它的下级字段处理：{}",
                    listed(members)
                )
            }
            Self::PlaceUncertain { field, object } => {
                format!("示例中没有 `{field}`：按{}的下级字段处理，对吗？", place(object))
            }
            Self::PlaceAmbiguous { field, object, other } => {
                format!(
                    "`{field}` 按{}的下级字段处理，但示例中{}里也有",
                    place(object),
                    place(other)
                )
            }
            Self::PlaceBeyond { field, object, other } => {
                format!(
                    "示例中只有{}有 `{field}`，已归于后面的同名字段：此处按{}的下级字段处理",
                    place(other),
                    place(object)
                )
            }
            Self::MembersMissing { field } => format!("`{field}` 是对象，却没有说明任何下级字段"),
            Self::TooDeep { field } => {
                format!("`{field}` 嵌套过深，schema 文件无法表达，其下级字段归入外层对象")
            }
            Self::TooManyFields { field } => format!("跳过 `{field}`：所在对象的字段数已达上限"),
            Self::JsonInText { field } => {
                format!(
                    "`{field}`：示例中的文本本身是 JSON；如果总是如此，请加上 `contentMediaType`"
                )
            }
            Self::TextsTooDeep { field } => {
                format!("`{field}`：文本中的 JSON 层层嵌套，schema 文件无法表达，按任意 JSON 处理")
            }
            Self::GroupUnknown { text } => {
                format!("看不出这一组应出现几个字段，全部按可选处理：{text}")
            }
            Self::GroupSize { wanted, members } => {
                format!("这一组应有 {wanted} 个字段，实际由以下字段组成：{}", listed(members))
            }
            Self::GroupTooSmall { members } if members.is_empty() => {
                "其后没有未标明是否必选的字段，因此不成组".to_owned()
            }
            Self::GroupTooSmall { members } => {
                format!("其后只有一个未标明是否必选的字段，不成组：{}", listed(members))
            }
            Self::EnumSides { field, value, title } => {
                format!("`{field}`：`{value}` 按枚举值处理，`{title}` 按其名称处理：是否正好相反？")
            }
            Self::EnumLine { field, text } => {
                format!("`{field}`：不是“名称: 值”的形式，整行按枚举值处理：{text}")
            }
            Self::LimitTooShort { field, length, limit } => {
                format!(
                    "`{field}`：有的枚举值长 {length} 个字符，却最多允许 {limit} 个，长度上限按 {length} 处理"
                )
            }
            Self::EnumUndivided { field, text } => {
                format!("`{field}`：此处按一个枚举值处理，是否其实是多个？{text}")
            }
            Self::EnumRepeated { field, value } => {
                format!("`{field}`：枚举值 `{value}` 已列出过，跳过此处")
            }
            Self::EnumIgnored { field } => format!("`{field}` 不是文本，其枚举值已附加到描述之后"),
            Self::ExampleRejected { field, violations } => {
                format!("`{field}` 的示例值不符合自身的规则，未采用：{}", violations.chinese())
            }
            Self::ExampleNotJson { field } => format!("`{field}` 的示例值不是应有的 JSON，未采用"),
            Self::ExampleOfElement { field } => {
                format!("数组 `{field}` 的示例值不是数组，按其中一个元素处理")
            }
            _ => self.to_string(),
        }
    }
}

impl Localized for Taken {
    fn chinese(&self) -> String {
        match self {
            Self::String => "字符串".to_owned(),
            Self::JsonText => "内容为 JSON 的字符串".to_owned(),
            Self::Object => "对象".to_owned(),
            Self::Objects => "对象数组".to_owned(),
            _ => self.to_string(),
        }
    }
}

/// An object by its path, the content itself having none.
fn place(path: &str) -> String {
    if path.is_empty() { "消息内容本身".to_owned() } else { format!(" `{path}` ") }
}

#[cfg(test)]
mod tests {
    use alipay_notify_schema::{JsonType, Problem, Syntax, Violations};

    use super::super::assert_worded;
    use super::*;

    #[test]
    fn every_doubt_is_worded() {
        let mut violations = Violations::default();
        violations.push("shop_name", Problem::TooLong { actual: 3, limit: 2 });
        let text = || "shop_name".to_owned();
        let (field, members) = (text(), vec![text(), text()]);
        let doubts = [
            Doubt::MsgMethodMissing,
            Doubt::MsgMethodDiffers { table: text(), sample: text() },
            Doubt::MsgMethodCut { found: text() },
            Doubt::TitleMissing,
            Doubt::FieldsMissing,
            Doubt::FieldsUnheaded,
            Doubt::SampleMissing,
            Doubt::SampleCut,
            Doubt::SampleRepeated,
            Doubt::SampleNotJson { syntax: Syntax::TrailingComma },
            Doubt::SampleNotAnObject { found: JsonType::Array },
            Doubt::SampleRejected { violations: violations.clone() },
            Doubt::SampleTooDeep,
            Doubt::GroupMemberDropped { field: text(), kept: text() },
            Doubt::MemberUndocumented { field: text() },
            Doubt::Stray { text: text() },
            Doubt::HeadIncomplete { text: text() },
            Doubt::DescriptionUnmarked { field: text() },
            Doubt::ExampleUnmarked { field: text() },
            Doubt::SectionUnknown { field: text(), section: text() },
            Doubt::NameUnusual { field: text() },
            Doubt::NameRepeated { field: text(), first: 1 },
            Doubt::LabelUnseparated { field: text(), label: text() },
            Doubt::LabelOrType { field: text(), label: text(), written: text() },
            Doubt::LevelMissing { field: text() },
            Doubt::TypeMissing { field: text() },
            Doubt::TypeUnknown { field: text(), written: text() },
            Doubt::TypeUncertain { field: text(), written: text(), taken: Taken::Objects },
            Doubt::TypeDiffers { field: text(), written: text(), taken: Taken::JsonText },
            Doubt::LengthUnreadable { field: text(), written: text() },
            Doubt::LengthIgnored { field: text(), length: 1 },
            Doubt::NestedByRule { field: text(), members: members.clone() },
            Doubt::PlaceUncertain { field: text(), object: text() },
            Doubt::PlaceAmbiguous { field: text(), object: text(), other: String::new() },
            Doubt::PlaceBeyond { field: text(), object: text(), other: String::new() },
            Doubt::MembersMissing { field: text() },
            Doubt::TooDeep { field: text() },
            Doubt::TooManyFields { field: text() },
            Doubt::JsonInText { field: text() },
            Doubt::TextsTooDeep { field: text() },
            Doubt::GroupUnknown { text: text() },
            Doubt::GroupSize { wanted: 3, members: members.clone() },
            Doubt::GroupTooSmall { members: Vec::new() },
            Doubt::GroupTooSmall { members },
            Doubt::EnumSides { field: text(), value: text(), title: text() },
            Doubt::EnumLine { field: text(), text: text() },
            Doubt::LimitTooShort { field: text(), length: 9, limit: 8 },
            Doubt::EnumUndivided { field: text(), text: text() },
            Doubt::EnumRepeated { field: text(), value: text() },
            Doubt::EnumIgnored { field: text() },
            Doubt::ExampleRejected { field: text(), violations },
            Doubt::ExampleNotJson { field: text() },
            Doubt::ExampleOfElement { field },
        ];
        for doubt in &doubts {
            assert_worded(&[doubt]);
        }
    }
}
