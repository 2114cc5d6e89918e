//! One delivery after another, with leases that don't end.

use std::time::Duration;

use super::{APP, Contract, LONG, token, works};
use crate::store::{Claim, MessageKey, Store};

impl<S: Store, F: AsyncFn(Duration)> Contract<'_, S, F> {
    pub(super) async fn steps(&self) {
        self.a_claim_is_the_only_one().await;
        self.a_release_gives_the_next_delivery_its_turn().await;
        self.a_completed_message_is_done().await;
        self.a_foreign_token_changes_nothing().await;
        self.messages_are_told_apart().await;
    }

    async fn a_claim_is_the_only_one(&self) {
        let message = self.message("claim");
        self.claims(&message, LONG, Claim::Granted, "a message that nobody had is claimed").await;
        self.claims(
            &message,
            LONG,
            Claim::InFlight,
            "a message that is claimed is in flight for others",
        )
        .await;
        self.claims(&message, LONG, Claim::InFlight, "a refused claim leaves the claim as it was")
            .await;
    }

    async fn a_release_gives_the_next_delivery_its_turn(&self) {
        let message = self.message("release");
        let first = self
            .claims(&message, LONG, Claim::Granted, "a message that nobody had is claimed")
            .await;
        self.release(&message, first).await;
        self.completes(&message, first, false, "a claim that was released can't be completed")
            .await;
        let second = self
            .claims(&message, LONG, Claim::Granted, "a message that was released is claimed anew")
            .await;
        self.release(&message, first).await;
        self.claims(
            &message,
            LONG,
            Claim::InFlight,
            "a claim that was released releases no later one",
        )
        .await;
        self.completes(&message, first, false, "a claim that was released completes no later one")
            .await;
        self.completes(&message, second, true, "a claim that has not ended can be completed").await;
    }

    async fn a_completed_message_is_done(&self) {
        let message = self.message("complete");
        let holder = self
            .claims(&message, LONG, Claim::Granted, "a message that nobody had is claimed")
            .await;
        self.completes(&message, holder, true, "a claim that has not ended can be completed").await;
        self.claims(&message, LONG, Claim::Done, "a message that was completed is done").await;
        self.completes(&message, holder, false, "a message that is done has no claim to complete")
            .await;
        self.release(&message, holder).await;
        self.claims(&message, LONG, Claim::Done, "a message that is done can't be released").await;
        self.store.abandon(&message, holder);
        self.wait().await;
        self.claims(&message, LONG, Claim::Done, "a message that is done can't be abandoned").await;
    }

    async fn a_foreign_token_changes_nothing(&self) {
        let message = self.message("foreign");
        let stranger = token();
        self.completes(
            &message,
            stranger,
            false,
            "a message that nobody claimed can't be completed",
        )
        .await;
        self.release(&message, stranger).await;
        let holder = self
            .claims(&message, LONG, Claim::Granted, "a message that nobody claimed is not done")
            .await;
        self.completes(&message, stranger, false, "a claim is completed with its own token only")
            .await;
        self.claims(&message, LONG, Claim::InFlight, "a foreign token completes nothing").await;
        self.release(&message, stranger).await;
        self.claims(&message, LONG, Claim::InFlight, "a foreign token releases nothing").await;
        self.store.abandon(&message, stranger);
        self.wait().await;
        self.claims(&message, LONG, Claim::InFlight, "a foreign token abandons nothing").await;
        self.completes(&message, holder, true, "a claim outlives what foreign tokens try").await;
    }

    async fn messages_are_told_apart(&self) {
        let mut claims = Vec::new();
        for message in self.alike() {
            let promise = "messages of other apps, in other letter case or by one character longer \
                           are others";
            let token = self.claims(&message, LONG, Claim::Granted, promise).await;
            claims.push((message, token));
        }
        let (done, released) = claims.split_at(claims.len() / 2);
        for (message, token) in done {
            self.completes(message, *token, true, "the claim of each message is its own").await;
        }
        for (message, token) in released {
            works("release", self.store.release(message, *token).await);
        }
        for (message, _) in done {
            self.claims(message, LONG, Claim::Done, "releasing one message leaves others done")
                .await;
        }
        for (message, _) in released {
            self.claims(
                message,
                LONG,
                Claim::Granted,
                "completing one message leaves others as they were",
            )
            .await;
        }
    }

    /// Messages whose keys a careless store confuses, and the longest there are.
    fn alike(&self) -> Vec<MessageKey> {
        let id = &self.run;
        let longest = "x".repeat(40 - id.len()) + id;
        let method = "m".repeat(40);
        vec![
            MessageKey::of_notify_id(APP, id),
            MessageKey::of_notify_id("2014060600164698", id),
            MessageKey::of_notify_id(APP, &format!("{id}a")),
            MessageKey::of_notify_id(APP, &format!("{id}A")),
            MessageKey::of_notify_id(APP, &format!("{id}_")),
            MessageKey::of_notify_id(APP, &format!("{id}-")),
            MessageKey::of_notify_id(APP, &format!("{id}.")),
            MessageKey::of_notify_id(APP, &format!("{id}单号")),
            MessageKey::of_notify_id(&longest, &longest),
            MessageKey::of_content(&longest, None, &method, id),
            MessageKey::of_content(&longest, None, &method, &longest),
            MessageKey::of_content(
                &longest.repeat(25),
                Some(&longest),
                &method.repeat(25),
                &longest.repeat(25),
            ),
        ]
    }
}
