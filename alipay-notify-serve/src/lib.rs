#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod destination;
mod event;

pub use destination::{DeliveryError, Destination, Stdout};
pub use event::{Event, Wanted};
