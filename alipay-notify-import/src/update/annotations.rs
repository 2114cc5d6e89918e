//! Annotations of the user's own, `x-…`, which the model does not have: they are carried over from
//! file to file.

use super::{Loss, Reason};
use crate::write::{GROUPS, Member, Tree};
use alipay_notify_schema::path::join;

/// Carries every annotation to where it stood.
pub(super) fn keep(existing: &Tree, newer: &mut Tree, losses: &mut Vec<Loss>) {
    Carrier { losses }.schema("", existing, newer);
}

struct Carrier<'l> {
    losses: &'l mut Vec<Loss>,
}

impl Carrier<'_> {
    /// A schema: the file, a property, an array's `items`, what is in a text.
    fn schema(&mut self, path: &str, existing: &Tree, newer: &mut Tree) {
        carry(existing, newer, is_annotation);
        match (existing.member("items"), newer.member("items").is_some()) {
            (Some(existing), true) => {
                let Some(newer) = newer.member_mut("items") else { return };
                // What an element is called and means is for people alone, in a place that pages do
                // not have.
                carry(existing, newer, is_word);
                self.schema(path, existing, newer);
            }
            // One that became several, or the reverse, has its members all the same.
            (Some(existing), false) => {
                self.own(path, existing);
                self.inside(path, existing, newer);
            }
            (None, true) => {
                let Some(newer) = newer.member_mut("items") else { return };
                self.inside(path, existing, newer);
            }
            (None, false) => self.inside(path, existing, newer),
        }
    }

    /// What is in a schema that is not a list.
    fn inside(&mut self, path: &str, existing: &Tree, newer: &mut Tree) {
        match (existing.member("contentSchema"), newer.member_mut("contentSchema")) {
            (Some(existing), Some(newer)) => {
                carry(existing, newer, is_word);
                self.schema(path, existing, newer);
            }
            (Some(existing), None) => self.lose(path, existing),
            (None, _) => {}
        }
        self.properties(path, existing, newer);
        self.alternatives(path, existing, newer);
    }

    fn properties(&mut self, path: &str, existing: &Tree, newer: &mut Tree) {
        for Member { name, value } in
            existing.member("properties").map(Tree::members).unwrap_or_default()
        {
            let path = join(path, name);
            match newer.member_mut("properties").and_then(|properties| properties.member_mut(name))
            {
                Some(newer) => self.schema(&path, value, newer),
                None => self.lose(&path, value),
            }
        }
    }

    /// The values of an enum and the groups of an object.
    fn alternatives(&mut self, path: &str, existing: &Tree, newer: &mut Tree) {
        for keyword in GROUPS {
            for alternative in existing.member(keyword).map(Tree::elements).unwrap_or_default() {
                match counterpart(&Named::of(alternative), newer) {
                    Some(newer) => carry(alternative, newer, is_annotation),
                    None => self.own(path, alternative),
                }
                // The group that an `allOf` wraps.
                self.alternatives(path, alternative, newer);
            }
        }
    }

    /// Reports every annotation of something that is no longer there.
    fn lose(&mut self, path: &str, gone: &Tree) {
        self.own(path, gone);
        for Member { name, value } in gone.members() {
            match name.as_str() {
                "properties" => {
                    value
                        .members()
                        .iter()
                        .for_each(|member| self.lose(&join(path, &member.name), &member.value));
                }
                "items" | "contentSchema" => self.lose(path, value),
                keyword if GROUPS.contains(&keyword) => {
                    value.elements().iter().for_each(|element| self.lose(path, element));
                }
                _ => {}
            }
        }
    }

    fn own(&mut self, path: &str, gone: &Tree) {
        for member in gone.members().iter().filter(|member| is_annotation(&member.name)) {
            let (path, keyword) = (path.to_owned(), member.name.clone());
            self.losses.push(Loss { path, keyword, reason: Reason::Gone });
        }
    }
}

/// What distinguishes an alternative from the others of its list.
#[derive(PartialEq)]
enum Named<'t> {
    /// A value of an enum, or a member of a group.
    By(&'t Tree),
    /// A group in `allOf`, by its members.
    Wrapped(Vec<&'t Tree>),
}

impl<'t> Named<'t> {
    fn of(alternative: &'t Tree) -> Self {
        match alternative.member("const").or_else(|| alternative.member("required")) {
            Some(name) => Self::By(name),
            None => Self::Wrapped(members(alternative)),
        }
    }
}

/// The names in the groups of an alternative.
fn members(alternative: &Tree) -> Vec<&Tree> {
    let groups = GROUPS.iter().filter_map(|keyword| alternative.member(keyword));
    groups.flat_map(Tree::elements).filter_map(|element| element.member("required")).collect()
}

/// The alternative of that name in another schema, on whichever level of its lists.
fn counterpart<'n>(name: &Named<'_>, newer: &'n mut Tree) -> Option<&'n mut Tree> {
    let lists =
        newer.members_mut()?.iter_mut().filter(|member| GROUPS.contains(&member.name.as_str()));
    for alternative in lists.flat_map(|list| list.value.elements_mut()) {
        if Named::of(alternative) == *name {
            return Some(alternative);
        }
        if let Some(found) = counterpart(name, alternative) {
            return Some(found);
        }
    }
    None
}

fn is_word(name: &str) -> bool {
    matches!(name, "title" | "description")
}

/// Whether a keyword is an annotation of the user's own.
fn is_annotation(name: &str) -> bool {
    name.starts_with("x-") && !name.starts_with("x-alipay-")
}

/// Carries the members of these names over, each after the keyword that it stood after.
fn carry(existing: &Tree, newer: &mut Tree, is_carried: impl Fn(&str) -> bool) {
    let Some(members) = newer.members_mut() else { return };
    let mut place = 0;
    for member in existing.members() {
        match members.iter().position(|newer| newer.name == member.name) {
            Some(index) => place = index + 1,
            None if is_carried(&member.name) => {
                members.insert(place, member.clone());
                place += 1;
            }
            None => {}
        }
    }
}
