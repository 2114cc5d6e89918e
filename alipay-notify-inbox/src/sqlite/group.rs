//! Group commit: what is to be written at the same time is one transaction, and one wait for the
//! disk.
//!
//! While one group is committed, the next one gathers. So alone a delivery waits for nobody, and
//! under load a group is as large as the disk is slow.

use std::collections::HashSet;
use std::sync::Arc;

use alipay_notify::inbox::{InboxError, Put};
use sqlx::Sqlite;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use tokio::sync::{mpsc, oneshot};

use crate::sql::sealed::Sealed as _;
use crate::sql::statements::{self, Statement, Value};

/// How many steps a group may have. As many more may wait for the next one.
pub(super) const LARGEST: usize = 128;

/// Who waits for a step.
type Waiting<T> = oneshot::Sender<Result<T, InboxError>>;

/// A step of a group, and who waits for it.
#[expect(
    unnameable_types,
    missing_debug_implementations,
    reason = "of a trait that nobody else implements"
)]
pub enum Step {
    /// Stores a delivery.
    Put(Vec<Value>, Waiting<Put>),
    /// Runs a statement.
    Write(Statement, Waiting<Vec<SqliteRow>>),
}

impl Step {
    /// Whether nobody waits any more: the delivery was answered `fail` and comes again.
    fn is_abandoned(&self) -> bool {
        match self {
            Self::Put(_, waiting) => waiting.is_closed(),
            Self::Write(..) => false,
        }
    }
}

/// Writes groups until nobody is left who could send a step.
pub(super) async fn write(pool: SqlitePool, mut steps: mpsc::Receiver<Step>) {
    let mut group = Vec::with_capacity(LARGEST);
    while steps.recv_many(&mut group, LARGEST).await > 0 {
        group.retain(|step| !step.is_abandoned());
        if !group.is_empty() {
            commit(&pool, group.drain(..)).await;
        }
    }
}

/// Commits a group, and then tells those who wait.
async fn commit(pool: &SqlitePool, group: impl Iterator<Item = Step>) {
    let (mut puts, mut putting) = (Vec::new(), Vec::new());
    let (mut writes, mut writing) = (Vec::new(), Vec::new());
    for step in group {
        match step {
            Step::Put(values, waiting) => {
                putting.push((key(&values), waiting));
                puts.push(values);
            }
            Step::Write(statement, waiting) => {
                writes.push(statement);
                writing.push(waiting);
            }
        }
    }

    match transact(pool, puts, writes).await {
        Ok((mut stored, rows)) => {
            for (key, waiting) in putting {
                let put = if stored.remove(&key) { Put::Stored } else { Put::AlreadyThere };
                let _ = waiting.send(Ok(put));
            }
            for (rows, waiting) in rows.into_iter().zip(writing) {
                let _ = waiting.send(Ok(rows));
            }
        }
        Err(error) => {
            let error = Arc::new(error);
            let failed = || InboxError::new(Arc::clone(&error));
            for (_, waiting) in putting {
                let _ = waiting.send(Err(failed()));
            }
            for waiting in writing {
                let _ = waiting.send(Err(failed()));
            }
        }
    }
}

/// The keys of what was not there, and the rows of each statement.
type Written = (HashSet<String>, Vec<Vec<SqliteRow>>);

async fn transact(
    pool: &SqlitePool,
    puts: Vec<Vec<Value>>,
    writes: Vec<Statement>,
) -> sqlx::Result<Written> {
    let mut transaction = Sqlite::begin(pool).await?;
    let mut stored = HashSet::new();
    if !puts.is_empty() {
        for row in Sqlite::fetch(&mut transaction, statements::put(puts)).await? {
            stored.extend(Sqlite::text(&row, 0)?);
        }
    }
    let mut rows = Vec::with_capacity(writes.len());
    for statement in writes {
        rows.push(Sqlite::fetch(&mut transaction, statement).await?);
    }
    transaction.commit().await?;
    Ok((stored, rows))
}

/// The key of what is put: its first column.
fn key(values: &[Value]) -> String {
    match values.first() {
        Some(Value::Text(Some(key))) => key.clone(),
        _ => String::new(),
    }
}
