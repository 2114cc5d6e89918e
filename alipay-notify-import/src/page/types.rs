//! The words for types and levels.

use super::lines::{CLOSING, OPENING};
use alipay_notify_schema::Presence;

/// The type of a field as its page writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Type {
    /// Its name, without length.
    pub(super) written: String,
    pub(super) base: Base,
    pub(super) is_list: bool,
    pub(super) length: Length,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Text,
    /// Something that the documents have a word for, and that travels as a text in the messages
    /// that are known.
    Textual,
    Json,
    Integer,
    Number,
    Boolean,
    Object,
    /// A name of the document's own: mostly that of an object.
    Own,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Length {
    None,
    Of(usize),
    Unreadable(String),
}

/// The words for types, in any letter case.
const KNOWN: [(Base, &str); 7] = [
    (Base::Text, "string str text char varchar enum"),
    (Base::Textual, "price money amount date datetime time timestamp localdate localdatetime url"),
    (Base::Json, "json jsonstring"),
    (Base::Integer, "integer int long short bigint"),
    (Base::Number, "number float double decimal bigdecimal"),
    (Base::Boolean, "boolean bool"),
    (Base::Object, "object map array list"),
];

impl Type {
    /// Reads `string(32)`, `string[0,64]`, `ProductStatusInfo[]`, `list<string>`: the whole of
    /// `text`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace(OPENING, "(").replace(CLOSING, ")");
        let end = text.find(|ch: char| !(ch.is_ascii_alphanumeric() || "_.".contains(ch)));
        let (name, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return None;
        }
        let lower = name.to_ascii_lowercase();
        let is_list = ["array", "list"].contains(&&*lower);
        let after = match rest.trim_start().strip_prefix('<') {
            Some(inner) if is_list => {
                let (element, after) = inner.rsplit_once('>')?;
                return Self::parse(element)?.listed().suffixed(after);
            }
            Some(inner) => inner.rsplit_once('>')?.1,
            None => rest,
        };
        let known = KNOWN.iter().find(|(_, words)| words.split(' ').any(|word| word == lower));
        let base = known.map_or(Base::Own, |(base, _)| *base);
        Self { written: name.to_owned(), base, is_list, length: Length::None }.suffixed(after)
    }

    /// With what follows the name: lengths, ranges, and the brackets of a list.
    fn suffixed(mut self, text: &str) -> Option<Self> {
        let mut rest = text.trim_start();
        while let Some(opening) = rest.chars().next() {
            let closing = if opening == '(' { ')' } else { ']' };
            let inner = rest.strip_prefix(['(', '['])?;
            let (inner, after) = inner.split_once(closing).unwrap_or((inner, ""));
            match (opening, inner.trim()) {
                ('[', "") => self = self.listed(),
                (_, inner) => self.length = self.length_of(inner),
            }
            rest = after.trim_start();
        }
        Some(self)
    }

    fn listed(mut self) -> Self {
        if !self.written.ends_with("[]") {
            self.written += "[]";
        }
        Self { is_list: true, ..self }
    }

    /// `32`, or `0,64`: of a text the last number counts.
    fn length_of(&self, inner: &str) -> Length {
        let longest = match self.base {
            Base::Text | Base::Json => inner.rsplit([',', '\u{ff0c}', '~', '-']).next(),
            _ => None,
        };
        match longest.unwrap_or(inner).trim().parse() {
            Ok(number) if number > 0 => Length::Of(number),
            _ => Length::Unreadable(inner.to_owned()),
        }
    }

    /// What a field without a type is taken to have.
    pub(super) fn missing() -> Self {
        Self { written: String::new(), base: Base::Text, is_list: false, length: Length::None }
    }

    /// The same with the length that stands in a cell of its own, where there is none yet: `32`,
    /// `(32)`, `[0,64]`, `64字符`.
    pub(super) fn with_length(&self, cell: &str) -> Option<Self> {
        let inner = cell.trim_matches(|ch: char| "()[]\u{ff08}\u{ff09}".contains(ch));
        let inner = ["字符", "位", "个字符"]
            .iter()
            .find_map(|unit| inner.strip_suffix(unit))
            .unwrap_or(inner);
        let is_number = inner.starts_with(|ch: char| ch.is_ascii_digit())
            && inner.chars().all(|ch| ch.is_ascii_digit() || ",，~-. ".contains(ch));
        (is_number && self.length == Length::None)
            .then(|| Self { length: self.length_of(inner), ..self.clone() })
    }

    /// Whether this is more than some word: it is known, or has a length, or is a list.
    pub(super) fn is_evident(&self) -> bool {
        self.base != Base::Own || self.is_list || self.length != Length::None
    }

    /// Whether a field of this type is an object, as far as its name shows.
    pub(super) fn is_object_of(&self, field: &str) -> bool {
        match self.base {
            Base::Object => true,
            Base::Own => {
                self.length == Length::None && (self.is_list || names_object(&self.written, field))
            }
            _ => false,
        }
    }
}

/// `ShopInfo` at `shop_info`, and what ends as such names do.
fn names_object(written: &str, field: &str) -> bool {
    let plain = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    let (written, field) = (plain(written), plain(field));
    let ends = [
        "info", "infos", "vo", "dto", "detail", "details", "item", "items", "model", "object",
        "param", "params",
    ];
    written.trim_end_matches('s') == field.trim_end_matches('s')
        || ends.iter().any(|end| written.len() > end.len() && written.ends_with(end))
}

/// The words for levels.
const LEVELS: [(Presence, &str); 3] = [
    (Presence::Required, "必选 必填 必传 必须"),
    (Presence::Optional, "可选 非必选 非必填 非必传 可选填 选填 可填"),
    (Presence::Conditional, "特殊可选 条件必选 条件可选 条件必填"),
];

fn levels() -> impl Iterator<Item = (&'static str, Presence)> {
    LEVELS.iter().flat_map(|(level, words)| words.split(' ').map(|word| (word, *level)))
}

/// The level that a text ends with, and what stands before it.
pub(super) fn trailing_level(text: &str) -> Option<(&str, Presence)> {
    let endings = levels().filter_map(|(word, level)| Some((text.strip_suffix(word)?, level)));
    endings.min_by_key(|(before, _)| before.len())
}

/// The level that a cell is.
pub(super) fn level(cell: &str) -> Option<Presence> {
    levels().find(|(word, _)| *word == cell).map(|(_, level)| level)
}

/// The level that a cell in the column of levels says.
pub(super) fn level_in_column(cell: &str) -> Option<Presence> {
    let word = cell.to_ascii_lowercase();
    let is_one_of = |words: &str| words.split(' ').any(|known| known == word);
    level(cell).or_else(|| {
        if is_one_of("是 y yes true required m 必需 √ ✓ ✔") {
            Some(Presence::Required)
        } else if is_one_of("否 n no false optional o 非必须 非必需 选传 × ✗") {
            Some(Presence::Optional)
        } else {
            is_one_of("c conditional 条件 视情况 条件必传").then_some(Presence::Conditional)
        }
    })
}

/// What a cell and the type after it are joined to: `门店id必选string(32)`,
/// `用户open_idstring(128)`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Joined<'t> {
    pub(super) before: &'t str,
    pub(super) level: Option<Presence>,
    pub(super) written: Type,
}

/// Takes level and type from the end of a text.
pub(super) fn joined(text: &str) -> Option<Joined<'_>> {
    with_level(text).or_else(|| without_level(text))
}

/// The last level, where a type follows it: of those that end there the longest. 是否必选 is a
/// label.
fn with_level(text: &str) -> Option<Joined<'_>> {
    let last = levels().filter_map(|(word, level)| {
        let (before, after) = text.split_at_checked(text.rfind(word)?)?;
        Some((before, after.strip_prefix(word)?, level))
    });
    let labelled = last.filter(|(before, _, _)| !before.ends_with("是否"));
    let (before, after, level) =
        labelled.min_by_key(|(before, after, _)| (after.len(), before.len()))?;
    Some(Joined { before: before.trim_end(), level: Some(level), written: Type::parse(after)? })
}

/// The types that may directly follow the ASCII letters of a label.
const UNMISTAKABLE: [&str; 5] = ["string", "number", "boolean", "integer", "price"];

/// A known type at the end of a label, or whatever ASCII characters there are.
fn without_level(text: &str) -> Option<Joined<'_>> {
    let name_end =
        text.find(|ch| OPENING.contains(&ch) || ch == '[' || ch == '<').unwrap_or(text.len());
    let name = text.get(..name_end)?.trim_end();
    let word_start = name
        .char_indices()
        .rev()
        .find(|(_, ch)| !ch.is_ascii_alphanumeric() && !"_.".contains(*ch))
        .map_or(0, |(at, ch)| at + ch.len_utf8());
    let word = name.get(word_start..)?.to_ascii_lowercase();
    let known =
        UNMISTAKABLE.iter().find(|known| word.len() > known.len() && word.ends_with(**known));
    let start = known.map_or(word_start, |known| name.len() - known.len());
    let written = Type::parse(text.get(start..)?)?;
    Some(Joined { before: text.get(..start)?.trim_end(), level: None, written })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(String, Base, bool, Length)> {
        Type::parse(text).map(|found| (found.written, found.base, found.is_list, found.length))
    }

    #[test]
    fn types() {
        let of = |name: &str, base, is_list, length| Some((name.to_owned(), base, is_list, length));
        assert_eq!(parsed("string(32)"), of("string", Base::Text, false, Length::Of(32)));
        assert_eq!(parsed("String (32)"), of("String", Base::Text, false, Length::Of(32)));
        assert_eq!(parsed("string[](32)"), of("string[]", Base::Text, true, Length::Of(32)));
        assert_eq!(parsed("string(32)[]"), of("string[]", Base::Text, true, Length::Of(32)));
        assert_eq!(parsed("List<ShopInfo>"), of("ShopInfo[]", Base::Own, true, Length::None));
        assert_eq!(parsed("list<string(8)>"), of("string[]", Base::Text, true, Length::Of(8)));
        assert_eq!(parsed("Map<String, X>"), of("Map", Base::Object, false, Length::None));
        assert_eq!(parsed("string[0,64]"), of("string", Base::Text, false, Length::Of(64)));
        assert_eq!(parsed("string[1，64][]"), of("string[]", Base::Text, true, Length::Of(64)));
        let range = Length::Unreadable("0.01,100000000".into());
        assert_eq!(parsed("price[0.01,100000000]"), of("price", Base::Textual, false, range));
        assert_eq!(parsed("INT"), of("INT", Base::Integer, false, Length::None));
        assert_eq!(
            parsed("string(0)"),
            of("string", Base::Text, false, Length::Unreadable("0".into()))
        );
        assert_eq!(parsed("string(1"), of("string", Base::Text, false, Length::Of(1)));
        assert_eq!(parsed("门店"), None);
        assert_eq!(parsed(""), None);
        assert_eq!(parsed("32"), None);
    }

    #[test]
    fn ends_of_heads() {
        let found = |text| {
            joined(text).map(|found| (found.before.to_owned(), found.level, found.written.written))
        };
        let of = |before: &str, level, written: &str| {
            Some((before.to_owned(), level, written.to_owned()))
        };
        assert_eq!(
            found("是否可选必选string(8)"),
            of("是否可选", Some(Presence::Required), "string")
        );
        assert_eq!(
            found("错误码特殊可选string(8)"),
            of("错误码", Some(Presence::Conditional), "string")
        );
        assert_eq!(found("scene必选String"), of("scene", Some(Presence::Required), "String"));
        assert_eq!(found("用户open_idstring(8)"), of("用户open_id", None, "string"));
        assert_eq!(found("商品goodsinfo[]"), of("商品", None, "goodsinfo[]"));
        assert_eq!(found("坐标point"), of("坐标", None, "point"));
        assert_eq!(found("只有文字"), None);
    }
}
