//! Deliveries as a gateway hands them to an inbox.

use alipay_notify::inbox::StoredDelivery;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};

use super::Outcome;

/// Makes one message after another.
pub(crate) struct Messages {
    body: Vec<u8>,
    next: usize,
}

impl Messages {
    pub(crate) fn new() -> Self {
        let body = TestMessage::example::<ShopSaveRejected>().sign(&TestKey::generate()).body();
        Self { body, next: 0 }
    }

    /// So many more.
    pub(crate) fn take(&mut self, count: usize) -> Outcome<Vec<StoredDelivery>> {
        let first = self.next;
        self.next += count;
        (first..self.next)
            .map(|number| {
                let record = record(&format!("2014060600164699:{number:032}"));
                Ok(StoredDelivery::from_trusted_storage(&record, self.body.clone())?)
            })
            .collect()
    }

    /// The body of all of them.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }
}

/// What a gateway keeps beside the body.
pub(crate) fn record(key: &str) -> String {
    format!(
        r#"{{"version":1,"key":"{key}","app_id":"2014060600164699","family":"msg_method","name":"ant.merchant.expand.shop.save.rejected","charset":"UTF-8","sign_mode":"V1","without_empty":false,"signer":"{}","received_at":1800000000123,"condition":"ready"}}"#,
        "0".repeat(64)
    )
}
