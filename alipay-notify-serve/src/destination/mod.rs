//! Where events go.

mod error;
mod http;
mod link;
mod nats;
mod rabbitmq;
mod redis;
mod stdout;
mod template;
mod url;

use std::time::Duration;

use crate::event::Event;
pub use error::{DeliveryError, SettingError};
pub use http::Http;
pub use nats::Nats;
pub use rabbitmq::RabbitMq;
pub use redis::Redis;
pub use stdout::Stdout;

/// How long a destination has to confirm, unless it is set.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long a server that can is to remember what it has, where this says it: as long as an inbox
/// waits until it tries again.
const REMEMBERED: Duration = Duration::from_hours(1);

/// Takes events, and confirms that it has them.
///
/// Making a destination connects to nothing. The first event does, and the next one does again
/// after a failure.
///
/// There is none for Kafka: `rdkafka`, the client that is kept up best, builds a library in C, and
/// the broker to test against is a program for a JVM, of which Debian has no package. Who has one
/// implements this trait: an event's [`attributes`](Event::attributes) become headers `ce_…` there,
/// and an acknowledgement by all replicas (`acks=all`) is the confirmation.
pub trait Destination: Send + Sync + 'static {
    /// Delivers an event. Many are delivered at once.
    ///
    /// # Errors
    ///
    /// [`DeliveryError`] where it is not sure that the destination has it. It may have it all the
    /// same; the event is delivered again, and its `id` tells that it is the same one.
    fn deliver(&self, event: &Event) -> impl Future<Output = Result<(), DeliveryError>> + Send;

    /// Makes sure that the destination could be delivered to now.
    ///
    /// # Errors
    ///
    /// [`DeliveryError`] says why it could not.
    fn reach(&self) -> impl Future<Output = Result<(), DeliveryError>> + Send;
}
