//! Changes to a content: `--set` and `--unset`.
//!
//! What is not changed stays as it is written, digit by digit and in its order.

mod path;

use alipay_notify_schema::json::{self, JsonType, Member, Node, Value, quoted};
use alipay_notify_schema::{JsonText, Kind, ObjectSchema, nearest};

use crate::chinese::Localized;
use crate::failure::Failure;
use crate::lang::say;

use path::{Path, Step};

/// A change to a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// As it was given, for errors.
    text: String,
    path: Path,
    change: Change,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    /// To this JSON.
    Set(String),
    Remove,
}

impl Edit {
    /// Reads `path=text` or `path:=json`.
    pub(super) fn set(text: &str) -> Result<Self, Failure> {
        let refused = |why| Failure::at(format!("--set {text}"), why);
        let (path, rest) = Path::parse(text).map_err(refused)?;
        let json = match (rest.strip_prefix(":="), rest.strip_prefix('=')) {
            (Some(json), _) => read(json).map_err(refused)?.text(json).to_owned(),
            (None, Some(text)) => quoted(text),
            (None, None) => {
                return Err(refused(say!(
                    "write it as field=text or field:=json",
                    "请写成 字段=文本 或 字段:=JSON"
                )));
            }
        };
        Ok(Self { text: format!("--set {text}"), path, change: Change::Set(json) })
    }

    /// Reads a path.
    pub(super) fn unset(text: &str) -> Result<Self, Failure> {
        let refused = |why| Failure::at(format!("--unset {text}"), why);
        match Path::parse(text).map_err(refused)? {
            (path, "") => {
                Ok(Self { text: format!("--unset {text}"), path, change: Change::Remove })
            }
            _ => {
                Err(refused(say!("only the field is given here, no value", "这里只写字段，不写值")))
            }
        }
    }

    /// The name in its path that is in no specification, and the one that it was probably meant to
    /// be.
    pub(super) fn misspelt<'s>(&self, content: &'s ObjectSchema) -> Option<(&str, &'s str)> {
        let mut object = content;
        for step in &self.path.0 {
            let Step::Member(name) = step else { continue };
            let Some((_, field)) = object.field(name) else {
                let names = object.fields.iter().map(|field| &*field.name);
                return nearest(name, names).map(|near| (name.as_str(), near));
            };
            object = match &field.kind {
                Kind::Object(inner) | Kind::Json(JsonText { content: Some(inner), .. }) => inner,
                _ => return None,
            };
        }
        None
    }

    /// The content after this change.
    pub(super) fn apply(&self, content: &str) -> Result<String, Failure> {
        let refused = |why| Failure::at(&self.text, why);
        let node = read(content).map_err(refused)?;
        let changed = self.change.at(content, Some(&node), &self.path.0).map_err(refused)?;
        changed
            .ok_or_else(|| refused(say!("the content itself can't be removed", "不能移除整个内容")))
    }
}

impl Change {
    /// The text of a value in `source` after the change of something inside it; `None` where it is
    /// to be removed.
    fn at(
        &self,
        source: &str,
        value: Option<&Node>,
        path: &[Step],
    ) -> Result<Option<String>, String> {
        let Some((step, rest)) = path.split_first() else {
            return match (self, value) {
                (Self::Set(json), _) => Ok(Some(json.clone())),
                (Self::Remove, Some(_)) => Ok(None),
                (Self::Remove, None) => Err(not_there(None)),
            };
        };

        let value = value.filter(|node| node.value != Value::Null);
        if let Some((text, inner)) = value.and_then(inside_text) {
            let changed = self.at(text, Some(&inner), path)?;
            return Ok(changed.map(|changed| quoted(&changed)));
        }
        match step {
            Step::Member(name) => self.in_object(source, value, name, rest),
            Step::Element(index) => self.in_array(source, value, *index, rest),
        }
        .map(Some)
    }

    fn in_object(
        &self,
        source: &str,
        value: Option<&Node>,
        name: &str,
        rest: &[Step],
    ) -> Result<String, String> {
        let members: &[Member] = match value.map(|node| &node.value) {
            None => &[],
            Some(Value::Object(members)) => members,
            Some(other) => return Err(in_the_way(other, JsonType::Object)),
        };
        // Of a name that is there twice, readers mostly take the last.
        let place = members.iter().rposition(|member| member.name == name);
        if place.is_none() && *self == Self::Remove {
            return Err(not_there(nearest(name, members.iter().map(|member| &*member.name))));
        }
        let current = place.and_then(|place| members.get(place)).map(|member| &member.node);
        let changed = self.at(source, current, rest)?;

        let written = |name, value: &str| format!("{}:{value}", quoted(name));
        let others = members.iter().map(|member| written(&member.name, member.node.text(source)));
        let members = replaced(others, place, changed.map(|value| written(name, &value)));
        Ok(format!("{{{}}}", members.join(",")))
    }

    fn in_array(
        &self,
        source: &str,
        value: Option<&Node>,
        index: Option<usize>,
        rest: &[Step],
    ) -> Result<String, String> {
        let elements: &[Node] = match value.map(|node| &node.value) {
            None => &[],
            Some(Value::Array(elements)) => elements,
            Some(other) => return Err(in_the_way(other, JsonType::Array)),
        };
        let (index, count) = (index.unwrap_or(elements.len()), elements.len());
        if index > count {
            return Err(say!(
                "there is no [{index}]; the next one is [{count}]",
                "没有 [{index}]，下一个应为 [{count}]"
            ));
        }
        let changed = self.at(source, elements.get(index), rest)?;

        let others = elements.iter().map(|element| element.text(source).to_owned());
        let elements = replaced(others, (index < count).then_some(index), changed);
        Ok(format!("[{}]", elements.join(",")))
    }
}

fn read(text: &str) -> Result<Node, String> {
    json::read(text).map_err(|malformed| malformed.localized())
}

/// The object or array whose text this string is: some of Alipay's lists travel as the text of
/// their JSON.
fn inside_text(node: &Node) -> Option<(&str, Node)> {
    let Value::String(text) = &node.value else { return None };
    let inner = json::read(text).ok()?;
    matches!(inner.value, Value::Array(_) | Value::Object(_)).then_some((text, inner))
}

/// These texts with the one at `place` changed or removed, or another one at their end.
fn replaced(
    texts: impl Iterator<Item = String>,
    place: Option<usize>,
    changed: Option<String>,
) -> Vec<String> {
    let mut texts: Vec<_> = texts.collect();
    match (place, changed) {
        (Some(place), Some(changed)) => texts[place] = changed,
        (Some(place), None) => drop(texts.remove(place)),
        (None, changed) => texts.extend(changed),
    }
    texts
}

fn in_the_way(found: &Value, expected: JsonType) -> String {
    let found = found.json_type();
    let (found, expected) = (found.localized(), expected.localized());
    say!("expected {expected} here, found {found}", "此处应为{expected}，实为{found}")
}

fn not_there(near: Option<&str>) -> String {
    match near {
        None => say!("there is no such field in the content", "内容中没有这个字段"),
        Some(near) => say!(
            "there is no such field in the content; did you mean `{near}`?",
            "内容中没有这个字段；是否想用 `{near}`？"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a content, or the error.
    fn edited(content: &str, edit: Result<Edit, Failure>) -> Result<String, String> {
        edit.and_then(|edit| edit.apply(content)).map_err(|failure| match failure {
            Failure::Because(why) => why,
            Failure::OutputClosed => unreachable!("nothing is written"),
        })
    }

    const CONTENT: &str = r#"{"n": 1.50, "list":[{"s":"a"},{"s":"b"}],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":null}"#;

    #[test]
    fn what_is_set_is_there_and_the_rest_is_as_it_was() {
        for (set, result) in [
            (
                "n=2",
                r#"{"n":"2","list":[{"s":"a"},{"s":"b"}],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":null}"#,
            ),
            (
                "list[1].s=",
                r#"{"n":1.50,"list":[{"s":"a"},{"s":""}],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":null}"#,
            ),
            (
                "list[]=门店",
                r#"{"n":1.50,"list":[{"s":"a"},{"s":"b"},"门店"],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":null}"#,
            ),
            (
                "list[2].s:=3e400",
                r#"{"n":1.50,"list":[{"s":"a"},{"s":"b"},{"s":3e400}],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":null}"#,
            ),
            ("list:=[]", r#"{"n":1.50,"list":[],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":null}"#),
            (
                "o.x[0][0].y=z",
                r#"{"n":1.50,"list":[{"s":"a"},{"s":"b"}],"o":{"x":[[{"y":"z"}]]},"t":"[{\"a\":\"1\"}]","n0":null}"#,
            ),
            (
                "t[0].a=2",
                r#"{"n":1.50,"list":[{"s":"a"},{"s":"b"}],"o":{"x": [ ]},"t":"[{\"a\":\"2\"}]","n0":null}"#,
            ),
            (
                "n0.a=1",
                r#"{"n":1.50,"list":[{"s":"a"},{"s":"b"}],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":{"a":"1"}}"#,
            ),
            (
                r#"a\.b\=c=":="#,
                r#"{"n":1.50,"list":[{"s":"a"},{"s":"b"}],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":null,"a.b=c":"\":="}"#,
            ),
        ] {
            assert_eq!(edited(CONTENT, Edit::set(set)), Ok(result.to_owned()), "{set}");
        }
    }

    #[test]
    fn what_is_unset_is_gone() {
        for (unset, result) in [
            (
                "n",
                r#"{"list":[{"s":"a"},{"s":"b"}],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":null}"#,
            ),
            (
                "list[0]",
                r#"{"n":1.50,"list":[{"s":"b"}],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":null}"#,
            ),
            (
                "list[1].s",
                r#"{"n":1.50,"list":[{"s":"a"},{}],"o":{"x": [ ]},"t":"[{\"a\":\"1\"}]","n0":null}"#,
            ),
        ] {
            assert_eq!(edited(CONTENT, Edit::unset(unset)), Ok(result.to_owned()), "{unset}");
        }
        assert_eq!(
            edited(r#"{"a":1,"b":2,"a":3}"#, Edit::unset("a")),
            Ok(r#"{"a":1,"b":2}"#.to_owned())
        );
    }

    #[test]
    fn what_can_not_be_changed_is_said() {
        for (set, why) in [
            ("n", "write it as field=text or field:=json"),
            ("=1", "a name is missing"),
            ("a..b=1", "a name is missing"),
            ("a.=1", "a name is missing"),
            ("a[x]=1", "between [ and ] expect an index or nothing"),
            ("a[1=1", "between [ and ] expect an index or nothing"),
            ("a[0]b=1", "after ] expect a dot, another [ or the end"),
            ("a:=nothing", "not JSON at byte 2: expected `true`, `false` or `null`"),
            ("n.a=1", "expected an object here, found a number"),
            ("list.a=1", "expected an object here, found an array"),
            ("o[0]=1", "expected an array here, found an object"),
            ("list[3]=1", "there is no [3]; the next one is [2]"),
        ] {
            assert_eq!(
                edited(CONTENT, Edit::set(set)),
                Err(format!("--set {set}: {why}")),
                "{set}"
            );
        }
        for (unset, why) in [
            ("n=1", "only the field is given here, no value"),
            ("lst", "there is no such field in the content; did you mean `list`?"),
            ("other", "there is no such field in the content"),
            ("o.other.z", "there is no such field in the content"),
            ("list[2]", "there is no such field in the content"),
        ] {
            assert_eq!(
                edited(CONTENT, Edit::unset(unset)),
                Err(format!("--unset {unset}: {why}")),
                "{unset}"
            );
        }
        let no_object = "--set a=1: expected an object here, found an array".to_owned();
        assert_eq!(edited("[]", Edit::set("a=1")), Err(no_object));
    }

    /// Each step is a call inside a call.
    #[test]
    fn a_field_is_not_endlessly_deep() {
        let why = "a field has 100 steps at the most: write what is deeper as JSON, by :=";
        for (step, open, close) in [(".a", "{\"a\":", "}"), ("[0]", "[", "]")] {
            let field = |steps: usize| format!("a{}", step.repeat(steps - 1));
            let deepest = format!("{{\"a\":{}\"1\"{}}}", open.repeat(99), close.repeat(99));
            assert_eq!(edited("{}", Edit::set(&format!("{}=1", field(100)))), Ok(deepest));
            for steps in [101, 100_000] {
                let text = format!("{}=1", field(steps));
                assert_eq!(edited("{}", Edit::set(&text)), Err(format!("--set {text}: {why}")));
                let text = field(steps);
                assert_eq!(edited("{}", Edit::unset(&text)), Err(format!("--unset {text}: {why}")));
            }
        }
    }

    /// Every part of a text, as a field and as a change of a content: an edit or an error, and
    /// never a panic.
    #[test]
    fn no_field_is_too_odd() {
        let odd = r#"list[0][]\.门:=[1]t="{"[18446744073709551616].o]=n0\"#;
        let ends: Vec<usize> = odd.char_indices().map(|(at, _)| at).chain([odd.len()]).collect();
        let mut edits = 0;
        for (index, start) in ends.iter().enumerate() {
            for end in &ends[index..] {
                for edit in [Edit::set(&odd[*start..*end]), Edit::unset(&odd[*start..*end])] {
                    edits += usize::from(edited(CONTENT, edit).is_ok());
                }
            }
        }
        assert!(edits > 100, "only {edits} of them are edits");
    }
}
