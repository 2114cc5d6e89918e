//! What an import was not sure of, and where.

use alipay_notify_schema::{Syntax, Violations};

/// Something on a page that was not read with certainty, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The line of the page, from 1.
    pub line: usize,
    /// The member concerned: the names of the objects that it is in and its own, joined by `.`.
    /// Empty for the message as a whole.
    pub path: String,
    /// What is doubtful there.
    pub doubt: Doubt,
}

/// What is doubtful on a page, and what was done about it.
///
/// The list is meant to be matched exhaustively, by whoever words it in another language: a new
/// doubt is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Neither the table of common parameters nor the sample says which message this is:
    /// `msg_method` is empty.
    MsgMethodMissing,
    /// The table and the sample name different messages. The sample's name was used.
    MsgMethodDiffers {
        /// The name in the table.
        table: String,
        /// The name in the sample.
        sample: String,
    },
    /// The page ends within the name of the message, so more of it may be missing.
    MsgMethodCut {
        /// What is there, which was used.
        found: String,
    },
    /// There is no text between 通用场景 and 公共请求参数: `title` is empty.
    TitleMissing,
    /// There is no field on the page.
    FieldsMissing,
    /// The heading 消息属性 is missing. Fields were read from this line on, the first one that
    /// reads like a field and is not a common parameter.
    FieldsUnheaded,
    /// The page ends before its sample message. Its last line may be incomplete as well.
    SampleMissing,
    /// The page ends within the sample message. What is there decided where fields belong, but did
    /// not become an example.
    SampleCut,
    /// Another sample message, which was ignored: the first one was used.
    SampleRepeated,
    /// The sample message is not JSON, from this line on. It was ignored.
    SampleNotJson {
        /// What is wrong with it.
        syntax: Syntax,
    },
    /// The sample message is not a JSON object. It was ignored.
    SampleNotAnObject,
    /// A line among the fields that is not part of one. It was ignored.
    NotUnderstood {
        /// The line.
        text: String,
    },
    /// A line that begins like a field and has no level or type that can be read. There is no such
    /// field in the schema, which is [incomplete](crate::Import::is_complete) without it.
    FieldUnread {
        /// The line.
        text: String,
    },
    /// Text without a heading was taken as the field's description.
    DescriptionUnmarked,
    /// Text without a heading was taken as the field's example.
    ExampleUnmarked,
    /// An unknown section 【…】, which was appended to the description.
    SectionUnknown {
        /// What is between the brackets.
        section: String,
    },
    /// A name that does not consist of ASCII letters, digits and `_`. The derive may reject it.
    NameUnusual,
    /// The object already has a field of this name. This one was ignored.
    NameRepeated {
        /// The line of the first one.
        first: usize,
    },
    /// Nothing separates the label from the name before it, or from the type after it.
    LabelUnclear {
        /// What was taken as the label.
        label: String,
    },
    /// The field has no level (必选, 可选, 特殊可选) and is not in a group. It was taken as
    /// optional.
    LevelMissing,
    /// The field has no type. It was taken as a string.
    TypeMissing,
    /// The type is unknown, or one that may be written in several ways.
    TypeUncertain {
        /// The type on the page.
        written: String,
        /// What the field was taken as.
        taken: Taken,
    },
    /// The sample shows something other than the type on the page.
    TypeDiffers {
        /// The type on the page.
        written: String,
        /// What the sample shows, and the field was taken as.
        taken: Taken,
    },
    /// A length that is not a number, or that of a field that is not a text. It was ignored.
    LengthIgnored {
        /// What is between the parentheses.
        length: String,
    },
    /// No sample shows what is in this object: the fields after it were taken as its members.
    NestedByRule {
        /// Their names.
        members: Vec<String>,
    },
    /// The sample does not settle that the field belongs where it was put.
    PlaceUncertain {
        /// Another object in which the sample has a member of this name; empty for the content
        /// itself.
        other: Option<String>,
    },
    /// An object of which no member is documented.
    MembersMissing,
    /// More than a schema file may hold, in number or in depth: a member that was left out, an
    /// object that was closed, JSON in a text that was taken as any JSON.
    TooLarge,
    /// The sample message has this member, and no field documents it.
    MemberUndocumented,
    /// The sample's text is itself JSON. The field was taken as a plain string; `contentMediaType`
    /// may be meant.
    JsonInText,
    /// The heading of a group whose rule is unknown. Its members were taken as optional.
    GroupUnknown {
        /// The heading.
        text: String,
    },
    /// More or fewer members follow a group's heading than it should have. With fewer than two,
    /// there is no group.
    GroupSize {
        /// How many it should have: what the heading says, or at least two.
        wanted: usize,
        /// How many there are.
        found: usize,
    },
    /// A pair of an enum, either side of which may be the value.
    EnumSides {
        /// What was taken as the value.
        value: String,
        /// What was taken as its label.
        title: String,
    },
    /// A line among an enum's values that is not a pair of label and value, or may be several. It
    /// was taken as one value.
    EnumLine {
        /// The line.
        text: String,
    },
    /// The values are listed in a sentence of the description, which was taken as the list of all.
    EnumInDescription,
    /// The enum already has this value, letter case aside. It was ignored.
    EnumRepeated {
        /// The value.
        value: String,
    },
    /// A list of values at a field that is not a plain text. It was appended to the description.
    EnumIgnored,
    /// A value of the enum, or what the members of JSON in a text come to, is longer than the field
    /// may be. The limit was raised to its length.
    LimitTooShort {
        /// The length of the value.
        length: usize,
        /// The limit on the page.
        limit: usize,
    },
    /// An example, or the sample message, breaks the rules on the page. It was left out.
    ExampleRejected {
        /// How it breaks them.
        violations: Violations,
    },
    /// An example of a field that takes JSON is not JSON, or is nested too deeply. It was left out.
    ExampleNotJson,
    /// An example of a list is not a list. It was taken as that of one element.
    ExampleOfElement,
    /// An example has several members of a group that permits one. This one was removed from it.
    GroupMemberDropped {
        /// The member that stayed.
        kept: String,
    },
}

impl Doubt {
    /// Whether something that is on the page, or should be, is not in the schema: a field, the
    /// sample, or the rest of a page that ends too early.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        matches!(
            self,
            Self::FieldUnread { .. }
                | Self::MsgMethodCut { .. }
                | Self::SampleMissing
                | Self::SampleCut
                | Self::SampleNotJson { .. }
                | Self::SampleNotAnObject
        )
    }
}

/// What a field was taken as where its type on the page did not settle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A string.
    String,
    /// A string that is itself JSON.
    JsonText,
    /// An object.
    Object,
    /// A list of objects.
    Objects,
}

/// Collects the warnings of one page.
#[derive(Debug, Default)]
pub(super) struct Warnings(Vec<Warning>);

impl Warnings {
    /// About a member.
    pub(super) fn push(&mut self, line: usize, path: &str, doubt: Doubt) {
        self.0.push(Warning { line, path: path.to_owned(), doubt });
    }

    /// About the message as a whole.
    pub(super) fn message(&mut self, line: usize, doubt: Doubt) {
        self.push(line, "", doubt);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn tell_of_loss(&self) -> bool {
        self.0.iter().any(|warning| warning.doubt.is_loss())
    }

    pub(super) fn in_order(mut self) -> Vec<Warning> {
        self.0.sort_by_key(|warning| warning.line);
        self.0
    }
}
