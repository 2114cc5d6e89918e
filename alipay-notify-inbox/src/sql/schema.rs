//! The tables, and how older ones become these: forward only, under a lock, by whoever comes first.

use super::statements::{Statement, TABLE, int};
use super::{Dialect, SqlDatabase};
use crate::any::Absent;
use crate::error::OpenError;

/// The newest version of the tables.
const VERSION: i64 = 1;

/// Brings the tables up to date, within a transaction that nobody else is in.
pub(crate) async fn migrate<DB: SqlDatabase>(
    connection: &mut DB::Connection,
    absent: Absent,
) -> Result<(), OpenError> {
    let found = version::<DB>(connection).await.map_err(DB::open_error)?;
    if found == 0 && absent == Absent::Refused {
        return Err(OpenError::Missing);
    }
    if found > VERSION {
        return Err(OpenError::Newer { found, known: VERSION });
    }
    for version in found..VERSION {
        for statement in step(version, &DB::DIALECT) {
            run::<DB>(connection, statement).await.map_err(DB::open_error)?;
        }
    }
    // Also where nothing is to be done, this finds out whether the inbox can be written to.
    let write = Statement::new(format!("UPDATE {TABLE}_version SET version = version"), Vec::new());
    DB::fetch(connection, write).await.map_err(DB::open_error)?;
    if found < VERSION {
        let note = format!("INSERT INTO {TABLE}_version (version) VALUES ($1)");
        let note = Statement::new(note, vec![int(VERSION)]);
        DB::fetch(connection, note).await.map_err(DB::open_error)?;
    }
    Ok(())
}

/// The version of the tables that are there; 0 where there are none.
async fn version<DB: SqlDatabase>(connection: &mut DB::Connection) -> sqlx::Result<i64> {
    let first = |rows: Vec<DB::Row>| match rows.first() {
        Some(row) => DB::int(row, 0),
        None => Ok(None),
    };
    let exists = Statement::new(DB::DIALECT.table_exists, Vec::new());
    if first(DB::fetch(connection, exists).await?)?.unwrap_or(0) == 0 {
        return Ok(0);
    }
    let version = Statement::new(format!("SELECT MAX(version) FROM {TABLE}_version"), Vec::new());
    Ok(first(DB::fetch(connection, version).await?)?.unwrap_or(0))
}

async fn run<DB: SqlDatabase>(
    connection: &mut DB::Connection,
    statement: String,
) -> sqlx::Result<()> {
    DB::fetch(connection, Statement::new(statement, Vec::new())).await.map(drop)
}

/// What makes tables of the version after this one.
fn step(version: i64, dialect: &Dialect) -> Vec<String> {
    match version {
        0 => first(dialect),
        _ => Vec::new(),
    }
}

fn first(dialect: &Dialect) -> Vec<String> {
    let Dialect { id, bytes, .. } = dialect;
    vec![
        format!("CREATE TABLE {TABLE}_version (version BIGINT NOT NULL)"),
        format!(
            "CREATE TABLE {TABLE} (
                 id {id},
                 key TEXT NOT NULL UNIQUE,
                 app_id TEXT,
                 family TEXT,
                 name TEXT,
                 state TEXT NOT NULL DEFAULT 'waiting',
                 condition TEXT NOT NULL,
                 attempts BIGINT NOT NULL DEFAULT 0,
                 due_at BIGINT NOT NULL DEFAULT 0,
                 delay BIGINT NOT NULL DEFAULT 0,
                 worker TEXT,
                 beat BIGINT NOT NULL DEFAULT 0,
                 received_at BIGINT NOT NULL,
                 finished_at BIGINT,
                 kept_until BIGINT,
                 note TEXT,
                 record TEXT NOT NULL,
                 body {bytes} NOT NULL
             )"
        ),
        format!("CREATE INDEX {TABLE}_due ON {TABLE} (due_at, id) WHERE state = 'waiting'"),
        format!("CREATE INDEX {TABLE}_state ON {TABLE} (state, id)"),
        format!(
            "CREATE INDEX {TABLE}_finished ON {TABLE} (state, finished_at) WHERE finished_at IS \
             NOT NULL"
        ),
    ]
}
