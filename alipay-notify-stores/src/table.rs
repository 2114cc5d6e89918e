//! The table that SQL stores keep messages in, and the statements on it.

use std::error::Error;
use std::fmt;

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

/// What the table is called unless set.
pub(crate) const NAME: &str = "alipay_notify_messages";

/// A name that a table can't have: not 1 to 40 of `a`–`z`, `0`–`9` and `_`, or a digit first.
///
/// `Debug` is the same sentence as `Display`, since that is what a `main` that returns the error
/// prints.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableNameError;

impl fmt::Display for TableNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table's name is 1 to 40 of a-z, 0-9 and _, and starts with a letter or _")
    }
}

impl fmt::Debug for TableNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for TableNameError {}

/// A name that may stand in a statement.
///
/// Forty bytes, so that the index, which is named after the table, keeps within the 63 of
/// PostgreSQL.
#[derive(Clone, Copy)]
pub(crate) struct TableName<'a>(&'a str);

impl<'a> TableName<'a> {
    pub(crate) const DEFAULT: Self = Self(NAME);

    pub(crate) fn parse(name: &'a str) -> Result<Self, TableNameError> {
        const LONGEST: usize = 40;
        let is_plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let begins = name.starts_with(|first: char| !first.is_ascii_digit());
        let fits = begins && name.len() <= LONGEST && name.bytes().all(is_plain);
        if fits { Ok(Self(name)) } else { Err(TableNameError) }
    }
}

/// What differs between databases.
#[derive(Debug)]
#[expect(unnameable_types, reason = "of a trait that nobody else implements")]
pub struct Dialect {
    /// The type of `ends_at`.
    pub time: &'static str,
    /// The time now, the same throughout a statement.
    pub now: &'static str,
    /// The time after the duration that is the statement's third value.
    pub later: &'static str,
    /// Makes a purge pass over what others are about to change.
    pub skip_locked: &'static str,
}

/// One statement per step. Values are, in this order: message, token, and what the dialect takes
/// for times.
#[derive(Clone)]
pub(crate) struct Statements {
    pub(crate) create: SqlStr,
    pub(crate) claim: SqlStr,
    pub(crate) complete: SqlStr,
    pub(crate) release: SqlStr,
    pub(crate) purge: SqlStr,
}

impl Statements {
    pub(crate) fn new(TableName(name): TableName<'_>, dialect: &Dialect) -> Self {
        let Dialect { time, now, later, skip_locked } = dialect;
        let table = format!("\"{name}\"");
        let index = format!("\"{name}_ends_at\"");
        // No token: done.
        let create = format!(
            "CREATE TABLE IF NOT EXISTS {table} (message TEXT PRIMARY KEY, token TEXT, ends_at \
             {time} NOT NULL);
             CREATE INDEX IF NOT EXISTS {index} ON {table} (ends_at)"
        );
        // Whose the message is after this statement tells what it was before. A claim that is
        // rejected writes what is there already: reading it in a second step would read what
        // came later.
        let claim = format!(
            "INSERT INTO {table} AS held (message, token, ends_at) VALUES ($1, $2, {later})
             ON CONFLICT (message) DO UPDATE SET
                 token = CASE WHEN held.ends_at <= {now} THEN excluded.token ELSE held.token END,
                 ends_at = CASE WHEN held.ends_at <= {now} THEN excluded.ends_at ELSE held.ends_at \
                 END
             RETURNING token"
        );
        let complete = format!(
            "UPDATE {table} SET token = NULL, ends_at = {later} WHERE message = $1 AND token = $2"
        );
        let release = format!("DELETE FROM {table} WHERE message = $1 AND token = $2");
        // The time is compared twice, for a claim may come between the two.
        let purge = format!(
            "DELETE FROM {table} WHERE ends_at <= {now} AND message IN
             (SELECT message FROM {table} WHERE ends_at <= {now} ORDER BY ends_at LIMIT $1 \
             {skip_locked})"
        );
        let [create, claim, complete, release, purge] = [create, claim, complete, release, purge]
            .map(|text| AssertSqlSafe(text).into_sql_str());
        Self { create, claim, complete, release, purge }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_short() {
        for name in ["a", "_", "alipay_notify_messages", "t2", &"x".repeat(40)] {
            assert_eq!(TableName::parse(name).map(|name| name.0), Ok(name));
        }
        for name in
            ["", "2t", "Messages", "a b", "a.b", "a\"; DROP TABLE b; --", "表", &"x".repeat(41)]
        {
            assert_eq!(TableName::parse(name).map(|name| name.0), Err(TableNameError), "{name}");
        }
    }

    #[test]
    fn a_main_that_returns_the_error_shows_its_sentence() {
        let sentence = "a table's name is 1 to 40 of a-z, 0-9 and _, and starts with a letter or _";
        assert_eq!(TableNameError.to_string(), sentence);
        assert_eq!(format!("{TableNameError:?}"), sentence);
    }
}
