//! Reads tables of TOML, and notes every mistake with its place.

use std::cell::RefCell;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use alipay_notify_schema::nearest;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Belongs, ConfigError, Mistake};

/// A piece of the file, as bytes from and to.
pub(super) type Span = Range<usize>;

/// What is noted while a configuration is read.
pub(super) struct Notes<'t> {
    text: &'t str,
    /// What relative paths are relative to.
    folder: PathBuf,
    errors: RefCell<Vec<ConfigError>>,
    /// Of all that was read.
    hasher: RefCell<DefaultHasher>,
}

impl<'t> Notes<'t> {
    pub(super) fn new(file: &Path, text: &'t str) -> Self {
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        let notes = Self { text, folder, errors: RefCell::default(), hasher: RefCell::default() };
        text.hash(&mut *notes.hasher.borrow_mut());
        notes
    }

    /// Notes a mistake.
    pub(super) fn at(&self, span: &Span, what: Mistake) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[line_start..].chars().count() + 1;
        self.errors.borrow_mut().push(ConfigError { line, column, what });
    }

    /// A path, from the folder of the file.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// What is in a file that is named there.
    pub(super) fn content(&self, span: &Span, file: &Path) -> Option<Vec<u8>> {
        match fs::read(file) {
            Ok(content) => {
                (file, &content).hash(&mut *self.hasher.borrow_mut());
                Some(content)
            }
            Err(error) => {
                let why = error.to_string();
                self.at(span, Mistake::File { file: file.to_owned(), why });
                None
            }
        }
    }

    /// Notes a mistake, and goes on without the value.
    pub(super) fn ok<T>(&self, span: &Span, result: Result<T, Mistake>) -> Option<T> {
        result.map_err(|what| self.at(span, what)).ok()
    }

    /// What tells what was read so far from anything else.
    pub(super) fn fingerprint(&self) -> u64 {
        self.hasher.borrow().finish()
    }

    /// The mistakes, in the order of the file.
    pub(super) fn finish(self) -> Vec<ConfigError> {
        let mut errors = self.errors.into_inner();
        errors.sort_by_key(|error| (error.line, error.column));
        errors
    }
}

/// A table, of which each key that is asked for is known.
pub(super) struct Table<'n> {
    pub(super) notes: &'n Notes<'n>,
    values: &'n DeTable<'n>,
    /// Where it begins.
    pub(super) span: Span,
    /// What it is called: `serve.app`.
    pub(super) name: String,
    known: RefCell<Vec<&'static str>>,
}

impl<'n> Table<'n> {
    pub(super) fn new(
        notes: &'n Notes<'n>,
        values: &'n DeTable<'n>,
        span: Span,
        name: impl Into<String>,
    ) -> Self {
        Self { notes, values, span, name: name.into(), known: RefCell::default() }
    }

    /// What a key is set to.
    pub(super) fn value(&self, key: &'static str) -> Option<&'n Spanned<DeValue<'n>>> {
        self.known.borrow_mut().push(key);
        self.values.get(key)
    }

    pub(super) fn text(&self, key: &'static str) -> Option<(&'n str, Span)> {
        self.value(key).and_then(|value| self.text_of(value, Belongs::Text))
    }

    /// A text that has to be there.
    pub(super) fn required(&self, key: &'static str) -> Option<(&'n str, Span)> {
        self.require(key);
        self.text(key)
    }

    /// Notes that a key is missing, where it is.
    pub(super) fn require(&self, key: &'static str) {
        if !self.values.contains_key(key) {
            self.notes.at(&self.span, Mistake::Missing { key, table: self.name.clone() });
        }
    }

    /// A text, or a list of texts.
    pub(super) fn texts(&self, key: &'static str) -> Option<Vec<(&'n str, Span)>> {
        let value = self.value(key)?;
        let texts = match value.get_ref() {
            DeValue::Array(array) => {
                self.not_empty(key, array.len(), value);
                array.iter().filter_map(|value| self.text_of(value, Belongs::Text)).collect()
            }
            _ => self.text_of(value, Belongs::Texts).into_iter().collect(),
        };
        Some(texts)
    }

    /// True or false; false where it is not set.
    pub(super) fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.value(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.type_of(value, Belongs::Flag);
            false
        })
    }

    /// A number from 1 on.
    pub(super) fn number(&self, key: &'static str) -> Option<u32> {
        let value = self.value(key)?;
        let Some(number) = value.get_ref().as_integer() else {
            self.type_of(value, Belongs::Number);
            return None;
        };
        let text = number.as_str();
        let parsed = u32::from_str_radix(text, number.radix()).ok().filter(|number| *number > 0);
        if parsed.is_none() {
            let what = Mistake::Value { value: text.to_owned(), wanted: Belongs::Number };
            self.notes.at(&value.span(), what);
        }
        parsed
    }

    /// A table within this one.
    pub(super) fn table(&self, key: &'static str) -> Option<Table<'n>> {
        let value = self.value(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.type_of(value, Belongs::Table);
            return None;
        };
        Some(Self::new(self.notes, table, value.span(), self.name_of(key)))
    }

    /// The tables of a list.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Table<'n>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.type_of(value, Belongs::Tables);
            return Vec::new();
        };
        self.not_empty(key, array.len(), value);
        let table = |value: &'n Spanned<DeValue<'n>>| {
            let table = value.get_ref().as_table();
            if table.is_none() {
                self.type_of(value, Belongs::Tables);
            }
            Some(Self::new(self.notes, table?, value.span(), self.name_of(key)))
        };
        array.iter().filter_map(table).collect()
    }

    /// Notes each key that was not asked for.
    pub(super) fn finish(self) {
        let known = self.known.into_inner();
        for key in self.values.keys() {
            let name = &**key.get_ref();
            if !known.contains(&name) {
                let mut sorted: Vec<_> = known.iter().map(|known| (*known).to_owned()).collect();
                sorted.sort();
                sorted.dedup();
                let what = Mistake::Unknown {
                    key: name.to_owned(),
                    table: self.name.clone(),
                    nearest: nearest(name, known.iter().copied()).map(str::to_owned),
                    known: sorted,
                };
                self.notes.at(&key.span(), what);
            }
        }
    }

    /// What a table within this one is called.
    pub(super) fn name_of(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    fn text_of(&self, value: &'n Spanned<DeValue<'n>>, wanted: Belongs) -> Option<(&'n str, Span)> {
        let Some(text) = value.get_ref().as_str() else {
            self.type_of(value, wanted);
            return None;
        };
        Some((text, value.span()))
    }

    fn not_empty(&self, key: &'static str, length: usize, value: &Spanned<DeValue<'_>>) {
        if length == 0 {
            self.notes.at(&value.span(), Mistake::Empty(key));
        }
    }

    fn type_of(&self, value: &Spanned<DeValue<'_>>, wanted: Belongs) {
        let found = value.get_ref().type_str();
        self.notes.at(&value.span(), Mistake::Type { wanted, found });
    }
}

/// A mistake with a value.
pub(super) fn value(value: &str, wanted: Belongs) -> Mistake {
    Mistake::Value { value: value.to_owned(), wanted }
}

/// What is set has to be right.
#[expect(clippy::option_option, reason = "whether it is set, and whether it is right")]
pub(super) fn flat<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(None) => None,
        Some(right) => Some(right),
    }
}
