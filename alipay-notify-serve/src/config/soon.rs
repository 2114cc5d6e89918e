//! Destinations that are not here yet: each is refused as it is read.

use thiserror::Error;

use crate::destination::Stdout;

/// Why a destination can't be as it is set, in a sentence that does not repeat what was set.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct SettingError(String);

pub(super) enum Http {}
pub(super) enum Nats {}
pub(super) enum Redis {}
pub(super) enum RabbitMq {}

fn none<T>() -> Result<T, SettingError> {
    Err(SettingError("this build delivers to stdout only".to_owned()))
}

impl Http {
    pub(super) fn new(_: &str) -> Result<Stdout, SettingError> {
        none()
    }
}

impl Nats {
    pub(super) fn new(_: &str, _: &str) -> Result<Stdout, SettingError> {
        none()
    }
}

impl Redis {
    pub(super) fn new(_: &str, _: &str) -> Result<Stdout, SettingError> {
        none()
    }
}

impl RabbitMq {
    pub(super) fn new(_: &str, _: &str) -> Result<Stdout, SettingError> {
        none()
    }

    pub(super) fn to_exchange(_: &str, _: &str, _: &str) -> Result<Stdout, SettingError> {
        none()
    }
}

impl Stdout {
    pub(super) fn secret(self, _: &str) -> Result<Self, SettingError> {
        none()
    }

    pub(super) fn authorization(self, _: &str) -> Result<Self, SettingError> {
        none()
    }

    pub(super) fn make_stream(self, _: &str) -> Self {
        self
    }

    pub(super) fn max_len(self, _: u64) -> Self {
        self
    }
}
