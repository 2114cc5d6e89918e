//! Warnings in English.

use std::fmt;

use super::{Doubt, Taken, Warning};

impl std::error::Error for Warning {}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if !self.path.is_empty() {
            write!(f, "`{}`: ", self.path)?;
        }
        write!(f, "{}", self.doubt)
    }
}

impl fmt::Display for Doubt {
    #[expect(
        clippy::too_many_lines,
        reason = "one match, so that the compiler sees that each doubt has its words"
    )]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MsgMethodMissing => f.write_str(
                "neither the common parameters nor the sample say which `msg_method` this is",
            ),
            Self::MsgMethodDiffers { table, sample } => write!(
                f,
                "the sample is of the message `{sample}`, which was used; the common parameters \
                 name `{table}`"
            ),
            Self::MsgMethodCut { found } => {
                write!(f, "the page ends here: is `{found}` the whole name of the message?")
            }
            Self::TitleMissing => f.write_str(
                "no text between 通用场景 and 公共请求参数, so the message has no title",
            ),
            Self::FieldsMissing => f.write_str("there is no field on this page"),
            Self::FieldsUnheaded => {
                f.write_str("the heading 消息属性 is missing: fields were read from here on")
            }
            Self::SampleMissing => f.write_str(
                "the page ends without a sample message; if it was cut off, its last line may be \
                 incomplete as well",
            ),
            Self::SampleCut => f.write_str(
                "the page ends within the sample message, which was left out; what is there still \
                 shows where fields belong",
            ),
            Self::SampleRepeated => {
                f.write_str("another sample message, which was ignored: the first one is used")
            }
            Self::SampleNotJson { syntax } => {
                write!(f, "the sample message is not JSON, and was ignored: {syntax}")
            }
            Self::SampleNotAnObject => {
                f.write_str("the sample message is not a JSON object, and was ignored")
            }
            Self::NotUnderstood { text } => write!(f, "not understood, and ignored: {text}"),
            Self::FieldUnread { text } => {
                write!(f, "reads like a field, but its type or level can't be read: {text}")
            }
            Self::DescriptionUnmarked => {
                f.write_str("taken as the description, although not marked 【描述】")
            }
            Self::ExampleUnmarked => {
                f.write_str("taken as an example, although not marked 【示例值】")
            }
            Self::SectionUnknown { section } => {
                write!(f, "【{section}】 is unknown, and was appended to the description")
            }
            Self::NameUnusual => {
                f.write_str("not only ASCII letters, digits and `_`: is this the name on the wire?")
            }
            Self::NameRepeated { first } => {
                write!(f, "already documented on line {first}; this one was ignored")
            }
            Self::LabelUnclear { label } => write!(
                f,
                "`{label}` was taken as the label, which nothing separates from the name or the \
                 type"
            ),
            Self::LevelMissing => f.write_str(
                "neither 必选 nor 可选 nor 特殊可选, and not in a group: taken as optional",
            ),
            Self::TypeMissing => f.write_str("no type: taken as a string"),
            Self::TypeUncertain { written, taken } => {
                write!(f, "the type `{written}` does not settle it: taken as {taken}")
            }
            Self::TypeDiffers { written, taken } => {
                write!(f, "the type is `{written}`, but the sample shows {taken}, which was used")
            }
            Self::LengthIgnored { length } => {
                write!(f, "the length `{length}` was ignored: not a number, or not of a text")
            }
            Self::NestedByRule { members } => write!(
                f,
                "no sample shows what is in it: the fields after it were taken as its members: {}",
                members.join(", ")
            ),
            Self::PlaceUncertain { other: None } => {
                f.write_str("does it belong here? The sample does not have it")
            }
            Self::PlaceUncertain { other: Some(other) } if other.is_empty() => {
                f.write_str("does it belong here? The sample has one outside of every object")
            }
            Self::PlaceUncertain { other: Some(other) } => {
                write!(f, "does it belong here? The sample has one in `{other}`")
            }
            Self::MembersMissing => f.write_str("an object without any documented member"),
            Self::TooLarge => f.write_str(
                "more members or levels than a schema file may have: left out or simplified",
            ),
            Self::MemberUndocumented => {
                f.write_str("in the sample message, but no field documents it")
            }
            Self::JsonInText => f.write_str(
                "the sample's text is itself JSON: if it always is, add `contentMediaType`",
            ),
            Self::GroupUnknown { text } => write!(
                f,
                "this does not say how many of the group must be present: all were taken as \
                 optional: {text}"
            ),
            Self::GroupSize { wanted, found } => {
                write!(f, "this group should have {wanted} members, and has {found}")?;
                if *found < 2 { f.write_str(": there is no such group") } else { Ok(()) }
            }
            Self::EnumSides { value, title } => write!(
                f,
                "`{value}` was taken as the value and `{title}` as its label: is it the other way \
                 round?"
            ),
            Self::EnumLine { text } => write!(f, "taken as one value: {text}"),
            Self::EnumInDescription => {
                f.write_str("the values are those that the description mentions: are these all?")
            }
            Self::EnumRepeated { value } => {
                write!(f, "the value `{value}` is already listed, and was ignored")
            }
            Self::EnumIgnored => {
                f.write_str("not a plain text, so its values were appended to the description")
            }
            Self::LimitTooShort { length, limit } => write!(
                f,
                "a value has {length} characters, and the limit of {limit} was raised to that"
            ),
            Self::ExampleRejected { violations } => {
                write!(
                    f,
                    "this example breaks the rules on the page, and was left out: {violations}"
                )
            }
            Self::ExampleNotJson => {
                f.write_str("this example is not the JSON that it should be, and was left out")
            }
            Self::ExampleOfElement => {
                f.write_str("this example is not a list, and was taken as that of one element")
            }
            Self::GroupMemberDropped { kept } => write!(
                f,
                "removed from this example, which has `{kept}` as well: only one may be present"
            ),
        }
    }
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "a string",
            Self::JsonText => "a string that is JSON",
            Self::Object => "an object",
            Self::Objects => "a list of objects",
        })
    }
}
