//! Where events go.

mod error;
mod stdout;

use crate::event::Event;
pub use error::DeliveryError;
pub use stdout::Stdout;

/// Takes events, and confirms that it has them.
///
/// Destinations connect when there is something to deliver, and again after a failure.
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
