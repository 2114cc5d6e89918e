//! How a message breaks its specification.

use alipay_notify_schema::{GroupRule, JsonType, Problem, Violation, Violations};

use super::{Localized, listed};

impl Localized for Problem {
    fn chinese(&self) -> String {
        match self {
            Self::Missing => "必选，但缺失".to_owned(),
            Self::Repeated => "出现了不止一次".to_owned(),
            Self::TooLong { actual, limit } => format!("{actual} 个字符，最多 {limit} 个"),
            Self::NotPermitted { permitted } => format!("不是 {} 之一", listed(permitted)),
            Self::WrongType { expected, found } => {
                format!("应为{}，实为{}", expected.chinese(), found.chinese())
            }
            Self::Group { rule, members, present } => {
                let wanted = match rule {
                    GroupRule::ExactlyOne => "必须且只能出现其中一个",
                    GroupRule::AtLeastOne => "至少出现其中一个",
                };
                let found = match (present, members.len()) {
                    (0, _) => "一个也没有".to_owned(),
                    (2, 2) => "两个都有".to_owned(),
                    (present, _) => format!("有 {present} 个"),
                };
                format!("{wanted}，实际{found}")
            }
            Self::TooDeep { limit } => format!("嵌套超过 {limit} 层"),
            Self::NotJson => "应为 JSON 文本".to_owned(),
            Self::NotYuan => "不是金额（单位：元，最多两位小数）".to_owned(),
            Self::NotBeijingTime => "不是 yyyy-MM-dd HH:mm:ss 格式的时间".to_owned(),
            Self::OutOfRange => "数值超出字段的取值范围".to_owned(),
            Self::OtherMethod { expected } => format!("是另一种消息，应为 {expected}"),
            Self::NotMilliseconds => "不是毫秒时间戳".to_owned(),
        }
    }
}

impl Localized for Violation {
    fn chinese(&self) -> String {
        let place = match (&self.problem, self.path.as_str()) {
            (Problem::Group { members, .. }, "") => listed(members),
            (Problem::Group { members, .. }, path) => format!("{path}.{{{}}}", listed(members)),
            (_, "") => "biz_content".to_owned(),
            (_, path) => path.to_owned(),
        };
        format!("{place}：{}", self.problem.chinese())
    }
}

impl Localized for Violations {
    fn chinese(&self) -> String {
        let all: Vec<_> = self.iter().map(Localized::chinese).collect();
        let more = match self.omitted() {
            0 => String::new(),
            omitted => format!("；另有 {omitted} 处"),
        };
        all.join("；") + &more
    }
}

impl Localized for JsonType {
    fn chinese(&self) -> String {
        match self {
            Self::Null => " null",
            Self::Boolean => "布尔值",
            Self::Number => "数字",
            Self::Integer => "整数",
            Self::Fraction => "小数",
            Self::String => "字符串",
            Self::Array => "数组",
            Self::Object => "对象",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_names_its_place() {
        let mut violations = Violations::default();
        violations.push("reason", Problem::TooLong { actual: 257, limit: 256 });
        violations.push("", Problem::NotJson);
        assert_eq!(
            violations.chinese(),
            "reason：257 个字符，最多 256 个；biz_content：应为 JSON 文本"
        );
    }
}
