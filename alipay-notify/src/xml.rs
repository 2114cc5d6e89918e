//! XML, as old services of Alipay send it: elements and texts. No entities but the five that XML
//! itself has, and no DTD.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

/// An XML document: what its root element holds.
pub(crate) struct Document {
    /// The elements in the root, by name, each with the text that stands in it.
    children: Vec<(String, String)>,
    /// Where the document ends.
    pub(crate) end: usize,
}

impl Document {
    /// Reads one document at the beginning of a text; `None` where there is none.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut reader = Reader::from_str(text);
        let (mut depth, mut children) = (0_usize, Vec::new());
        loop {
            let text = match reader.read_event().ok()? {
                Event::Start(element) => {
                    depth += 1;
                    if depth == 2 {
                        let name = element.name().as_ref().to_owned();
                        children.push((name, String::new()));
                    }
                    continue;
                }
                Event::End(_) => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        let end = usize::try_from(reader.buffer_position()).ok()?;
                        return Some(Self { children, end });
                    }
                    continue;
                }
                Event::Text(text) => text.xml10_content(),
                Event::CData(text) => text.xml10_content(),
                Event::GeneralRef(reference) => resolved(&reference)?.into(),
                Event::Empty(_) if depth > 0 => continue,
                Event::Comment(_) | Event::Decl(_) => continue,
                Event::Empty(_) | Event::PI(_) | Event::DocType(_) | Event::Eof => return None,
            };
            match children.last_mut() {
                Some((_, whole)) if depth == 2 => whole.push_str(&text),
                _ if depth == 0 && !text.trim().is_empty() => return None,
                _ => {}
            }
        }
    }

    /// The text of an element in the root, if it has one.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let found = self.children.iter().find(|(candidate, _)| candidate == name);
        found.map(|(_, text)| text.trim()).filter(|text| !text.is_empty())
    }
}

/// The character that a reference stands for.
fn resolved(reference: &BytesRef<'_>) -> Option<String> {
    if let Some(character) = reference.resolve_char_ref().ok()? {
        return Some(character.to_string());
    }
    resolve_predefined_entity(reference.as_ref()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_the_end_is_found() {
        let xml = "<?xml version=\"1.0\" encoding=\"gbk\"?><XML><AppId><![CDATA[2014]]></AppId>\n\
                   <A>x &amp; y &#65;</A><B/><C><D>deep</D></C><E></E></XML>";
        let document = Document::read(&format!("{xml}&charset=GBK")).expect("a document");
        assert_eq!(document.end, xml.len());
        assert_eq!(document.text("AppId"), Some("2014"));
        assert_eq!(document.text("A"), Some("x & y A"));
        for absent in ["B", "C", "D", "E", "XML"] {
            assert_eq!(document.text(absent), None, "{absent}");
        }
    }

    #[test]
    fn what_is_no_document_or_declares_entities_is_refused() {
        for text in [
            "",
            "x",
            "<XML>",
            "<XML><A></XML>",
            "</XML>",
            "x<XML></XML>",
            "<XML/>",
            "<XML>&x;</XML>",
            "<XML>a & b</XML>",
            "<!DOCTYPE XML [<!ENTITY x \"y\">]><XML>x</XML>",
            "<!DOCTYPE XML SYSTEM \"http://127.0.0.1/x\"><XML></XML>",
            "<!DOCTYPE XML [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><XML>&x;</XML>",
            "<!DOCTYPE XML [<!ENTITY % x SYSTEM \"http://127.0.0.1/x\"> %x;]><XML></XML>",
            "<!DOCTYPE XML [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY c \"&b;&b;\">]>\
             <XML>&c;&c;</XML>",
            "<XML><!DOCTYPE XML [<!ENTITY x \"y\">]>&x;</XML>",
        ] {
            assert!(Document::read(text).is_none(), "{text}");
        }
    }
}
