//! What the end of a lease or a retention changes, and what it doesn't.

use std::time::Duration;

use super::{Contract, LONG, SHORT, token, works};
use crate::store::{Claim, Store};

impl<S: Store, F: AsyncFn(Duration)> Contract<'_, S, F> {
    pub(super) async fn leases(&self) {
        self.a_claim_ends_with_its_lease().await;
        self.a_late_completion_is_what_it_says().await;
        self.a_done_message_outlives_its_lease().await;
        self.a_done_message_is_forgotten_after_its_retention().await;
        self.an_abandoned_claim_ends().await;
        self.any_duration_will_do().await;
    }

    async fn a_claim_ends_with_its_lease(&self) {
        let message = self.message("lease");
        let first = self
            .claims(&message, SHORT, Claim::Granted, "a message that nobody had is claimed")
            .await;
        let second = self.claims_at_last(&message, "a claim ends with its lease").await;
        self.completes(
            &message,
            first,
            false,
            "a claim that has ended does not complete the next one",
        )
        .await;
        self.claims(
            &message,
            LONG,
            Claim::InFlight,
            "a claim that has ended leaves the next one in flight",
        )
        .await;
        self.release(&message, first).await;
        self.claims(
            &message,
            LONG,
            Claim::InFlight,
            "a claim that has ended does not release the next one",
        )
        .await;
        self.store.abandon(&message, first);
        self.wait().await;
        self.claims(
            &message,
            LONG,
            Claim::InFlight,
            "a claim that has ended does not abandon the next one",
        )
        .await;
        self.completes(
            &message,
            second,
            true,
            "a claim that followed an ended one can be completed",
        )
        .await;
        self.claims(&message, LONG, Claim::Done, "a message that was completed is done").await;
    }

    async fn a_late_completion_is_what_it_says(&self) {
        let message = self.message("late");
        let holder = self
            .claims(&message, SHORT, Claim::Granted, "a message that nobody had is claimed")
            .await;
        self.wait().await;
        let completed = works("complete", self.store.complete(&message, holder, LONG).await);
        let (answer, promise) = if completed {
            (Claim::Done, "where a late completion says `true`, the message is done")
        } else {
            (Claim::Granted, "where a late completion says `false`, the message is not done")
        };
        self.claims(&message, LONG, answer, promise).await;
    }

    async fn a_done_message_outlives_its_lease(&self) {
        // A machine may be so slow that the lease ends before the completion.
        for attempt in 0..20 {
            let message = self.message(&format!("outlive{attempt}"));
            let holder = self
                .claims(&message, SHORT, Claim::Granted, "a message that nobody had is claimed")
                .await;
            if works("complete", self.store.complete(&message, holder, LONG).await) {
                self.wait().await;
                let promise =
                    "a done message is remembered for its retention, however short its lease was";
                self.claims(&message, LONG, Claim::Done, promise).await;
                return;
            }
        }
        panic!(
            "a claim that has not ended can be completed: not once in 20 times within a lease of \
             {SHORT:?}"
        );
    }

    async fn a_done_message_is_forgotten_after_its_retention(&self) {
        let message = self.message("retention");
        let holder = self
            .claims(&message, LONG, Claim::Granted, "a message that nobody had is claimed")
            .await;
        let completed = works("complete", self.store.complete(&message, holder, SHORT).await);
        assert!(
            completed,
            "a claim that has not ended can be completed, however short the retention is"
        );
        let second =
            self.claims_at_last(&message, "a done message is forgotten after its retention").await;
        self.completes(
            &message,
            second,
            true,
            "a message that was forgotten can be completed again",
        )
        .await;
        self.claims(&message, LONG, Claim::Done, "a message that was completed again is done")
            .await;
    }

    async fn an_abandoned_claim_ends(&self) {
        let message = self.message("abandon");
        let holder = self
            .claims(&message, SHORT, Claim::Granted, "a message that nobody had is claimed")
            .await;
        self.store.abandon(&message, holder);
        self.claims_at_last(&message, "an abandoned claim ends, with its lease at the latest")
            .await;
    }

    async fn any_duration_will_do(&self) {
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
        let brief = self.message("brief");
        self.claims(
            &brief,
            Duration::from_nanos(1),
            Claim::Granted,
            "a lease may be as short as there are",
        )
        .await;
        let holder = self.claims_at_last(&brief, "a lease of a nanosecond ends").await;
        let completed = works("complete", self.store.complete(&brief, holder, CENTURY).await);
        assert!(completed, "a retention may be a century");
        self.claims(&brief, LONG, Claim::Done, "a message is done for a century").await;

        let eternal = self.message("eternal");
        let holder = token();
        let claim = works("claim", self.store.claim(&eternal, holder, CENTURY).await);
        assert!(claim == Claim::Granted, "a lease may be a century");
        self.claims(&eternal, LONG, Claim::InFlight, "a claim is in flight for a century").await;
        self.release(&eternal, holder).await;
        self.claims(&eternal, LONG, Claim::Granted, "a century's lease ends when it is released")
            .await;
    }
}
