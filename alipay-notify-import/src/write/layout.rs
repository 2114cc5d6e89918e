//! Two spaces a level; what fits on a line stands on one, unless it is an object that is to be
//! open.

use super::tree::{Member, Tree};
use alipay_notify_schema::json::quoted;

/// The columns that a value on one line may reach.
const WIDTH: usize = 100;

impl Tree {
    /// A whole file, with a line break at its end.
    pub(crate) fn laid_out(&self) -> String {
        let mut text = String::new();
        write(self, "", 0, &mut text);
        text.push('\n');
        text
    }
}

/// Appends a value, to a line that has `column` columns already.
fn write(tree: &Tree, indent: &str, column: usize, text: &mut String) {
    if let Some(line) = one_line(tree)
        && (matches!(tree, Tree::Token(_)) || column + columns(&line) <= WIDTH)
    {
        text.push_str(&line);
        return;
    }
    let inner = format!("{indent}  ");
    let (open, close) = if matches!(tree, Tree::Array(_)) { ('[', ']') } else { ('{', '}') };
    text.push(open);
    let mut separator = "\n";
    for element in tree.elements() {
        text.push_str(separator);
        text.push_str(&inner);
        write(element, &inner, inner.len(), text);
        separator = ",\n";
    }
    for Member { name, value } in tree.members() {
        let head = format!("{inner}{}: ", quoted(name));
        text.push_str(separator);
        text.push_str(&head);
        write(value, &inner, columns(&head), text);
        separator = ",\n";
    }
    text.push('\n');
    text.push_str(indent);
    text.push(close);
}

/// A value without line breaks; none where something in it is to be open.
fn one_line(tree: &Tree) -> Option<String> {
    match tree {
        Tree::Token(token) => Some(token.clone()),
        Tree::Array(elements) => {
            let elements = elements.iter().map(one_line).collect::<Option<Vec<_>>>()?;
            Some(format!("[{}]", elements.join(", ")))
        }
        Tree::Object(members) | Tree::Open(members) if members.is_empty() => Some("{}".to_owned()),
        Tree::Object(members) => {
            let member = |Member { name, value }: &Member| {
                Some(format!("{}: {}", quoted(name), one_line(value)?))
            };
            let members = members.iter().map(member).collect::<Option<Vec<_>>>()?;
            Some(format!("{{ {} }}", members.join(", ")))
        }
        Tree::Open(_) => None,
    }
}

/// How wide a text is. Chinese characters take two columns, and hardly anything else in these files
/// is not ASCII.
fn columns(text: &str) -> usize {
    text.chars().map(|ch| if ch.is_ascii() { 1 } else { 2 }).sum()
}
