//! One message, delivered once or again and again.

use std::time::Instant;

use crate::client::Client;
use crate::failure::Failure;

use super::delivery::{Delivery, Fate, Plan};
use super::message::Message;
use super::recipe::{Recipe, Stamps};
use super::report::Report;
use super::schedule;

/// Delivers a message, and reports each time.
pub(super) fn run(
    client: &Client,
    recipe: &Recipe,
    message: &Message,
    plan: Plan,
    report: &Report<'_>,
) -> Result<Fate, Failure> {
    let (notify_id, mut stamps) = (recipe.notify_id()?, Stamps::default());
    let of = match plan {
        Plan::Times(times) => times,
        Plan::Retries { .. } => schedule::DELIVERIES,
    };
    report.begin(message, recipe, &notify_id)?;
    let (mut answered, mut succeeded) = (false, 0);
    for number in 1..=of {
        let signed = recipe.sign(message, &notify_id, stamps.next())?;
        let begun = Instant::now();
        let answer = match client.deliver(&recipe.content_type(), &signed.body()) {
            Ok(answer) => Ok(answer),
            Err(Failure::Because(why)) => Err(why),
            Err(closed @ Failure::OutputClosed) => return Err(closed),
        };
        let took = begun.elapsed();
        let tampered = recipe.tampered.is_some();
        let delivery = Delivery { message, signed: &signed, number, of, tampered, took, answer };
        answered |= delivery.answer.is_ok();
        succeeded += usize::from(delivery.is_success());
        report.delivery(&delivery, plan)?;
        if let Plan::Retries { speed } = plan {
            match schedule::wait_after(message.family, number) {
                Some(wait) if !delivery.is_success() => schedule::wait(wait, speed, number + 1),
                _ => break,
            }
        }
    }
    let wanted = if matches!(plan, Plan::Retries { .. }) { 1 } else { of };
    let fate = match (answered, succeeded == wanted) {
        (false, _) => Fate::Undelivered,
        (true, true) => Fate::Success,
        (true, false) => Fate::Refused,
    };
    report.fate(message, fate, plan)?;
    Ok(fate)
}
