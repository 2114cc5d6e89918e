//! Rows of the table, read and written.

use std::sync::Arc;

use alipay_notify::inbox::StoredDelivery;

use super::SqlDatabase;
use super::statements::{Value, int, text};
use crate::engine::{Seen, Taking};
use crate::entry::{Cursor, Entry, Found, State, condition_name, condition_of, family_of};
use crate::health::Health;
use crate::time::{millis_of, time_of};

/// The values of a delivery that is put, in the order of the columns.
pub(super) fn values_of(delivery: &StoredDelivery) -> Vec<Value> {
    let some = |value: Option<&str>| Value::Text(value.map(str::to_owned));
    vec![
        text(delivery.key().as_str()),
        some(delivery.app_id()),
        Value::Text(delivery.family().map(|family| family.parameter().to_owned())),
        some(delivery.name()),
        text(condition_name(delivery.condition())),
        int(millis_of(delivery.received_at())),
        text(delivery.record()),
        Value::Bytes(delivery.body().to_vec()),
    ]
}

pub(super) fn taking<DB: SqlDatabase>(row: &DB::Row, worker: &Arc<str>) -> sqlx::Result<Taking> {
    Ok(Taking {
        id: required(DB::int(row, 0)?)?,
        worker: Arc::clone(worker),
        attempts: attempts::<DB>(row, 1)?,
        has_lapsed: false,
        at_it: Arc::default(),
        delivery: StoredDelivery::from_trusted_storage(
            &DB::text(row, 2)?.unwrap_or_default(),
            DB::bytes(row, 3)?,
        ),
    })
}

pub(super) fn seen<DB: SqlDatabase>(row: &DB::Row) -> sqlx::Result<Seen> {
    Ok(Seen {
        id: required(DB::int(row, 0)?)?,
        worker: DB::text(row, 1)?.unwrap_or_default(),
        attempts: attempts::<DB>(row, 2)?,
        beat: required(DB::int(row, 3)?)?,
        key: DB::text(row, 4)?.unwrap_or_default(),
        family: DB::text(row, 5)?.as_deref().and_then(family_of),
        name: DB::text(row, 6)?,
    })
}

pub(super) fn entry<DB: SqlDatabase>(row: &DB::Row) -> sqlx::Result<Entry> {
    let condition = DB::text(row, 6)?.as_deref().and_then(condition_of);
    let due_at = DB::int(row, 9)?.filter(|due_at| *due_at > 0);
    let state = state::<DB>(row, 5)?;
    Ok(Entry {
        cursor: Cursor(required(DB::int(row, 0)?)?),
        key: required(DB::text(row, 1)?)?,
        app_id: DB::text(row, 2)?,
        family: DB::text(row, 3)?.as_deref().and_then(family_of),
        name: DB::text(row, 4)?,
        state,
        condition: required(condition)?,
        attempts: attempts::<DB>(row, 7)?,
        received_at: time_of(required(DB::int(row, 8)?)?),
        due_at: due_at.filter(|_| state == State::Waiting).map(time_of),
        finished_at: DB::int(row, 10)?.map(time_of),
        note: DB::text(row, 11)?,
    })
}

pub(super) fn found<DB: SqlDatabase>(row: &DB::Row) -> sqlx::Result<Found> {
    let record = DB::text(row, 12)?.unwrap_or_default();
    Ok(Found::new(entry::<DB>(row)?, record, DB::bytes(row, 13)?))
}

pub(super) fn state<DB: SqlDatabase>(row: &DB::Row, column: usize) -> sqlx::Result<State> {
    required(DB::text(row, column)?.as_deref().and_then(State::parse))
}

/// Adds a row of a state and its count.
pub(super) fn count<DB: SqlDatabase>(row: &DB::Row, health: &mut Health) -> sqlx::Result<()> {
    let count = required(DB::int(row, 1)?)?.unsigned_abs();
    match state::<DB>(row, 0)? {
        State::Waiting => health.waiting = count,
        State::Running => health.running = count,
        State::Stuck => health.stuck = count,
        State::Dead => health.dead = count,
        State::Done => {}
    }
    Ok(())
}

fn attempts<DB: SqlDatabase>(row: &DB::Row, column: usize) -> sqlx::Result<u32> {
    required(DB::int(row, column)?.and_then(|attempts| u32::try_from(attempts).ok()))
}

/// What is there in every row that this crate has written.
fn required<T>(value: Option<T>) -> sqlx::Result<T> {
    value.ok_or_else(|| sqlx::Error::Decode("the row is none that alipay-notify wrote".into()))
}
