//! What a build without templates has in place of the inspector: nothing.

use std::convert::Infallible;
use std::future::Ready;
use std::net::SocketAddr;
use std::sync::Arc;

use alipay_notify_explain::Keys;

use super::{Ended, UiOptions};
use crate::client::Reach;
use crate::failure::Failure;
use crate::lang::say;
use crate::listen::Listener;
use crate::listen::delivery::Delivery;

#[derive(Debug)]
pub(in crate::listen) struct Inspector(Infallible);

impl UiOptions {
    pub(in crate::listen) fn inspector(
        &self,
        _keys: Keys,
        _app_ids: &[String],
        _forward: Option<&str>,
        _reach: Reach,
    ) -> Result<Option<Inspector>, Failure> {
        match self.ui {
            None => Ok(None),
            Some(_) => Err(crate::build::lacks(&say!("inspector", "投递检视页"))),
        }
    }
}

impl Inspector {
    pub(in crate::listen) fn keep(&self, _delivery: Delivery, _ended: Ended) {
        match self.0 {}
    }

    pub(in crate::listen) fn keep_refused(&self, _ended: Ended) {
        match self.0 {}
    }

    pub(in crate::listen) fn announce(&self, _here: Option<SocketAddr>) {
        match self.0 {}
    }

    pub(in crate::listen) fn serve(_listener: Arc<Listener>) -> Ready<()> {
        std::future::ready(())
    }
}
