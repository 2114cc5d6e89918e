//! Texts in markup, such as a page that shows a delivery.

/// The entities that any markup has, by what they stand for; that of `&` comes last.
const ENTITIES: [(&str, &str); 7] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&amp;", "&"),
];

/// A text that is markup without its entities, if it has any: what is in it was escaped to be
/// there.
pub(super) fn without_entities(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let is_markup = text.starts_with('<') && text.contains("</") && !text.contains("<![CDATA[");
    if !is_markup || !ENTITIES.iter().any(|(entity, _)| text.contains(entity)) {
        return None;
    }
    let plain = ENTITIES
        .iter()
        .fold(text.to_owned(), |plain, (entity, character)| plain.replace(entity, character));
    Some(plain.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_those_of_markup() {
        let plain = |text: &str| {
            without_entities(text.as_bytes()).map(|plain| String::from_utf8(plain).expect("a text"))
        };
        let shown = plain("<pre>{&quot;a&quot;: &#39;&amp;quot;&#39;}</pre>");
        assert_eq!(shown.as_deref(), Some("<pre>{\"a\": '&quot;'}</pre>"));
        assert_eq!(plain("<pre>a=1&not=2</pre>"), None);
        assert_eq!(plain("a=&quot;1&quot;"), None);
        assert_eq!(plain("<QueryDict: {'a': '&quot;'}>"), None);
        assert_eq!(plain("<a><![CDATA[&quot;]]></a>"), None);
    }
}
