//! Group commit: what is to be written at the same time is one transaction, and one wait for the
//! disk.
//!
//! While one group is committed, the next one gathers. So alone a delivery waits for nobody, and
//! under load a group is as large as the disk is slow.

use std::collections::HashSet;
use std::mem;
use std::sync::Arc;

use alipay_notify::inbox::InboxError;
use sqlx::Sqlite;
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteRow};
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
    /// Puts or settles one row; whether there was anything to do.
    Row(Kind, Vec<Value>, Waiting<bool>),
    /// Runs a statement.
    Write(Statement, Waiting<Vec<SqliteRow>>),
}

/// What is done to a row: of either, one statement does several.
#[derive(Clone, Copy)]
#[expect(
    unnameable_types,
    missing_debug_implementations,
    reason = "of a trait that nobody else implements"
)]
pub enum Kind {
    /// It is stored, unless it is there.
    Put,
    /// It is noted what is to become of it, if it still is this taking's.
    Settle,
}

impl Kind {
    fn statement(self, rows: Vec<Vec<Value>>) -> Statement {
        match self {
            Self::Put => statements::put(&Sqlite::DIALECT, rows),
            Self::Settle => statements::settle(&Sqlite::DIALECT, rows),
        }
    }

    /// The first value of a row to which that was done.
    fn first(self, row: &SqliteRow) -> sqlx::Result<Value> {
        Ok(match self {
            Self::Put => Value::Text(Sqlite::text(row, 0)?),
            Self::Settle => Value::Int(Sqlite::int(row, 0)?),
        })
    }
}

impl Step {
    /// Whether nobody waits any more: the delivery was answered `fail` and comes again.
    fn is_abandoned(&self) -> bool {
        match self {
            Self::Row(Kind::Put, _, waiting) => waiting.is_closed(),
            Self::Row(Kind::Settle, ..) | Self::Write(..) => false,
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
    let (mut puts, mut settled) = (Rows::of(Kind::Put), Rows::of(Kind::Settle));
    let (mut statements, mut waiting) = (Vec::new(), Vec::new());
    for step in group {
        match step {
            Step::Row(Kind::Put, row, waiting) => puts.add(row, waiting),
            Step::Row(Kind::Settle, row, waiting) => settled.add(row, waiting),
            Step::Write(statement, whoever) => {
                statements.push(statement);
                waiting.push(whoever);
            }
        }
    }

    match transact(pool, [&mut puts, &mut settled], statements).await {
        Ok(results) => {
            puts.tell();
            settled.tell();
            for (rows, waiting) in results.into_iter().zip(waiting) {
                let _ = waiting.send(Ok(rows));
            }
        }
        Err(error) => {
            let error = Arc::new(error);
            puts.fail(&error);
            settled.fail(&error);
            for waiting in waiting {
                let _ = waiting.send(Err(InboxError::new(Arc::clone(&error))));
            }
        }
    }
}

/// Returns the rows of each statement.
async fn transact(
    pool: &SqlitePool,
    rows: [&mut Rows; 2],
    statements: Vec<Statement>,
) -> sqlx::Result<Vec<Vec<SqliteRow>>> {
    let mut transaction = Sqlite::begin(pool).await?;
    for rows in rows {
        rows.write(&mut transaction).await?;
    }
    let mut results = Vec::with_capacity(statements.len());
    for statement in statements {
        results.push(Sqlite::fetch(&mut transaction, statement).await?);
    }
    transaction.commit().await?;
    Ok(results)
}

/// The rows of a group to which the same is done, and who waits for each.
struct Rows {
    kind: Kind,
    /// What is not written yet.
    left: Vec<Vec<Value>>,
    /// Next to the first value, which tells a row from any other.
    waiting: Vec<(Option<Value>, Waiting<bool>)>,
    /// The first values of those to which it was done.
    done: HashSet<Value>,
}

impl Rows {
    fn of(kind: Kind) -> Self {
        Self { kind, left: Vec::new(), waiting: Vec::new(), done: HashSet::new() }
    }

    fn add(&mut self, row: Vec<Value>, waiting: Waiting<bool>) {
        self.waiting.push((row.first().cloned(), waiting));
        self.left.push(row);
    }

    /// In statements of 128, 64 and so on rows, which are few enough to be prepared once.
    async fn write(&mut self, connection: &mut SqliteConnection) -> sqlx::Result<()> {
        while let Some(power) = self.left.len().checked_ilog2() {
            let rest = self.left.split_off(1 << power);
            let rows = mem::replace(&mut self.left, rest);
            for row in Sqlite::fetch(connection, self.kind.statement(rows)).await? {
                self.done.insert(self.kind.first(&row)?);
            }
        }
        Ok(())
    }

    fn tell(mut self) {
        for (first, waiting) in self.waiting {
            let _ = waiting.send(Ok(first.is_some_and(|first| self.done.remove(&first))));
        }
    }

    fn fail(self, error: &Arc<sqlx::Error>) {
        for (_, waiting) in self.waiting {
            let _ = waiting.send(Err(InboxError::new(Arc::clone(error))));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::sql::statements::{int, text};
    use crate::sqlite::tests::{done, inbox};

    #[tokio::test]
    async fn what_waits_together_is_one_transaction() {
        let (_folder, inbox) = inbox().await;
        let commits = Arc::new(AtomicUsize::new(0));
        count(inbox.pool(), &commits).await;

        let (steps, waiting) = mpsc::channel(LARGEST);
        let put = |number| {
            let (answer, put) = oneshot::channel();
            assert!(
                steps.try_send(Step::Row(Kind::Put, values(number), answer)).is_ok(),
                "there is room"
            );
            put
        };
        let putting: Vec<_> = (0..LARGEST).map(put).collect();
        drop(steps);
        write(inbox.pool().clone(), waiting).await;

        for put in putting {
            assert!(put.await.expect("an answer").expect("a file to write to"));
        }
        assert_eq!(commits.load(Ordering::SeqCst), 1);
    }

    /// In statements of several rows, each of which has its own answer.
    #[tokio::test]
    async fn only_takings_of_a_worker_are_settled_by_it() {
        let (_folder, inbox) = inbox().await;
        let rows = (1..=8).map(values).collect();
        let take = statements::take(&Sqlite::DIALECT, "this", 7, 1);
        for statement in [statements::put(&Sqlite::DIALECT, rows), take] {
            statement.query::<Sqlite>().execute(inbox.pool()).await.expect("it is written");
        }

        let (steps, waiting) = mpsc::channel(LARGEST);
        let takings = [(1, "this", 1), (2, "other", 1), (3, "this", 2), (8, "this", 1)];
        let takings = takings.into_iter().chain([(4, "this", 1), (4, "this", 1), (7, "this", 1)]);
        let settling: Vec<_> = takings
            .map(|(id, worker, attempts)| {
                let (answer, settled) = oneshot::channel();
                let row = statements::settled(done(), id, worker, attempts, None);
                let step = Step::Row(Kind::Settle, row, answer);
                assert!(steps.try_send(step).is_ok(), "there is room");
                settled
            })
            .collect();
        drop(steps);
        write(inbox.pool().clone(), waiting).await;

        let mut were = Vec::new();
        for settled in settling {
            were.push(settled.await.expect("an answer").expect("a file to write to"));
        }
        assert_eq!(were, [true, false, false, false, true, false, true]);
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
