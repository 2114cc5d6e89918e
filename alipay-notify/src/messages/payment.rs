//! What a notification of a payment tells, and whether it is that of an order.

use std::fmt;

use super::{TradeStatus, TradeStatusSync, TradeStatusSyncContent};
use crate::debug::debug_as_display;
use crate::{Notification, Yuan};

/// What a notification tells of its payment.
///
/// A refund in part leaves `trade_status` at `TRADE_SUCCESS`, and so sends that once more: the
/// status alone does not tell that an order was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PaymentEvent {
    /// The user has yet to pay (`WAIT_BUYER_PAY`).
    Waiting,
    /// The order was paid (`TRADE_SUCCESS`), and nothing was refunded.
    Paid,
    /// The order was paid, nothing was refunded, and nothing can be any more (`TRADE_FINISHED`).
    /// Mostly this comes months after [`Paid`](Self::Paid), when the time for refunds is over;
    /// where a product has no refunds, it is the only news of the payment.
    Finished,
    /// A part was refunded, or an amount that the notification does not tell.
    PartlyRefunded,
    /// Everything was refunded: `refund_fee` is the whole amount, or the payment is closed
    /// (`TRADE_CLOSED`) with a refund.
    FullyRefunded,
    /// The payment was closed (`TRADE_CLOSED`) without a refund: it was not made in time.
    Closed,
    /// There is no `trade_status`, or one that is not documented, which only lenient decoding lets
    /// through.
    Unknown,
}

impl PaymentEvent {
    /// Whether the order is paid and nothing of it was refunded: [`Paid`](Self::Paid) or
    /// [`Finished`](Self::Finished).
    ///
    /// One order may have both, months apart. So hand over goods only for an order that is not
    /// marked as paid yet.
    #[must_use]
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::Finished)
    }
}

/// What a merchant knows of an order, to hold a payment against.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// What the order with this `out_trade_no` costs; `None` where there is no such order.
    pub total_amount: Option<Yuan>,
    /// Who is to be paid: the `seller_id` (`2088…`), or the `seller_email`.
    pub seller: &'a str,
    /// The app that took the order.
    pub app_id: &'a str,
}

/// How a payment differs from an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mismatch {
    /// There is no order with this `out_trade_no`.
    UnknownOrder,
    /// `total_amount` is not what the order costs, or is missing.
    Amount,
    /// Neither `seller_id` nor `seller_email` is the one that is to be paid.
    Seller,
    /// `app_id` is not that of the app that took the order.
    App,
}

/// Every way in which a payment differs from an order; at least one. It holds no value of either.
///
/// `Debug` is the same sentence as `Display`, since that is what a handler's error is logged as.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatches(Vec<Mismatch>);

impl TradeStatusSyncContent {
    /// What happened to the payment.
    ///
    /// An order counts as paid only with the status `TRADE_SUCCESS` or `TRADE_FINISHED`, and only
    /// without anything that tells of a refund, such as `out_biz_no`, `gmt_refund` or `refund_fee`.
    #[must_use]
    pub fn event(&self) -> PaymentEvent {
        self.event_with(self.tells_of_refund())
    }

    fn event_with(&self, tells_of_refund: bool) -> PaymentEvent {
        match (&self.trade_status, tells_of_refund) {
            (Some(TradeStatus::WaitBuyerPay), _) => PaymentEvent::Waiting,
            (Some(TradeStatus::TradeSuccess), false) => PaymentEvent::Paid,
            (Some(TradeStatus::TradeFinished), false) => PaymentEvent::Finished,
            (Some(TradeStatus::TradeSuccess | TradeStatus::TradeFinished), true) => {
                if self.is_refunded_in_full() {
                    PaymentEvent::FullyRefunded
                } else {
                    PaymentEvent::PartlyRefunded
                }
            }
            (Some(TradeStatus::TradeClosed), true) => PaymentEvent::FullyRefunded,
            (Some(TradeStatus::TradeClosed), false) => PaymentEvent::Closed,
            (Some(TradeStatus::Other(_)) | None, _) => PaymentEvent::Unknown,
        }
    }

    /// Whether there is anything that nothing but a refund has.
    fn tells_of_refund(&self) -> bool {
        self.gmt_refund.is_some()
            || self.refund_fee.is_some()
            || self.send_back_fee.is_some()
            || [
                &self.out_biz_no,
                &self.out_request_no,
                &self.refund_status,
                &self.refund_amount,
                &self.dback_status,
            ]
            .into_iter()
            .any(Option::is_some)
    }

    fn is_refunded_in_full(&self) -> bool {
        self.refund_fee.zip(self.total_amount).is_some_and(|(refunded, total)| refunded >= total)
    }

    fn mismatches(&self, app_id: Option<&str>, order: &Order<'_>) -> Vec<Mismatch> {
        let sellers = [&self.seller_id, &self.seller_email];
        let is_seller = sellers.into_iter().flatten().any(|seller| seller == order.seller);
        [
            (order.total_amount.is_none(), Mismatch::UnknownOrder),
            (
                order.total_amount.is_some() && self.total_amount != order.total_amount,
                Mismatch::Amount,
            ),
            (!is_seller, Mismatch::Seller),
            (app_id != Some(order.app_id), Mismatch::App),
        ]
        .into_iter()
        .filter_map(|(differs, mismatch)| differs.then_some(mismatch))
        .collect()
    }
}

impl Notification<TradeStatusSync> {
    /// What happened to the payment: [`TradeStatusSyncContent::event`], for which a refund counts
    /// also where lenient decoding has left out what tells of it.
    #[must_use]
    pub fn event(&self) -> PaymentEvent {
        let is_stated =
            |name: &&str| self.envelope().parameter(name).is_some_and(|text| !text.is_empty());
        let is_left_out = ["gmt_refund", "refund_fee", "send_back_fee"].iter().any(is_stated);
        self.event_with(is_left_out || self.tells_of_refund())
    }

    /// Makes the four checks that Alipay demands before a payment counts as that of an order: there
    /// is such an order, it costs this amount, the seller is ours, and so is the app.
    ///
    /// # Errors
    ///
    /// Every [`Mismatch`], none of them with its value.
    pub fn check_order(&self, order: &Order<'_>) -> Result<(), Mismatches> {
        let mismatches = self.mismatches(self.envelope().parameter("app_id"), order);
        if mismatches.is_empty() { Ok(()) } else { Err(Mismatches(mismatches)) }
    }
}

impl Mismatches {
    /// Each of them.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Mismatch> {
        self.0.iter().copied()
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownOrder => "there is no such order",
            Self::Amount => "another amount",
            Self::Seller => "another seller",
            Self::App => "another app",
        })
    }
}

impl fmt::Display for Mismatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the payment is not that of the order: ")?;
        for (index, mismatch) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{mismatch}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mismatches {}

debug_as_display!(Mismatches);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::PaymentEvent::{
        Closed, Finished, FullyRefunded, Paid, PartlyRefunded, Unknown, Waiting,
    };

    fn payment() -> TradeStatusSyncContent {
        TradeStatusSyncContent::example()
    }

    /// The event with this status, and with these members set.
    fn event(
        status: Option<TradeStatus>,
        set: impl FnOnce(&mut TradeStatusSyncContent),
    ) -> PaymentEvent {
        let mut payment = payment();
        payment.trade_status = status;
        set(&mut payment);
        payment.event()
    }

    #[test]
    fn a_status_alone() {
        for (status, expected) in [
            (Some(TradeStatus::WaitBuyerPay), Waiting),
            (Some(TradeStatus::TradeSuccess), Paid),
            (Some(TradeStatus::TradeFinished), Finished),
            (Some(TradeStatus::TradeClosed), Closed),
            (Some(TradeStatus::Other("TRADE_PENDING".to_owned())), Unknown),
            (None, Unknown),
        ] {
            let found = event(status, |_| {});
            assert_eq!((found, found.is_paid()), (expected, matches!(expected, Paid | Finished)));
        }
    }

    #[test]
    fn a_refund_is_no_payment() {
        let text = || Some("x".to_owned());
        let marks: [fn(&mut TradeStatusSyncContent, Option<String>); 5] = [
            |payment, text| payment.out_biz_no = text,
            |payment, text| payment.out_request_no = text,
            |payment, text| payment.refund_status = text,
            |payment, text| payment.refund_amount = text,
            |payment, text| payment.dback_status = text,
        ];
        for (status, expected) in [
            (TradeStatus::TradeSuccess, PartlyRefunded),
            (TradeStatus::TradeFinished, PartlyRefunded),
            (TradeStatus::TradeClosed, FullyRefunded),
            (TradeStatus::WaitBuyerPay, Waiting),
        ] {
            for mark in marks {
                assert_eq!(event(Some(status.clone()), |payment| mark(payment, text())), expected);
            }
            let time = "2026-11-28 09:00:00.320".parse().ok();
            assert_eq!(event(Some(status.clone()), |payment| payment.gmt_refund = time), expected);
            let fee = Some(Yuan::from_fen(0));
            assert_eq!(event(Some(status.clone()), |payment| payment.refund_fee = fee), expected);
            assert_eq!(event(Some(status), |payment| payment.send_back_fee = fee), expected);
        }
    }

    #[test]
    fn all_of_it_or_a_part() {
        for (refunded, total, expected) in [
            (1, Some(8888), PartlyRefunded),
            (8887, Some(8888), PartlyRefunded),
            (8888, Some(8888), FullyRefunded),
            (8889, Some(8888), FullyRefunded),
            (8888, None, PartlyRefunded),
        ] {
            let found = event(Some(TradeStatus::TradeSuccess), |payment| {
                payment.refund_fee = Some(Yuan::from_fen(refunded));
                payment.total_amount = total.map(Yuan::from_fen);
            });
            assert_eq!(found, expected, "{refunded} of {total:?}");
        }
    }

    const ORDER: Order<'_> = Order {
        total_amount: Some(Yuan::from_fen(8888)),
        seller: "2088000000000002",
        app_id: "2014060600164699",
    };

    #[test]
    fn every_mismatch_is_named() {
        let found =
            |payment: &TradeStatusSyncContent, app_id, order| payment.mismatches(app_id, &order);
        let ours = Some(ORDER.app_id);
        assert_eq!(found(&payment(), ours, ORDER), []);

        let other = Order { total_amount: Some(Yuan::from_fen(8887)), seller: "x", app_id: "y" };
        let all = [Mismatch::Amount, Mismatch::Seller, Mismatch::App];
        assert_eq!(found(&payment(), ours, other), all);
        let unknown = Order { total_amount: None, ..ORDER };
        assert_eq!(found(&payment(), None, unknown), [Mismatch::UnknownOrder, Mismatch::App]);

        let mut bare = payment();
        (bare.total_amount, bare.seller_id) = (None, None);
        assert_eq!(found(&bare, ours, ORDER), [Mismatch::Amount, Mismatch::Seller]);
        bare.seller_email = Some("shop@example.com".to_owned());
        let by_email = Order { seller: "shop@example.com", ..ORDER };
        assert_eq!(found(&bare, ours, by_email), [Mismatch::Amount]);
        // Nothing that is not there is ours.
        assert_eq!(
            found(&bare, Some(""), Order { seller: "", ..ORDER }),
            [Mismatch::Amount, Mismatch::Seller, Mismatch::App]
        );
    }

    #[test]
    fn mismatches_are_a_sentence_without_values() {
        let mismatches = Mismatches(vec![Mismatch::Amount, Mismatch::App]);
        let sentence = "the payment is not that of the order: another amount, another app";
        assert_eq!(mismatches.to_string(), sentence);
        assert_eq!(format!("{mismatches:?}"), sentence);
        let unknown = Mismatches(vec![Mismatch::UnknownOrder]).to_string();
        assert_eq!(unknown, "the payment is not that of the order: there is no such order");
    }
}
