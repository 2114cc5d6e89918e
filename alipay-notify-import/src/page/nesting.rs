//! Which object each field of a listing belongs to.
//!
//! A page lists the members of an object after it, without indentation: its order is that of a walk
//! through the content, each object before its members. At any field there is therefore a chain of
//! open objects: the content, an object in it, and so on. The field belongs to one of them, and
//! those further in are closed by it. Rules decide which, the first that applies:
//!
//! 1. **Surplus.** The page lists a name in more places than the sample shows it. Some of them are
//!    not in the sample, and so the sample says nothing about where they belong. Such a field is in
//!    the innermost object. ([`Placing::surplus`])
//! 2. **Shown.** The sample has the name in one of the open objects: that one. In several: the
//!    innermost. ([`Placing::shown`])
//! 3. **Group.** The sample has one of several alternatives only; the others belong where that one
//!    does. ([`Placing::with_group`])
//! 4. **Neighbours.** Without a word of the sample, a field belongs to the innermost object, unless
//!    that has the name already. An object that is not in the sample either ends at the next
//!    object. ([`Placing::not_shown`])
//!
//! A table may draw the depth of its rows: then that decides, before any rule. ([`Field::depth`])
//!
//! A rule that had to guess says so.

use super::fields::{Field, Listing};
use super::shown::Shown;
use super::types::Base;
use super::warning::{Doubt, Warnings};
use alipay_notify_schema::ObjectSchema;
use alipay_notify_schema::path::join;

/// An object that fields were placed in. The first one is the content itself.
#[derive(Debug, Default)]
pub(super) struct Object<'s> {
    /// The names of the objects that it is in, and its own.
    pub(super) path: String,
    /// The line of its field; 0 for the content itself.
    line: usize,
    /// What the sample shows of it, where it shows members.
    pub(super) shown: Option<&'s Shown>,
    pub(super) members: Vec<Member>,
    /// Whether the page says that it is a text: then it is an object only if it gets members.
    is_tentative: bool,
    /// Whether a table shows which members it has.
    is_drawn: bool,
}

/// A field that has its place.
#[derive(Debug)]
pub(super) struct Member {
    /// As an index into the listing.
    pub(super) field: usize,
    /// The object that it is, as an index into the objects.
    pub(super) object: Option<usize>,
}

/// How deeply objects may be nested in each other. A file of the dialect is read 64 levels
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
    let content = Object { shown, ..Object::default() };
    let mut placing =
        Placing { fields: &listing.fields, objects: vec![content], open: vec![0], warnings };
    for index in 0..listing.fields.len() {
        placing.place(index);
    }

    let objects = placing.objects;
    for object in &objects {
        object.warn_of_rule(listing, warnings);
        object.warn_of_undocumented(listing, warnings);
    }
    objects
}

impl Object<'_> {
    /// An object that the sample does not show has what the rules gave it.
    fn warn_of_rule(&self, listing: &Listing, warnings: &mut Warnings) {
        let is_known = self.shown.is_some() || self.is_drawn || self.line == 0;
        if !is_known && !self.members.is_empty() {
            let members = self.names(listing).map(str::to_owned).collect();
            warnings.push(self.line, &self.path, Doubt::NestedByRule { members });
        }
    }

    /// What the sample shows and no field documents. In a text that turned out not to be an object,
    /// and on a page without fields, nothing has to be documented.
    fn warn_of_undocumented(&self, listing: &Listing, warnings: &mut Warnings) {
        if self.members.is_empty() && (self.is_tentative || self.line == 0) {
            return;
        }
        for (name, shown) in self.shown.iter().flat_map(|shown| &shown.members) {
            if !self.names(listing).any(|documented| documented == name) {
                let path = join(&self.path, name);
                warnings.push(shown.line, &path, Doubt::MemberUndocumented);
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
    /// The chain of open objects, as indices. A position in it is a level, 0 the content's.
    open: Vec<usize>,
    warnings: &'w mut Warnings,
}

/// A level, and what is doubtful about it.
type Choice = (usize, Option<Doubt>);

impl<'s> Placing<'_, 's, '_> {
    fn place(&mut self, index: usize) {
        let field = &self.fields[index];
        let (level, doubt) = self.choose(index);
        self.open.truncate(level + 1);

        let object = self.object(level);
        let path = join(&object.path, &field.head.name);
        let first = object.members.iter().map(|member| &self.fields[member.field]);
        let first = first.into_iter().find(|first| first.head.name == field.head.name);
        let refused = match first {
            Some(first) => Some(Doubt::NameRepeated { first: first.line }),
            None if object.members.len() == ObjectSchema::MAX_FIELDS => Some(Doubt::TooLarge),
            None => None,
        };
        let is_refused = refused.is_some();
        for doubt in doubt.into_iter().chain(refused) {
            self.warnings.push(field.line, &path, doubt);
        }

        if !is_refused {
            let opened = self.opened(index, level, path);
            let at = self.open[level];
            self.objects[at].members.push(Member { field: index, object: opened });
            self.open.extend(opened);
        }
    }

    fn choose(&self, index: usize) -> Choice {
        if let Some(depth) = self.fields[index].depth {
            return (depth.min(self.open.len() - 1), None);
        }
        let levels = self.shown_in(&self.fields[index]);
        match levels.as_slice() {
            [] => {
                let with_group = self.with_group(index).map(|level| (level, None));
                with_group.unwrap_or_else(|| self.not_shown(index))
            }
            [level, others @ ..] => {
                let surplus = self.surplus(index, *level);
                surplus.unwrap_or_else(|| self.shown(index, *level, others))
            }
        }
    }

    /// The levels whose sample has this member and where the field is not placed yet, the innermost
    /// first. Those where the sample shows another type count only if there are no others.
    fn shown_in(&self, field: &Field) -> Vec<usize> {
        let levels = || {
            (0..self.open.len()).rev().filter_map(|level| {
                let shown = self.object(level).shown?.member(&field.head.name)?;
                (!self.has(level, &field.head.name)).then_some((level, shown))
            })
        };
        let fitting: Vec<usize> =
            levels().filter(|(_, shown)| fits(field, shown)).map(|(level, _)| level).collect();
        if fitting.is_empty() { levels().map(|(level, _)| level).collect() } else { fitting }
    }

    /// Rule 1. The sample has the name further out only, in `shown_at`, and the page lists it more
    /// often than the sample has room for.
    fn surplus(&self, index: usize, shown_at: usize) -> Option<Choice> {
        let (field, top) = (&self.fields[index], self.open.len() - 1);
        let (name, object) = (&*field.head.name, self.object(top));
        if shown_at == top || object.is_tentative || self.has(top, name) {
            return None;
        }
        let places = self.places_left(name);
        if self.listed_after(index) < places {
            return None;
        }

        // An object that the sample does not show has a warning as a whole.
        if object.shown.is_none() {
            return (!is_object(field)).then_some((top, None));
        }

        // This one is a member of the object only if enough of those that follow are further out to
        // fill what the sample shows: those with no object between them and the one before.
        let (mut further_out, mut after_object) = (0, false);
        for next in self.fields.iter().skip(index + 1).take(FORESIGHT) {
            if next.head.name == name {
                further_out += usize::from(!after_object);
                after_object = false;
            } else {
                after_object |= is_object(next);
            }
        }
        let other = Some(self.object(shown_at).path.clone());
        (further_out >= places).then_some((top, Some(Doubt::PlaceUncertain { other })))
    }

    /// In how many objects the sample has this name and no field is placed yet.
    fn places_left(&self, name: &str) -> usize {
        let is_taken = |object: &&Object<'_>| {
            object.shown.is_some_and(|shown| shown.member(name).is_some())
                && self.is_in(object, name)
        };
        let taken = self.objects.iter().filter(is_taken).count();
        self.objects[0].shown.map_or(0, |shown| shown.places_of(name)).saturating_sub(taken)
    }

    /// How many fields of the same name follow.
    fn listed_after(&self, index: usize) -> usize {
        let name = &self.fields[index].head.name;
        let after = self.fields.iter().skip(index + 1).take(FORESIGHT);
        after.filter(|next| next.head.name == *name).count()
    }

    /// Rule 2. That the sample has the name in other open objects as well is no doubt where the
    /// page lists the name as often.
    fn shown(&self, index: usize, innermost: usize, others: &[usize]) -> Choice {
        if self.listed_after(index) >= others.len() {
            return (innermost, None);
        }
        // A text that happens to be JSON is a text rather than an object that this field opens.
        let (level, other) = match others {
            [outer, ..] if self.is_unused(innermost) => (*outer, innermost),
            _ => (innermost, others[0]),
        };
        let other = Some(self.object(other).path.clone());
        (level, Some(Doubt::PlaceUncertain { other }))
    }

    /// Rule 3. The level of the alternatives around a field, if they have the same.
    fn with_group(&self, index: usize) -> Option<usize> {
        let group = self.fields[index].group()?;
        let is_member =
            |at: &usize| self.fields.get(*at).is_some_and(|field| field.group() == Some(group));
        let level_of = |field: usize| {
            let has = |level: &usize| {
                self.object(*level).members.iter().any(|member| member.field == field)
            };
            (0..self.open.len()).find(has)
        };

        // Between it and the alternative before it there may be the members of that one.
        let is_near = |at: &usize| self.fields[*at].group_above == Some(group);
        let placed = (0..index).rev().take_while(is_near).find(is_member);
        let before = placed.and_then(|placed| {
            let level = level_of(placed)?;
            let is_over = (placed + 1..index).any(|other| level_of(other) == Some(level));
            (!is_over).then_some(level)
        });

        let after = (index + 1..).take_while(is_member);
        let after = after.filter_map(|next| self.shown_in(&self.fields[next]).first().copied());
        let mut levels = before.into_iter().chain(after);
        let level = levels.next()?;
        levels.all(|other| other == level).then_some(level)
    }

    /// Rule 4. That is certain where the next field that the sample has belongs to the same object.
    fn not_shown(&self, index: usize) -> Choice {
        let field = &self.fields[index];
        let mut after = self.fields.iter().skip(index + 1).take(FORESIGHT);
        let next = after.find_map(|next| self.shown_in(next).first().copied());

        let mut top = self.open.len() - 1;
        while top > 0 && next != Some(top) && self.is_unused(top) {
            top -= 1;
        }
        let is_shown = self.object(top).shown.is_some();
        let innermost = if top > 0 && !is_shown && is_object(field) { top - 1 } else { top };
        let free = (0..=innermost).rev().find(|level| !self.has(*level, &field.head.name));
        let level = free.unwrap_or(innermost);

        // An object that the sample does not show has a warning as a whole.
        let is_certain = top == 0 || !is_shown || (next == Some(top) && level == top);
        (level, (!is_certain).then_some(Doubt::PlaceUncertain { other: None }))
    }

    /// The object that a field is, if it may be one.
    fn opened(&mut self, index: usize, level: usize, path: String) -> Option<usize> {
        let field = &self.fields[index];
        let next = self.fields.get(index + 1).and_then(|next| next.depth);
        let is_drawn = next.is_some() && next > field.depth && field.depth.is_some();
        let shown = self.object(level).shown.and_then(|shown| shown.member(&field.head.name));
        let has_members = shown.is_some_and(|shown| !shown.members.is_empty());
        let is_scalar = shown.is_some_and(Shown::is_scalar);
        if !has_members && !is_drawn && (!is_object(field) || is_scalar) {
            return None;
        }
        if level == MAX_DEPTH {
            self.warnings.push(field.line, &path, Doubt::TooLarge);
            return None;
        }

        let is_named = matches!(field.head.written.base, Base::Object | Base::Own);
        self.objects.push(Object {
            path,
            line: field.line,
            shown: shown.filter(|_| has_members),
            members: Vec::new(),
            is_tentative: !is_named || is_scalar,
            is_drawn,
        });
        Some(self.objects.len() - 1)
    }

    fn object(&self, level: usize) -> &Object<'s> {
        &self.objects[self.open[level]]
    }

    fn has(&self, level: usize, name: &str) -> bool {
        self.is_in(self.object(level), name)
    }

    fn is_in(&self, object: &Object<'_>, name: &str) -> bool {
        object.members.iter().any(|member| self.fields[member.field].head.name == name)
    }

    fn is_unused(&self, level: usize) -> bool {
        let object = self.object(level);
        object.is_tentative && object.members.is_empty()
    }
}

fn is_object(field: &Field) -> bool {
    field.head.written.is_object_of(&field.head.name)
}

/// Whether what the sample shows is what a field is documented as.
fn fits(field: &Field, shown: &Shown) -> bool {
    match field.head.written.base {
        Base::Object => !shown.is_scalar(),
        Base::Own => true,
        _ => !shown.is_object,
    }
}
