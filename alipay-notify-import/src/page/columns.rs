//! The columns of a table, by their headings, and the rows beneath them.

use super::group::GroupHead;
use super::head::{DASHES, Division, Head, is_name};
use super::lines::{OPENING, dense, undrawn};
use super::types::{Length, Type, level_in_column};
use alipay_notify_schema::Presence;

/// The columns of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns(Vec<Column>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    /// The name, or the label where another column has the name.
    NameOrLabel,
    Label,
    Type,
    Level,
    Length,
    Description,
    Values,
    Example,
}

/// What the row of a field has in its columns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) head: Head,
    pub(super) description: String,
    pub(super) values: String,
    pub(super) example: String,
    /// The heading of the group that the column of levels says it is in.
    pub(super) group: Option<GroupHead>,
    /// How far dashes before the name indent it.
    pub(super) indent: usize,
}

/// The headings of columns, without white space and in lower case.
const HEADINGS: [(Column, &str); 9] = [
    (
        Column::Name,
        "参数 参数名 字段 字段名 属性 属性名 变量名 英文名 英文名称 参数英文名 name field \
         fieldname param parameter key",
    ),
    (Column::NameOrLabel, "名称 参数名称 字段名称 属性名称"),
    (Column::Label, "中文名 中文名称 参数中文名 标题 title label"),
    (Column::Type, "类型 参数类型 数据类型 字段类型 属性类型 type datatype"),
    (
        Column::Level,
        "是否必选 是否必填 是否必须 是否必需 是否必传 必选 必填 必须 必需 必传 required mandatory",
    ),
    (Column::Length, "最大长度 长度 字段长度 参数长度 长度限制 length maxlength"),
    (
        Column::Description,
        "描述 参数描述 字段描述 属性描述 说明 参数说明 字段说明 含义 备注 description desc remark",
    ),
    (Column::Values, "枚举值 枚举 可选值 enum values"),
    (Column::Example, "示例值 示例 样例 参考值 example sample"),
];

fn column(cell: &str) -> Option<Column> {
    let text = dense(cell).to_ascii_lowercase();
    let text = text.split(OPENING).next().unwrap_or_default().trim_matches(['*', ':', '\u{ff1a}']);
    HEADINGS
        .iter()
        .find(|(_, words)| words.split(' ').any(|word| word == text))
        .map(|(column, _)| *column)
}

impl Columns {
    /// The columns that a row of headings names. Some headings are also names of fields.
    pub(super) fn of(cells: &[&str]) -> Option<Self> {
        let columns: Option<Vec<Column>> = cells.iter().map(|cell| column(cell)).collect();
        let has = |wanted: &[Column]| columns.iter().flatten().any(|it| wanted.contains(it));
        let is_table = has(&[Column::Name, Column::NameOrLabel])
            && has(&[Column::Type, Column::Level, Column::Description]);
        columns.filter(|_| is_table || cells.len() == 1).map(Self)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds columns that stand next to these, where each heading has a line of its own.
    pub(super) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Whether an example follows the description.
    pub(super) fn end_in_example(&self) -> bool {
        let at = |column| self.0.iter().position(|other| *other == column);
        let description = at(Column::Description);
        description.is_some() && description < at(Column::Example)
    }

    /// Reads the row of a field; `None` where its cells are not what the headings say.
    pub(super) fn read(&self, line: usize, cells: &[&str]) -> Option<Row> {
        self.row(line, cells).or_else(|| {
            // A length that is missing, with its cell.
            let at = self.at(Column::Length).filter(|at| *at < cells.len())?;
            let (before, after) = cells.split_at(at);
            self.row(line, &[before, &[""], after].concat())
        })
    }

    fn row(&self, line: usize, cells: &[&str]) -> Option<Row> {
        if cells.len() < 2 || cells.len() > self.0.len() {
            return None;
        }
        let name_at = self.at(Column::Name).or_else(|| self.at(Column::NameOrLabel))?;
        let (drawn, written_name) = undrawn(cells.get(name_at)?);
        let name = written_name.trim_start_matches(|ch: char| DASHES.contains(&ch) || ch == ' ');
        let indent = drawn + written_name.chars().count() - name.chars().count();
        let label_at = self.at(Column::Label).or_else(|| self.at(Column::NameOrLabel));
        let label = label_at.filter(|at| *at != name_at).map_or("", |at| cell(cells, at));
        let (level, group) = self.level(line, cells)?;
        let (written, division) = self.written(cells)?;
        let head = Head {
            name: name.to_owned(),
            label: label.to_owned(),
            level,
            written,
            division,
            more: None,
        };
        is_name(name).then(|| Row {
            head,
            description: self.text(cells, Column::Description),
            values: self.text(cells, Column::Values),
            example: self.text(cells, Column::Example),
            group,
            indent,
        })
    }

    fn level(&self, line: usize, cells: &[&str]) -> Option<(Option<Presence>, Option<GroupHead>)> {
        let Some(at) = self.at(Column::Level) else { return Some((None, None)) };
        match cell(cells, at) {
            "" => Some((None, None)),
            text => match level_in_column(text) {
                Some(level) => Some((Some(level), None)),
                None => GroupHead::of(line, text).map(|head| (None, Some(head))),
            },
        }
    }

    /// The type, with the length of whichever column has it.
    fn written(&self, cells: &[&str]) -> Option<(Type, Division)> {
        let (written, division) = match self.at(Column::Type).map_or("", |at| cell(cells, at)) {
            "" => (Type::missing(), Division::NoType),
            text => (Type::parse(text)?, Division::Certain),
        };
        let length = self.at(Column::Length).map_or("", |at| cell(cells, at));
        if length.is_empty() || UNLIMITED.contains(&length) {
            return Some((written, division));
        }
        let is_typed = written.length != Length::None;
        let with_length = written.with_length(length);
        match with_length {
            None if is_typed => Some((written, division)),
            found => found.map(|written| (written, division)),
        }
    }

    /// What the columns of this kind say.
    fn text(&self, cells: &[&str], wanted: Column) -> String {
        let columns = self.0.iter().zip(cells).filter(|(column, _)| **column == wanted);
        let texts: Vec<&str> =
            columns.map(|(_, text)| value(text)).filter(|text| !text.is_empty()).collect();
        texts.join("\n")
    }

    fn at(&self, wanted: Column) -> Option<usize> {
        self.0.iter().position(|column| *column == wanted)
    }
}

/// Words for a length that is not limited.
const UNLIMITED: [&str; 4] = ["不限", "无", "无限制", "/"];

fn cell<'c>(cells: &[&'c str], at: usize) -> &'c str {
    cells.get(at).map_or("", |text| value(text))
}

/// The text of a cell; empty where it only says that there is nothing.
fn value(cell: &str) -> &str {
    if ["-", "--", "—", "——", "–"].contains(&cell) { "" } else { cell }
}
