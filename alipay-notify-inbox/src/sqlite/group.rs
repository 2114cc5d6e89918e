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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::sql::statements::{int, text};
    use crate::sqlite::SqliteInbox;

    #[tokio::test]
    async fn what_waits_together_is_one_transaction() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let url = format!("sqlite:{}", folder.path().join("inbox.db").display());
        let inbox = SqliteInbox::open(&url).await.expect("the inbox opens");
        let commits = Arc::new(AtomicUsize::new(0));
        count(inbox.pool(), &commits).await;

        let (steps, waiting) = mpsc::channel(LARGEST);
        let put = |number| {
            let (answer, put) = oneshot::channel();
            assert!(steps.try_send(Step::Put(values(number), answer)).is_ok(), "there is room");
            put
        };
        let putting: Vec<_> = (0..LARGEST).map(put).collect();
        drop(steps);
        write(inbox.pool().clone(), waiting).await;

        for put in putting {
            assert_eq!(put.await.expect("an answer").expect("a file to write to"), Put::Stored);
        }
        assert_eq!(commits.load(Ordering::SeqCst), 1);
    }

    /// Counts what the one connection of a pool commits.
    async fn count(pool: &SqlitePool, commits: &Arc<AtomicUsize>) {
        let commits = Arc::clone(commits);
        let mut connection = pool.acquire().await.expect("nobody has it");
        connection.lock_handle().await.expect("it is open").set_commit_hook(move || {
            commits.fetch_add(1, Ordering::SeqCst);
            true
        });
    }

    /// What is put of a delivery, in the order of the columns.
    fn values(number: usize) -> Vec<Value> {
        let [none, some] = [Value::Text(None), text("of no meaning here")];
        vec![
            text(format!("key {number}")),
            none.clone(),
            none.clone(),
            none,
            some.clone(),
            int(0),
            some,
            Value::Bytes(Vec::new()),
        ]
    }
}
