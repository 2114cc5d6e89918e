//! The families of what Alipay sends.

use std::fmt;

/// What kind of thing Alipay sends: by which parameter of its form it is named, and where its
/// members are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// A message (消息服务), named by `msg_method`. Its members are those of the JSON in
    /// `biz_content`.
    Message,
    /// A notification (异步通知), such as that of a payment, named by `notify_type`. Its members
    /// are the parameters of the form; where one of them is `biz_content`, that is a text which is
    /// JSON.
    Notify,
    /// What a service of Alipay pushes, such as risks, named by `service`. Its members are the
    /// parameters of the form.
    Service,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Message, Self::Notify, Self::Service];

    /// The parameter that holds the name.
    #[must_use]
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Message => "msg_method",
            Self::Notify => "notify_type",
            Self::Service => "service",
        }
    }

    /// What the `$id` of a schema file begins with; the name follows.
    #[must_use]
    pub const fn id_prefix(self) -> &'static str {
        match self {
            Self::Message => "urn:alipay:message:",
            Self::Notify => "urn:alipay:notify:",
            Self::Service => "urn:alipay:service:",
        }
    }

    /// The `$id` of the schema with this name.
    #[must_use]
    pub fn id(self, name: &str) -> String {
        format!("{}{name}", self.id_prefix())
    }

    /// The family and the name that an `$id` gives, if it is one.
    #[must_use]
    pub fn of_id(id: &str) -> Option<(Self, &str)> {
        let named = |family: Self| Some((family, id.strip_prefix(family.id_prefix())?));
        Self::ALL.into_iter().find_map(named).filter(|(_, name)| !name.is_empty())
    }

    /// Whether the members are parameters of the form, each of which is a text.
    #[must_use]
    pub const fn is_flat(self) -> bool {
        match self {
            Self::Message => false,
            Self::Notify | Self::Service => true,
        }
    }
}

/// The parameter that holds the name.
impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.parameter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_gives_the_family_and_the_name() {
        for family in Family::ALL {
            assert_eq!(Family::of_id(&family.id("a.b")), Some((family, "a.b")));
            assert_eq!(Family::of_id(family.id_prefix()), None);
        }
        assert_eq!(Family::of_id("urn:alipay:x:a"), None);
    }
}
