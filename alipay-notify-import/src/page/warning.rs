//! What an import was not sure of, and where.

use alipay_notify_schema::Violations;
use alipay_notify_schema::json::{JsonType, Syntax};

/// Something on a page that was not read with certainty, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The line of the page, from 1.
    pub line: usize,
    /// What is doubtful there.
    pub doubt: Doubt,
}

/// What is doubtful on a page, and what was done about it.
///
/// Fields are named by their path in the content: the names of the objects that they are in, joined
/// by `.`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// Neither the table of common parameters nor the sample says which message this is:
    /// `msg_method` is empty.
    MsgMethodMissing,
    /// The table and the sample name different messages. The sample's was taken.
    MsgMethodDiffers {
        /// The name in the table.
        table: String,
        /// The name in the sample.
        sample: String,
    },
    /// The page ends in the name of the message, so that more of it may be missing. What is there
    /// was taken.
    MsgMethodCut {
        /// What is there.
        found: String,
    },
    /// There is no text between 通用场景 and 公共请求参数: `title` is empty.
    TitleMissing,
    /// There is not one field on the page.
    FieldsMissing,
    /// The heading 消息属性 is missing. Fields were read from here on, where the first line reads
    /// like one that is no common parameter.
    FieldsUnheaded,
    /// There is no sample message: the page ends before it. Its last line may be incomplete as
    /// well.
    SampleMissing,
    /// The page ends within the sample message. What there is of it decided where fields belong,
    /// but it is no example.
    SampleCut,
    /// Another sample message. The first one was used, and this one was passed over.
    SampleRepeated,
    /// The sample message is not JSON, and was not used.
    SampleNotJson {
        /// What is wrong with it.
        syntax: Syntax,
    },
    /// The sample message is not an object, and was not used.
    SampleNotAnObject {
        /// What it is.
        found: JsonType,
    },
    /// The sample message breaks the schema that the page's fields make. It was left out of the
    /// examples.
    SampleRejected {
        /// How it breaks the schema.
        violations: Violations,
    },
    /// The sample message is nested too deeply for a schema file. It was left out of the examples.
    SampleTooDeep,
    /// An example has several members of a group that permits one. This one was dropped from it.
    GroupMemberDropped {
        /// The member that was dropped.
        field: String,
        /// The member that was kept.
        kept: String,
    },
    /// The sample message has a member that no field documents.
    MemberUndocumented {
        /// The member.
        field: String,
    },
    /// A line among the fields that is no part of one. It was passed over.
    Stray {
        /// The line.
        text: String,
    },
    /// A line that begins like a field, whose level and type are missing or can't be read. It was
    /// passed over, and so was what belongs to it.
    HeadIncomplete {
        /// The line.
        text: String,
    },
    /// A cell without a heading was taken as a field's description.
    DescriptionUnmarked {
        /// The field.
        field: String,
    },
    /// A cell without a heading was taken as a field's example.
    ExampleUnmarked {
        /// The field.
        field: String,
    },
    /// A section 【…】 that is not known. It was appended to the description.
    SectionUnknown {
        /// The field.
        field: String,
        /// What stands between the brackets.
        section: String,
    },
    /// A name that is not made of ASCII letters, digits and `_` alone. The derive may refuse it.
    NameUnusual {
        /// The field.
        field: String,
    },
    /// A name that its object has already. The second field was passed over.
    NameRepeated {
        /// The field.
        field: String,
        /// The line of the first.
        first: usize,
    },
    /// Name and label are not separated. What follows the ASCII characters was taken as the label.
    LabelUnseparated {
        /// The field.
        field: String,
        /// The label.
        label: String,
    },
    /// Label and type are not separated by a level, and the type is not a known one. What ASCII
    /// characters there are at the end were taken as the type.
    LabelOrType {
        /// The field.
        field: String,
        /// The label.
        label: String,
        /// The type.
        written: String,
    },
    /// A field with no level (必选, 可选, 特殊可选) that is in no group. It was taken as optional.
    LevelMissing {
        /// The field.
        field: String,
    },
    /// A field without a type. It was taken as a string.
    TypeMissing {
        /// The field.
        field: String,
    },
    /// A type that is not known. The field was taken as a string.
    TypeUnknown {
        /// The field.
        field: String,
        /// The type.
        written: String,
    },
    /// A type that may be written in several ways, such as `price`, without a sample that shows a
    /// text. The field was taken as what `taken` says.
    TypeUncertain {
        /// The field.
        field: String,
        /// The type.
        written: String,
        /// What it was taken as.
        taken: Taken,
    },
    /// The sample shows another type than the field is documented with. The field was taken as what
    /// `taken` says.
    TypeDiffers {
        /// The field.
        field: String,
        /// The type that is documented.
        written: String,
        /// What it was taken as.
        taken: Taken,
    },
    /// A length that is no whole number from 1. It was passed over.
    LengthUnreadable {
        /// The field.
        field: String,
        /// The length.
        written: String,
    },
    /// A length on a field that is no text, where the dialect has none. It was passed over.
    LengthIgnored {
        /// The field.
        field: String,
        /// The length.
        length: usize,
    },
    /// An object that the sample does not show. By the rule for such pages these fields were taken
    /// as its members.
    NestedByRule {
        /// The object.
        field: String,
        /// The names of its members.
        members: Vec<String>,
    },
    /// The sample does not have this field, and the fields before and behind it are not in the same
    /// object, so it may belong to either. It was taken into `object`.
    PlaceUncertain {
        /// The name of the field.
        field: String,
        /// The object; empty for the content itself.
        object: String,
    },
    /// The sample has a member of this name in two objects that the field may belong to. It was
    /// taken into `object`.
    PlaceAmbiguous {
        /// The name of the field.
        field: String,
        /// The object that it was taken into; empty for the content itself.
        object: String,
        /// The other one; empty for the content itself.
        other: String,
    },
    /// The sample does not have this field in `object`, but in `other`, where a later field of the
    /// same name belongs. It was taken into `object`.
    PlaceBeyond {
        /// The name of the field.
        field: String,
        /// The object that it was taken into.
        object: String,
        /// The other one; empty for the content itself.
        other: String,
    },
    /// An object of which no member is documented.
    MembersMissing {
        /// The object.
        field: String,
    },
    /// An object that is nested more deeply than schema files are. Its members were taken into the
    /// object it is in.
    TooDeep {
        /// The object.
        field: String,
    },
    /// An object has more fields than the dialect permits. This one was passed over.
    TooManyFields {
        /// The field.
        field: String,
    },
    /// JSON in a text, with more levels of such texts in it than the dialect has. It was taken as
    /// any JSON.
    TextsTooDeep {
        /// The field.
        field: String,
    },
    /// The sample's text in this field is JSON. The field was taken as a plain string:
    /// `contentMediaType` may be meant.
    JsonInText {
        /// The field.
        field: String,
    },
    /// The heading of a group whose rule is not known. Its members were taken as optional.
    GroupUnknown {
        /// The heading.
        text: String,
    },
    /// A group of more or fewer members than its heading says. The group was made of these.
    GroupSize {
        /// How many the heading says.
        wanted: usize,
        /// The names of those that follow it.
        members: Vec<String>,
    },
    /// A group of fewer than two members, which is no group.
    GroupTooSmall {
        /// The names of those that follow its heading.
        members: Vec<String>,
    },
    /// A value of an enum where either side of the colon may be the value and the other one its
    /// label.
    EnumSides {
        /// The field.
        field: String,
        /// What was taken as the value.
        value: String,
        /// What was taken as its label.
        title: String,
    },
    /// A line among an enum's values that is no pair of label and value. It was taken as a value as
    /// a whole.
    EnumLine {
        /// The field.
        field: String,
        /// The line.
        text: String,
    },
    /// A value that its enum has already, letter case aside. It was passed over.
    EnumRepeated {
        /// The field.
        field: String,
        /// The value.
        value: String,
    },
    /// A line among an enum's values that may hold several of them. It was taken as one.
    EnumUndivided {
        /// The field.
        field: String,
        /// The line.
        text: String,
    },
    /// A value of an enum, or what the members of JSON in a text come to, is longer than its field
    /// may be. The limit was raised to its length.
    LimitTooShort {
        /// The field.
        field: String,
        /// The length of the value.
        length: usize,
        /// The documented limit.
        limit: usize,
    },
    /// A list of values at a field that is no text, where the dialect has none. It was appended to
    /// the description.
    EnumIgnored {
        /// The field.
        field: String,
    },
    /// An example that breaks the rules of its own field. It was left out.
    ExampleRejected {
        /// The field.
        field: String,
        /// How it breaks them.
        violations: Violations,
    },
    /// An example of a field that takes JSON is none. It was left out.
    ExampleNotJson {
        /// The field.
        field: String,
    },
    /// An example of a list is no list. It was taken as that of one element.
    ExampleOfElement {
        /// The field.
        field: String,
    },
}

/// What a field was taken as where its documented type did not settle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Taken {
    /// A string.
    String,
    /// A string that is JSON itself.
    JsonText,
    /// An object.
    Object,
    /// A list of objects.
    Objects,
}
