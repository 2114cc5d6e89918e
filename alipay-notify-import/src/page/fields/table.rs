//! Rows of tables, read by the headings of their columns.

use super::{Open, Reader, append};
use crate::page::columns::{Columns, Row};
use crate::page::group::GroupHead;
use crate::page::lines::Line;
use crate::page::section;

impl Reader<'_> {
    /// The columns that a row of headings names, or one of them where each has its own line.
    pub(super) fn column_heading(&self, line: &Line) -> Option<Columns> {
        let cells = line.cells();
        let is_first = || self.listing.fields.is_empty() && !line.text.is_ascii();
        Columns::of(&cells).filter(|_| cells.len() > 1 || is_first())
    }

    pub(super) fn begin_table(&mut self, columns: Columns, is_row: bool) {
        if !is_row {
            self.columns.extend(columns);
        } else if self.columns != columns {
            self.give_depths();
            self.columns = columns;
        }
    }

    /// The row of a field in a table.
    pub(super) fn row(&mut self, line: &Line, row: Row) {
        let Row { mut head, description, values, example, group, indent } = row;
        if let Some(group) = group {
            let is_same = |last: &GroupHead| self.in_group && last.text == group.text;
            if !self.listing.groups.last().is_some_and(is_same) {
                self.listing.groups.push(group);
            }
            self.in_group = true;
        }
        let within = self.take_path(&mut head.name);
        self.begin(line.number, head, false);
        self.indents.push((self.listing.fields.len() - 1, line.indent + indent + 2 * within));
        self.open = Open::Description;
        for text in description.lines().map(str::trim) {
            match section::begins(text) {
                Some((section, text)) => self.sections(line.number, section, text),
                None => self.go_on(line.number, text),
            }
        }
        let Some(field) = self.listing.fields.last_mut() else { return };
        field.values.extend(values.lines().map(|text| (line.number, text.trim().to_owned())));
        field.examples.extend((!example.is_empty()).then_some((line.number, example)));
        self.open = Open::Nothing;
    }

    /// Text in a cell, of the section that is open.
    fn go_on(&mut self, line: usize, text: &str) {
        let Some(field) = self.listing.fields.last_mut() else { return };
        match self.open {
            Open::Values => field.values.push((line, text.to_owned())),
            Open::Example => field.examples.push((line, text.to_owned())),
            _ => append(&mut field.description, text),
        }
    }

    /// Leaves the last name of a path such as `details[].code`, and returns in how many objects the
    /// path shows it. They have to be in the table.
    fn take_path(&self, name: &mut String) -> usize {
        let Some((parents, own)) = name.rsplit_once('.') else { return 0 };
        let names: Vec<&str> =
            parents.split('.').map(|name| name.split('[').next().unwrap_or(name)).collect();
        let is_listed = |name: &&str| {
            self.indents.iter().any(|(at, _)| {
                self.listing.fields.get(*at).is_some_and(|field| field.head.name == **name)
            })
        };
        if !names.iter().all(is_listed) {
            return 0;
        }
        let depth = names.len();
        *name = own.to_owned();
        depth
    }

    /// Gives the rows of a table their depth, if any of them is indented.
    pub(super) fn give_depths(&mut self) {
        let indents = std::mem::take(&mut self.indents);
        let first = indents.first().map(|(_, indent)| *indent);
        if indents.iter().all(|(_, indent)| Some(*indent) == first) {
            return;
        }
        let mut open: Vec<usize> = Vec::new();
        for (at, indent) in indents {
            while open.last().is_some_and(|last| *last > indent) {
                open.pop();
            }
            if open.last() != Some(&indent) {
                open.push(indent);
            }
            if let Some(field) = self.listing.fields.get_mut(at) {
                field.depth = Some(open.len() - 1);
            }
        }
    }
}
