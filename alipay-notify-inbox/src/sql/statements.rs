//! The statements on the table of an inbox.

use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Database, Encode, SqlSafeStr as _, SqlStr, Type};

use super::Dialect;
use crate::engine::Next;
use crate::entry::{Filter, State, condition_name};

/// What the table is called.
pub(crate) const TABLE: &str = "alipay_notify_inbox";

/// A value of a statement, which nobody shows: it may be a message.
#[derive(Clone, PartialEq, Eq, Hash)]
#[expect(
    unnameable_types,
    missing_debug_implementations,
    reason = "of a trait that nobody else implements"
)]
pub enum Value {
    /// Any integer, as are times.
    Int(Option<i64>),
    /// Any text.
    Text(Option<String>),
    /// A body.
    Bytes(Vec<u8>),
}

/// A statement with its values.
#[derive(Clone)]
#[expect(
    unnameable_types,
    missing_debug_implementations,
    reason = "of a trait that nobody else implements"
)]
pub struct Statement {
    /// Its text, with `$1` and so on for its values.
    pub text: SqlStr,
    /// Its values.
    pub values: Vec<Value>,
}

impl Statement {
    pub(crate) fn new(text: impl Into<String>, values: Vec<Value>) -> Self {
        Self { text: AssertSqlSafe(text.into()).into_sql_str(), values }
    }

    /// As sqlx runs it.
    pub(crate) fn query<'q, DB: Database>(self) -> Query<'q, DB, DB::Arguments>
    where
        for<'v> Option<i64>: Encode<'v, DB> + Type<DB>,
        for<'v> Option<String>: Encode<'v, DB> + Type<DB>,
        for<'v> Vec<u8>: Encode<'v, DB> + Type<DB>,
    {
        self.values.into_iter().fold(sqlx::query(self.text), |query, value| match value {
            Value::Int(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
        })
    }
}

pub(crate) fn int(value: i64) -> Value {
    Value::Int(Some(value))
}

pub(crate) fn text(value: impl Into<String>) -> Value {
    Value::Text(Some(value.into()))
}

/// The columns of a delivery that is put.
pub(crate) const PUT: [&str; 8] =
    ["key", "app_id", "family", "name", "condition", "received_at", "record", "body"];

/// Stores so many deliveries, and returns the keys of those that were not there.
pub(crate) fn put(dialect: &Dialect, rows: Vec<Vec<Value>>) -> Statement {
    let (columns, tuples) = (PUT.join(", "), tuples(dialect, rows.len(), PUT.len()));
    Statement::new(
        format!(
            "INSERT INTO {TABLE} ({columns}) VALUES {tuples} ON CONFLICT (key) DO NOTHING \
             RETURNING key"
        ),
        rows.into_iter().flatten().collect(),
    )
}

/// `($1, $2), ($3, $4)`, and so on.
fn tuples(dialect: &Dialect, rows: usize, columns: usize) -> String {
    let tuple = |row: usize| {
        let values = (1..=columns).map(|column| (dialect.parameter)(row * columns + column));
        format!("({})", values.collect::<Vec<_>>().join(", "))
    };
    (0..rows).map(tuple).collect::<Vec<_>>().join(", ")
}

/// Takes what is due: the order is that of the index, so that it costs the same however many wait.
pub(crate) fn take(dialect: &Dialect, worker: &str, limit: i64, now: i64) -> Statement {
    let Dialect { by_due, skip_locked, .. } = dialect;
    Statement::new(
        format!(
            "UPDATE {TABLE} SET state = 'running', worker = $1, beat = 0, attempts = attempts + 1 \
             WHERE id IN (SELECT id FROM {TABLE} {by_due} WHERE state = 'waiting' AND due_at <= $2 \
             ORDER BY due_at, id LIMIT $3 {skip_locked}) RETURNING id, attempts, record, body"
        ),
        vec![text(worker), int(now), int(limit)],
    )
}

/// The columns of a taking that is settled.
const SETTLED: [&str; 12] = [
    "id",
    "worker",
    "taken",
    "beat",
    "state",
    "condition",
    "attempts",
    "due_at",
    "delay",
    "finished_at",
    "kept_until",
    "note",
];

/// The values of a taking that is settled, in the order of the columns. Of a lapsed one, how often
/// its worker had said that it lives.
pub(crate) fn settled(
    next: Next,
    id: i64,
    worker: &str,
    attempts: u32,
    beat: Option<i64>,
) -> Vec<Value> {
    vec![
        int(id),
        text(worker),
        int(attempts.into()),
        Value::Int(beat),
        text(next.state.as_str()),
        Value::Text(next.condition.map(|condition| condition_name(condition).to_owned())),
        int(next.attempts.into()),
        int(next.due_at),
        int(next.delay),
        Value::Int(next.finished_at),
        Value::Int(next.kept_until),
        Value::Text(next.note),
    ]
}

/// Notes what is to become of so many takings, and returns the ids of those that still were
/// takings; of a lapsed one, also where its worker has not said since that it lives.
pub(crate) fn settle(dialect: &Dialect, rows: Vec<Vec<Value>>) -> Statement {
    let (columns, tuples) = (SETTLED.join(", "), tuples(dialect, rows.len(), SETTLED.len()));
    Statement::new(
        format!(
            "WITH next ({columns}) AS (VALUES {tuples}) UPDATE {TABLE} SET state = next.state, \
             condition = COALESCE(next.condition, {TABLE}.condition), attempts = next.attempts, \
             due_at = next.due_at, delay = next.delay, finished_at = next.finished_at, kept_until \
             = next.kept_until, note = next.note, worker = NULL FROM next WHERE {TABLE}.id = \
             next.id AND {TABLE}.state = 'running' AND {TABLE}.worker = next.worker AND \
             {TABLE}.attempts = next.taken AND {TABLE}.beat = COALESCE(next.beat, {TABLE}.beat) \
             RETURNING {TABLE}.id"
        ),
        rows.into_iter().flatten().collect(),
    )
}

pub(crate) fn beat(worker: &str) -> Statement {
    Statement::new(
        format!("UPDATE {TABLE} SET beat = beat + 1 WHERE state = 'running' AND worker = $1"),
        vec![text(worker)],
    )
}

pub(crate) fn running() -> Statement {
    Statement::new(
        format!(
            "SELECT id, worker, attempts, beat, key, family, name FROM {TABLE} WHERE state = \
             'running'"
        ),
        Vec::new(),
    )
}

pub(crate) fn unhandled() -> Statement {
    Statement::new(
        format!(
            "SELECT DISTINCT family, name FROM {TABLE} WHERE state = 'stuck' AND condition = \
             'unhandled'"
        ),
        Vec::new(),
    )
}

/// Has what no handler took tried again.
pub(crate) fn resume_unhandled(family: Option<String>, name: Option<String>) -> Statement {
    Statement::new(
        format!(
            "UPDATE {TABLE} SET state = 'waiting', due_at = 0, delay = 0 WHERE state = 'stuck' AND \
             condition = 'unhandled' AND COALESCE(family, '') = COALESCE($1, '') AND \
             COALESCE(name, '') = COALESCE($2, '') RETURNING id"
        ),
        vec![Value::Text(family), Value::Text(name)],
    )
}

/// Has what could not be read or broke its specification tried again.
pub(crate) fn resume_rejected() -> Statement {
    Statement::new(
        format!(
            "UPDATE {TABLE} SET state = 'waiting', due_at = 0, delay = 0 WHERE state = 'stuck' AND \
             condition <> 'unhandled' RETURNING id"
        ),
        Vec::new(),
    )
}

/// What is due later than its delay from now was meant by a clock that has been put back.
pub(crate) fn bring_forward(dialect: &Dialect, now: i64) -> Statement {
    let by_due = dialect.by_due;
    Statement::new(
        format!(
            "UPDATE {TABLE} {by_due} SET due_at = $1 + delay WHERE state = 'waiting' AND due_at > \
             $1 AND due_at > $1 + delay RETURNING id"
        ),
        vec![int(now)],
    )
}

pub(crate) fn purge(
    skip_locked: &str,
    state: State,
    until: i64,
    now: i64,
    limit: i64,
) -> Statement {
    let state = state.as_str();
    Statement::new(
        format!(
            "DELETE FROM {TABLE} WHERE id IN (SELECT id FROM {TABLE} WHERE state = '{state}' AND \
             finished_at <= $1 AND kept_until <= $2 ORDER BY finished_at LIMIT $3 {skip_locked}) \
             RETURNING id"
        ),
        vec![int(until), int(now), int(limit)],
    )
}

/// The columns of an entry.
const ENTRY: &str = "id, key, app_id, family, name, state, condition, attempts, received_at, \
                     due_at, finished_at, note";

pub(crate) fn list(filter: &Filter) -> Statement {
    let mut values = vec![int(filter.after.0), int(filter.limit.into())];
    let states: Vec<_> =
        filter.states.iter().map(|state| format!("'{}'", state.as_str())).collect();
    let of_states = match states.len() {
        0 => String::new(),
        _ => format!(" AND state IN ({})", states.join(", ")),
    };
    let of_name = if filter.name.is_some() { " AND name = $3" } else { "" };
    values.extend(filter.name.clone().map(text));
    Statement::new(
        format!(
            "SELECT {ENTRY} FROM {TABLE} WHERE id > $1{of_states}{of_name} ORDER BY id LIMIT $2"
        ),
        values,
    )
}

pub(crate) fn find(key: &str) -> Statement {
    Statement::new(
        format!("SELECT {ENTRY}, record, body FROM {TABLE} WHERE key = $1"),
        vec![text(key)],
    )
}

pub(crate) fn state_of(key: &str) -> Statement {
    Statement::new(format!("SELECT state FROM {TABLE} WHERE key = $1"), vec![text(key)])
}

pub(crate) fn retry(key: &str) -> Statement {
    Statement::new(
        format!(
            "UPDATE {TABLE} SET state = 'waiting', due_at = 0, delay = 0, attempts = 0, \
             finished_at = NULL, kept_until = NULL WHERE key = $1 AND state IN ('waiting', \
             'stuck', 'dead') RETURNING id"
        ),
        vec![text(key)],
    )
}

pub(crate) fn discard(key: &str, now: i64, kept_until: i64) -> Statement {
    Statement::new(
        format!(
            "UPDATE {TABLE} SET state = 'done', finished_at = $2, kept_until = $3, note = \
             'dropped by hand' WHERE key = $1 AND state IN ('waiting', 'stuck', 'dead') RETURNING \
             id"
        ),
        vec![text(key), int(now), int(kept_until)],
    )
}

/// How many there are in each state that is not the last one.
pub(crate) fn depth() -> Statement {
    Statement::new(
        format!(
            "SELECT state, COUNT(*) FROM {TABLE} WHERE state IN ('waiting', 'running', 'stuck', \
             'dead') GROUP BY state"
        ),
        Vec::new(),
    )
}

/// When the oldest one in this state was received. Those that came first have the lowest ids.
pub(crate) fn oldest(state: State) -> Statement {
    let state = state.as_str();
    Statement::new(
        format!("SELECT received_at FROM {TABLE} WHERE state = '{state}' ORDER BY id LIMIT 1"),
        Vec::new(),
    )
}
