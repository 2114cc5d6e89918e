//! Warnings in English.

use std::fmt;

use super::{Doubt, Taken, Warning};

impl std::error::Error for Warning {}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.doubt)
    }
}

impl fmt::Display for Doubt {
    #[expect(
        clippy::too_many_lines,
        reason = "one match, so that the compiler sees that no doubt lacks its words"
    )]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MsgMethodMissing => {
                f.write_str("neither the common parameters nor the sample say which `msg_method` this is")
            }
            Self::MsgMethodDiffers { table, sample } => write!(
                f,
                "the sample is of the message `{sample}`, the common parameters name `{table}`: the sample's was taken"
            ),
            Self::MsgMethodCut { found } => {
                write!(f, "the page ends here: is `{found}` the whole name of the message?")
            }
            Self::TitleMissing => f.write_str("no text between 通用场景 and 公共请求参数: the message has no title"),
            Self::FieldsMissing => f.write_str("there is no field on this page"),
            Self::FieldsUnheaded => {
                f.write_str("the heading 消息属性 is missing: fields are read from here on")
            }
            Self::SampleMissing => f.write_str(
                "the page ends without a sample message; if it was cut short, its last line may be incomplete as well",
            ),
            Self::SampleCut => f.write_str("the page ends within the sample message, which was left out; what there is of it still shows where fields belong"),
            Self::SampleRepeated => f.write_str("another sample message, which was passed over: the first one is used"),
            Self::SampleNotJson { syntax } => {
                write!(f, "the sample message is not JSON, and was not used: {syntax}")
            }
            Self::SampleNotAnObject { found } => {
                write!(f, "the sample message is {found} instead of an object, and was not used")
            }
            Self::SampleRejected { violations } => {
                write!(f, "the sample message breaks what the fields say, and was left out: {violations}")
            }
            Self::SampleTooDeep => {
                f.write_str("the sample message is nested too deeply for a schema file, and was left out")
            }
            Self::GroupMemberDropped { field, kept } => {
                write!(f, "this example has `{field}` beside `{kept}`, of which only one may be there: `{field}` was dropped")
            }
            Self::MemberUndocumented { field } => {
                write!(f, "the sample message has `{field}`, which no field documents")
            }
            Self::Stray { text } => write!(f, "not understood, and passed over: {text}"),
            Self::HeadIncomplete { text } => {
                write!(f, "this begins like a field, but its level and type can't be read: it was passed over: {text}")
            }
            Self::DescriptionUnmarked { field } => {
                write!(f, "`{field}`: this was taken as the description, although no 【描述】 says so")
            }
            Self::ExampleUnmarked { field } => {
                write!(f, "`{field}`: this was taken as an example, although no 【示例值】 says so")
            }
            Self::SectionUnknown { field, section } => {
                write!(f, "`{field}`: 【{section}】 is not known, and was appended to the description")
            }
            Self::NameUnusual { field } => write!(
                f,
                "`{field}` is not made of ASCII letters, digits and `_` alone: is it the name on the wire?"
            ),
            Self::NameRepeated { field, first } => {
                write!(f, "`{field}` was documented on line {first} already: this one was passed over")
            }
            Self::LabelUnseparated { field, label } => {
                write!(f, "nothing separates the name `{field}` from `{label}`, which was taken as its label")
            }
            Self::LabelOrType { field, label, written } => write!(
                f,
                "`{field}`: nothing separates label and type: `{label}` was taken as the label, `{written}` as the type"
            ),
            Self::LevelMissing { field } => write!(
                f,
                "`{field}` is neither 必选 nor 可选 nor 特殊可选, and in no group: it was taken as optional"
            ),
            Self::TypeMissing { field } => write!(f, "`{field}` has no type: it was taken as a string"),
            Self::TypeUnknown { field, written } => {
                write!(f, "`{field}`: `{written}` is no known type: it was taken as a string")
            }
            Self::TypeUncertain { field, written, taken } => {
                write!(f, "`{field}`: a `{written}` may be written in several ways: it was taken as {taken}")
            }
            Self::TypeDiffers { field, written, taken } => {
                write!(f, "`{field}` is documented as `{written}`, but the sample shows {taken}, which was taken")
            }
            Self::LengthUnreadable { field, written } => {
                write!(f, "`{field}`: `{written}` is no length, and was passed over")
            }
            Self::LengthIgnored { field, length } => {
                write!(f, "`{field}` is no text: its length {length} was passed over")
            }
            Self::NestedByRule { field, members } => write!(
                f,
                "no sample shows what is in `{field}`: the fields that follow it were taken as its members: {}",
                members.join(", ")
            ),
            Self::PlaceUncertain { field, object } => write!(
                f,
                "the sample does not have `{field}`: is it in {}, as it was taken?",
                Place(object)
            ),
            Self::PlaceAmbiguous { field, object, other } => write!(
                f,
                "`{field}` was taken into {}, but the sample has it in {} as well",
                Place(object),
                Place(other)
            ),
            Self::PlaceBeyond { field, object, other } => write!(
                f,
                "the sample has `{field}` in {} only, which a later one of that name was taken for: is this one in {}, as it was taken?",
                Place(other),
                Place(object)
            ),
            Self::MembersMissing { field } => write!(f, "`{field}` is an object, and no member of it is documented"),
            Self::TooDeep { field } => write!(
                f,
                "`{field}` is nested more deeply than a schema file may be: its members were taken into the object around it"
            ),
            Self::TooManyFields { field } => write!(
                f,
                "`{field}` was passed over: its object has {} members already",
                alipay_notify_schema::ObjectSchema::MAX_FIELDS
            ),
            Self::TextsTooDeep { field } => write!(
                f,
                "`{field}`: JSON in texts that are in JSON in texts: deeper than a schema file may be, it was taken as any JSON"
            ),
            Self::JsonInText { field } => write!(
                f,
                "`{field}`: the sample's text is JSON itself: if it always is, it wants `contentMediaType`"
            ),
            Self::GroupUnknown { text } => {
                write!(f, "how many of this group's members must be there is not understood: all were taken as optional: {text}")
            }
            Self::GroupSize { wanted, members } => {
                write!(f, "this group should have {wanted} members, and was made of {}", members.join(", "))
            }
            Self::GroupTooSmall { members } if members.is_empty() => {
                f.write_str("no field without a level follows, so there is no group")
            }
            Self::GroupTooSmall { members } => {
                write!(f, "only one field without a level follows, which makes no group: {}", members.join(", "))
            }
            Self::EnumSides { field, value, title } => write!(
                f,
                "`{field}`: `{value}` was taken as the value and `{title}` as its label: is it the other way round?"
            ),
            Self::EnumLine { field, text } => {
                write!(f, "`{field}`: this is no pair of label and value, and was taken as a value: {text}")
            }
            Self::EnumUndivided { field, text } => {
                write!(f, "`{field}`: this was taken as one value: are they several?: {text}")
            }
            Self::EnumRepeated { field, value } => {
                write!(f, "`{field}`: the value `{value}` was there already, and was passed over")
            }
            Self::LimitTooShort { field, length, limit } => write!(
                f,
                "`{field}`: a value has {length} characters, where {limit} are permitted: {length} were taken as the limit"
            ),
            Self::EnumIgnored { field } => {
                write!(f, "`{field}` is no text, so its values were appended to the description")
            }
            Self::ExampleRejected { field, violations } => {
                write!(f, "an example of `{field}` breaks its own rules, and was left out: {violations}")
            }
            Self::ExampleNotJson { field } => {
                write!(f, "an example of `{field}` is not the JSON it should be, and was left out")
            }
            Self::ExampleOfElement { field } => {
                write!(f, "an example of the list `{field}` is no list, and was taken as its one element")
            }
        }
    }
}

/// An object by its path, the content itself having none.
struct Place<'a>(&'a str);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => f.write_str("the content itself"),
            path => write!(f, "`{path}`"),
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
