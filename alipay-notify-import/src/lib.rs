//! Reads the pages on which Alipay documents its messages, and writes schema files of them.
//!
//! [`read_page`] makes a [`MessageSchema`](alipay_notify_schema::MessageSchema) of a page's text,
//! and [`to_json`] a schema file of that. [`update`] brings an older file up to date while keeping
//! what was made by hand, [`changes`] lists what is new, and [`rust`] writes the Rust that declares
//! a message.

pub mod changes;
mod page;
pub mod rust;
pub mod update;
mod write;

pub use page::{Doubt, Import, Taken, Warning, read_page};
pub use write::to_json;
