//! What is wrong in a schema file.

use alipay_notify_schema::{
    Expected, Family, Format, KeyFault, META_SCHEMA, Malformed, Problem, SchemaError,
    SchemaProblem, Syntax, Violation,
};

use super::Localized;

impl Localized for SchemaError {
    fn chinese(&self) -> String {
        let Self { line, column, pointer, problem, .. } = self;
        let separator = if pointer.is_empty() { "" } else { "，" };
        format!("第 {line} 行第 {column} 列{separator}{pointer}：{}", problem.chinese())
    }
}

impl Localized for SchemaProblem {
    fn chinese(&self) -> String {
        match self {
            Self::Syntax { syntax } => format!("不是有效的 JSON：{}", syntax.chinese()),
            Self::UnknownKeyword { keyword, meant: Some(meant) } => {
                format!("不支持关键字 `{keyword}`；是否想用 `{meant}`？")
            }
            Self::UnknownKeyword { keyword, meant: None } => {
                format!("不支持关键字 `{keyword}`；自定义关键字请以 `x-` 开头")
            }
            Self::KeywordElsewhere { keyword } => {
                format!("关键字 `{keyword}` 不适用于此处，请删除")
            }
            Self::MissingKeyword { keyword } => format!("缺少 `{keyword}`"),
            Self::Expected { expected, found: None } => format!("此处应为{}", expected.chinese()),
            Self::Expected { expected, found: Some(found) } => {
                format!("此处应为{}，实为{}", expected.chinese(), found.chinese())
            }
            Self::UnknownField { name, meant: Some(meant) } => {
                format!("`{name}` 不在 properties 中；是否想用 `{meant}`？")
            }
            Self::UnknownField { name, meant: None } => format!("`{name}` 不在 properties 中"),
            Self::NotOptional { name } => {
                format!(
                    "`{name}` 已列为必选（required），不能再有条件地出现：请将其从 `required` 中删除"
                )
            }
            Self::TwoGroups { name } => format!("`{name}` 已属于另一组"),
            Self::NotAKey { name, fault: KeyFault::Kind } => {
                format!(
                    "`{name}` 不能作为幂等键，幂等键须是单个字符串（其内容不是 JSON）或单个整数：请标记其他字段"
                )
            }
            Self::NotAKey { name, fault: KeyFault::MayBeAbsent } => {
                format!(
                    "`{name}` 可能缺失，缺失时消息就没有幂等键：请将其加入 `required`，或标记其他字段"
                )
            }
            Self::SecondKey { first } => {
                format!("`{first}` 已是幂等键，一条消息只能有一个：请去掉其中一处标记")
            }
            Self::KeyElsewhere => {
                "幂等键只能是消息内容自身的字段：请在文件最外层的 `properties` 中标记".to_owned()
            }
            Self::RequiredTwice { name } => format!("`{name}` 重复列出"),
            Self::ValueTwice { value, first } if value == first => {
                format!("枚举值 `{value}` 重复列出")
            }
            Self::ValueTwice { value, first } => {
                format!("枚举值 `{first}` 与 `{value}` 仅大小写不同，而枚举值不区分大小写")
            }
            Self::ValueTooLong { actual, limit } => {
                format!("此枚举值有 {actual} 个字符，`maxLength` 只允许 {limit} 个")
            }
            Self::NoTypeToName => {
                "`x-alipay-type` 用于为枚举或对象生成的类型命名；此处两者都不是".to_owned()
            }
            Self::NotAParameter => {
                "表单参数都是文本：值为 JSON 的参数，请写作 `\"type\": \"string\"`、\
                 `\"contentMediaType\": \"application/json\"`，并以此作为它的 `contentSchema`"
                    .to_owned()
            }
            Self::TextsTooDeep { limit } => format!("文本中的 JSON 层层嵌套，超过 {limit} 层"),
            Self::Example { violation } => format!("示例不符合自身的定义：{}", breach(violation)),
            Self::UnreadableExample { malformed } => {
                format!("示例无法读取：{}", malformed.chinese())
            }
            Self::NoExample { violations } => {
                format!(
                    "无法为此对象生成示例，请为其字段补充符合规则的 `examples`：{}",
                    violations.chinese()
                )
            }
        }
    }
}

impl Localized for Malformed {
    fn chinese(&self) -> String {
        format!("第 {} 字节处不是有效的 JSON：{}", self.at() + 1, self.syntax().chinese())
    }
}

/// How an example breaks its schema: the place in it where there is one.
fn breach(violation: &Violation) -> String {
    match violation {
        Violation { problem: Problem::Group { .. }, .. } => violation.chinese(),
        Violation { path, problem, .. } if path.is_empty() => problem.chinese(),
        _ => violation.chinese(),
    }
}

impl Localized for Expected {
    fn chinese(&self) -> String {
        match self {
            Self::Type(expected) => return expected.chinese(),
            Self::Text(text) => return format!(" \"{text}\""),
            Self::MetaSchema => return format!("固定的 meta-schema \"{META_SCHEMA}\""),
            Self::SchemaId => {
                let id = |family: Family| format!("\"{}\" 加上 {family}", family.id_prefix());
                let [message, notify, service] = Family::ALL.map(id);
                return format!(" {message}、{notify} 或 {service}");
            }
            Self::Properties { limit } => return format!("最多 {limit} 个字段的对象"),
            Self::TypeName => {
                " string、integer、number、boolean、object，或（仅限字段）由它们组成的 array"
            }
            Self::Format => {
                let [yuan, time] = Format::ALL.map(Format::keyword);
                return format!(" \"{yuan}\" 或 \"{time}\"");
            }
            Self::PositiveInteger => "大于等于 1 的整数",
            Self::NonEmptyString => "非空字符串",
            Self::ObjectOrObjects => "对象或对象数组",
            Self::Values => "至少一个枚举值的数组",
            Self::Alternatives => "至少两个选项的数组",
            Self::OneName => "只含一个名称的数组",
            Self::True => " true：不是幂等键的字段请删除此关键字",
        }
        .to_owned()
    }
}

impl Localized for Syntax {
    fn chinese(&self) -> String {
        match self {
            Self::UnclosedArray => "数组尚未结束",
            Self::UnclosedObject => "对象尚未结束",
            Self::UnclosedString => "字符串尚未结束",
            Self::MissingValue => "文本到此为止，缺少值",
            Self::ExpectedColon => "此处应为 `:`",
            Self::ExpectedCommaOrBracket => "此处应为 `,` 或 `]`",
            Self::ExpectedCommaOrBrace => "此处应为 `,` 或 `}`",
            Self::UnknownWord => "此处应为 true、false 或 null",
            Self::ExpectedValue => "此处应为一个值",
            Self::InvalidEscape => "转义有误",
            Self::InvalidNumber => "数字有误",
            Self::NumberTooLong => "数字过长",
            Self::NotUnicode => "字符串含半个代理对，或不是 Unicode",
            Self::ControlCharacter => "字符串中含有未转义的控制字符",
            Self::ExpectedName => "此处应为双引号中的字段名",
            Self::TrailingComma => "末尾多了一个逗号",
            Self::TrailingText => "末尾多了内容",
            Self::TooDeep { limit } => return format!("嵌套超过 {limit} 层"),
            Self::NameTwice { name } => return format!("`{name}` 出现了不止一次"),
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use alipay_notify_schema::MessageSchema;

    use super::*;

    #[test]
    fn a_mistake_names_its_place() {
        let text = "{\n\"properties\": {\"a\": {}}}";
        let errors = MessageSchema::parse(text).expect_err("the file has mistakes");
        let shown: Vec<_> = errors.iter().map(Localized::chinese).collect();
        assert_eq!(
            shown,
            [
                "第 1 行第 1 列：缺少 `$schema`",
                "第 1 行第 1 列：缺少 `$id`",
                "第 1 行第 1 列：缺少 `type`",
                "第 2 行第 21 列，/properties/a：缺少 `type`",
            ]
        );
    }
}
