//! Which object each field of a listing belongs to.
//!
//! A page lists the members of an object behind it, without indentation: its order is that of a
//! walk through the content, each object before its members. The sample says where an object ends;
//! where it does not, a rule does.

use super::Warnings;
use super::fields::{Field, Listing};
use super::shown::Shown;
use super::types::Base;
use super::warning::Doubt;
use alipay_notify_schema::ObjectSchema;

/// An object that fields were placed in. The first one is the content itself.
#[derive(Debug)]
pub(super) struct Object<'s> {
    /// The names of the objects that it is in, and its own.
    pub(super) path: String,
    /// The line of its field; 0 for the content itself.
    line: usize,
    /// What the sample shows of it, where it shows members.
    pub(super) shown: Option<&'s Shown>,
    pub(super) members: Vec<Member>,
    depth: usize,
    /// Whether it is one only if fields turn out to be its members: it is documented as a text.
    is_tentative: bool,
}

/// A field that has its place.
#[derive(Debug)]
pub(super) struct Member {
    /// As an index into the listing.
    pub(super) field: usize,
    /// The object that it is, as an index into the objects.
    pub(super) object: Option<usize>,
}

/// How deeply objects are nested in each other at the most. A file of the dialect is read 64 levels
/// deep, and each of these takes up to five.
pub(super) const MAX_DEPTH: usize = 8;

/// How many fields are looked at to see what follows.
const FORESIGHT: usize = 256;

/// Gives each field of a listing its place.
pub(super) fn place<'s>(
    listing: &Listing,
    shown: Option<&'s Shown>,
    warnings: &mut Warnings,
) -> Vec<Object<'s>> {
    let content = Object {
        path: String::new(),
        line: 0,
        shown,
        members: Vec::new(),
        depth: 0,
        is_tentative: false,
    };
    let mut placing =
        Placing { fields: &listing.fields, objects: vec![content], open: vec![0], warnings };
    for index in 0..listing.fields.len() {
        placing.place(index);
    }
    let objects = placing.objects;
    for object in &objects {
        object.tell_rule(listing, warnings);
        object.tell_undocumented(listing, warnings);
    }
    objects
}

impl Object<'_> {
    /// An object that the sample does not show has what the rule gave it.
    fn tell_rule(&self, listing: &Listing, warnings: &mut Warnings) {
        if self.shown.is_none() && self.line > 0 && !self.members.is_empty() {
            let members = self.names(listing).map(str::to_owned).collect();
            warnings.push(self.line, Doubt::NestedByRule { field: self.path.clone(), members });
        }
    }

    /// What the sample shows and no field documents. Of a text that turned out to be no object, and
    /// on a page without fields, nothing has to be.
    fn tell_undocumented(&self, listing: &Listing, warnings: &mut Warnings) {
        if self.members.is_empty() && (self.is_tentative || self.line == 0) {
            return;
        }
        for (name, shown) in self.shown.iter().flat_map(|shown| &shown.members) {
            if !self.names(listing).any(|documented| documented == name) {
                warnings
                    .push(shown.line, Doubt::MemberUndocumented { field: join(&self.path, name) });
            }
        }
    }

    fn names<'l>(&self, listing: &'l Listing) -> impl Iterator<Item = &'l str> {
        self.members.iter().filter_map(|member| Some(&*listing.fields.get(member.field)?.head.name))
    }
}

struct Placing<'l, 's, 'w> {
    fields: &'l [Field],
    objects: Vec<Object<'s>>,
    /// The objects that the next field may belong to, as indices: the content, an object in it,
    /// and so on.
    open: Vec<usize>,
    warnings: &'w mut Warnings,
}

impl Placing<'_, '_, '_> {
    fn place(&mut self, index: usize) {
        let field = &self.fields[index];
        let candidates = self.shown_in(field);
        let level = match candidates.as_slice() {
            [outer, ..] if self.is_beyond_sample(index, *outer) => self.open.len() - 1,
            [] => self.with_group(index).unwrap_or_else(|| self.not_shown(index)),
            [level] => *level,
            [level, others @ ..] => self.ambiguous(index, *level, others),
        };
        self.open.truncate(level + 1);
        let Some(at) = self.open.last().copied() else { return };
        let path = self.path(at, &field.head.name);
        let object = &self.objects[at];
        let first = object
            .members
            .iter()
            .map(|member| &self.fields[member.field])
            .find(|first| first.head.name == field.head.name);
        if let Some(first) = first {
            return self
                .warnings
                .push(field.line, Doubt::NameRepeated { field: path, first: first.line });
        }
        if object.members.len() == ObjectSchema::MAX_FIELDS {
            return self.warnings.push(field.line, Doubt::TooManyFields { field: path });
        }
        let opened = self.opened(field, at, path);
        self.objects[at].members.push(Member { field: index, object: opened });
        self.open.extend(opened);
    }

    /// The levels of the open objects whose sample has this member and that do not have the field
    /// yet, the innermost first. Those where the sample shows another type count only if there
    /// are no others.
    fn shown_in(&self, field: &Field) -> Vec<usize> {
        let levels = || {
            (0..self.open.len()).rev().filter_map(|level| {
                let object = &self.objects[self.open[level]];
                let shown = object.shown?.member(&field.head.name)?;
                (!self.has(object, &field.head.name)).then_some((level, shown))
            })
        };
        let fitting: Vec<usize> =
            levels().filter(|(_, shown)| fits(field, shown)).map(|(level, _)| level).collect();
        if fitting.is_empty() { levels().map(|(level, _)| level).collect() } else { fitting }
    }

    /// Whether a field is in the innermost open object although the sample has its name further out
    /// only: the page lists the name in more places than the sample shows, and that object is
    /// where the sample says the least.
    fn is_beyond_sample(&mut self, index: usize, shown_at: usize) -> bool {
        let (field, top) = (&self.fields[index], self.open.len() - 1);
        let object = &self.objects[self.open[top]];
        let name = &*field.head.name;
        if shown_at == top || object.is_tentative || self.has(object, name) {
            return false;
        }
        let behind = || self.fields.iter().skip(index + 1).take(FORESIGHT);
        let listed = 1 + behind().filter(|next| next.head.name == name).count();
        let places = self.places_left(name);
        if listed <= places {
            return false;
        }
        let is_object = |field: &Field| field.head.written.is_object_of(&field.head.name);
        if object.shown.is_none() {
            // It is told as a whole.
            return !is_object(field);
        }
        // One of the same name with no object before it is further out than the one before.
        let (mut further_out, mut is_inner) = (0, true);
        for next in behind() {
            if next.head.name == name {
                further_out += usize::from(is_inner);
                is_inner = true;
            } else if is_object(next) {
                is_inner = false;
            }
        }
        let is_beyond = further_out >= places;
        if is_beyond {
            let other = self.objects[self.open[shown_at]].path.clone();
            let doubt =
                Doubt::PlaceBeyond { field: name.to_owned(), object: object.path.clone(), other };
            self.warnings.push(field.line, doubt);
        }
        is_beyond
    }

    /// In how many objects the sample shows a member of this name where no field has been placed
    /// yet.
    fn places_left(&self, name: &str) -> usize {
        let shown = self.objects.first().and_then(|content| content.shown);
        let is_taken = |object: &&Object<'_>| {
            object.shown.is_some_and(|shown| shown.member(name).is_some()) && self.has(object, name)
        };
        let taken = self.objects.iter().filter(is_taken).count();
        shown.map_or(0, |shown| shown.places_of(name)).saturating_sub(taken)
    }

    fn has(&self, object: &Object<'_>, name: &str) -> bool {
        object.members.iter().any(|member| self.fields[member.field].head.name == name)
    }

    /// The sample has this name in several objects. The innermost is meant; that is no doubt where
    /// the page lists the name as often.
    fn ambiguous(&mut self, index: usize, innermost: usize, others: &[usize]) -> usize {
        let field = &self.fields[index];
        let behind = self.fields.iter().skip(index).take(FORESIGHT);
        let listed = behind.filter(|next| next.head.name == field.head.name).count();
        if listed > others.len() {
            return innermost;
        }
        // A text that happens to be JSON is rather a text than an object that this field opens.
        let outer = others.iter().find(|_| self.is_unused(innermost));
        let (level, other) = outer.map_or((innermost, others[0]), |outer| (*outer, innermost));
        let path = |level: usize| self.objects[self.open[level]].path.clone();
        let doubt = Doubt::PlaceAmbiguous {
            field: field.head.name.clone(),
            object: path(level),
            other: path(other),
        };
        self.warnings.push(field.line, doubt);
        level
    }

    /// The level of a field's group, whose members stand together: the sample has one of several.
    /// Nothing where it shows them in several objects.
    fn with_group(&self, index: usize) -> Option<usize> {
        let group =
            self.fields[index].group_above.filter(|_| self.fields[index].head.level.is_none())?;
        let is_member = |at: &usize| {
            self.fields
                .get(*at)
                .is_some_and(|field| field.head.level.is_none() && field.group_above == Some(group))
        };
        let has = |level: &usize, field: usize| {
            self.objects[self.open[*level]].members.iter().any(|member| member.field == field)
        };
        let before = (0..index).rev().take_while(is_member);
        let before =
            before.filter_map(|placed| (0..self.open.len()).find(|level| has(level, placed)));
        // Those of an object may stand between it and the next member of its group.
        let around_object = || {
            let in_group = |at: &usize| self.fields[*at].group_above == Some(group);
            let placed = (0..index).rev().take_while(in_group).find(is_member)?;
            let level = (0..self.open.len()).find(|level| has(level, placed))?;
            let is_over = (placed + 1..index).any(|other| has(&level, other));
            (!is_over).then_some(level)
        };
        let behind = (index + 1..).take_while(is_member);
        let behind = behind.filter_map(|next| self.shown_in(&self.fields[next]).first().copied());
        let mut levels = before.chain(around_object()).chain(behind);
        let level = levels.next()?;
        levels.all(|other| other == level).then_some(level)
    }

    /// The level of a field that the sample does not have: that of its neighbours if they have the
    /// same, and what the rule says otherwise.
    fn not_shown(&mut self, index: usize) -> usize {
        let field = &self.fields[index];
        let next = self.next_shown(index);
        while self.open.len() > 1
            && next != Some(self.open.len() - 1)
            && self.is_unused(self.open.len() - 1)
        {
            self.open.pop();
        }
        let top = self.open.len() - 1;
        let level = self.by_rule(field);
        let object = &self.objects[self.open[top]];
        let is_certain = top == 0 || next == Some(top) && level == top;
        // An object that the sample does not show is told as a whole.
        if !is_certain && object.shown.is_some() {
            let doubt = Doubt::PlaceUncertain {
                field: field.head.name.clone(),
                object: self.objects[self.open[level]].path.clone(),
            };
            self.warnings.push(field.line, doubt);
        }
        level
    }

    /// The level of the nearest field behind that the sample has in an open object.
    fn next_shown(&self, index: usize) -> Option<usize> {
        let mut behind = self.fields.iter().skip(index + 1).take(FORESIGHT);
        behind.find_map(|next| self.shown_in(next).first().copied())
    }

    fn is_unused(&self, level: usize) -> bool {
        let object = &self.objects[self.open[level]];
        object.is_tentative && object.members.is_empty()
    }

    /// The innermost open object that does not have the name yet. A field of object type closes an
    /// object that the sample does not show.
    fn by_rule(&self, field: &Field) -> usize {
        let top = self.open.len() - 1;
        let is_shown = self.objects[self.open[top]].shown.is_some();
        let closes = top > 0 && !is_shown && field.head.written.is_object_of(&field.head.name);
        let start = if closes { top - 1 } else { top };
        let free = (0..=start)
            .rev()
            .find(|level| !self.has(&self.objects[self.open[*level]], &field.head.name));
        free.unwrap_or(start)
    }

    /// The object that a field is, if it may be one.
    fn opened(&mut self, field: &Field, parent: usize, path: String) -> Option<usize> {
        let (depth, shown) = {
            let parent = &self.objects[parent];
            (parent.depth + 1, parent.shown.and_then(|shown| shown.member(&field.head.name)))
        };
        let has_members = shown.is_some_and(|shown| !shown.members.is_empty());
        let is_object = field.head.written.is_object_of(&field.head.name);
        let is_other = shown.is_some_and(Shown::is_scalar);
        if !has_members && (!is_object || is_other) {
            return None;
        }
        if depth > MAX_DEPTH {
            self.warnings.push(field.line, Doubt::TooDeep { field: path });
            return None;
        }
        let is_tentative = !matches!(field.head.written.base, Base::Object | Base::Own)
            || shown.is_some_and(Shown::is_scalar);
        self.objects.push(Object {
            path,
            line: field.line,
            shown: shown.filter(|_| has_members),
            members: Vec::new(),
            depth,
            is_tentative,
        });
        Some(self.objects.len() - 1)
    }

    fn path(&self, object: usize, name: &str) -> String {
        join(&self.objects[object].path, name)
    }
}

/// The path of a member.
pub(super) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Whether what the sample shows is what a field is documented as.
fn fits(field: &Field, shown: &Shown) -> bool {
    match field.head.written.base {
        Base::Object => !shown.is_scalar(),
        Base::Own => true,
        _ => !shown.is_object,
    }
}
