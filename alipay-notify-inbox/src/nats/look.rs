//! What those see who look after an inbox.

use alipay_notify::inbox::InboxError;
use async_nats::jetstream::Message;
use async_nats::jetstream::stream::Stream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::kept;
use super::layout::Shelf;
use super::mend::AT_ONCE;
use super::server::Server;
use crate::entry::{Entry, Filter, Found, State};
use crate::health::Health;
use crate::time::time_of;

impl Server {
    pub(super) async fn list(&self, filter: &Filter) -> Result<Vec<Entry>, InboxError> {
        let shelves: Vec<_> = filter.states.iter().map(|state| searched(*state)).collect();
        let shelves: Option<Vec<_>> = shelves.into_iter().collect();
        match shelves {
            Some(shelves) if !shelves.is_empty() => self.list_marked(&shelves, filter).await,
            _ => self.list_all(filter).await,
        }
    }

    /// Looks at all deliveries, one after another.
    async fn list_all(&self, filter: &Filter) -> Result<Vec<Entry>, InboxError> {
        let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
        let start = u64::try_from(filter.after.0).unwrap_or_default().saturating_add(1);
        let subject = self.layout.new_subject("*");
        let mut scan = self.scan(&self.deliveries, start, subject, true).await?;
        let mut entries = Vec::new();
        'all: loop {
            let page = scan.next().await?;
            if page.is_empty() {
                break;
            }
            let looks = page.into_iter().map(|message| self.entry(message));
            let mut looks = stream::iter(looks).buffered(AT_ONCE);
            while let Some(entry) = looks.try_next().await? {
                if entries.len() >= limit {
                    break 'all;
                }
                entries.extend(entry.filter(|entry| is_meant(filter, entry)));
            }
        }
        scan.end().await;
        Ok(entries)
    }

    async fn entry(&self, message: Message) -> Result<Option<Entry>, InboxError> {
        let (Some(token), Ok(info)) = (message.subject.split('.').nth(2), message.info()) else {
            return Ok(None);
        };
        let kept = self.kept(token).await?;
        let headers = message.headers.as_ref();
        Ok(Some(kept::entry(token, info.stream_sequence, headers, kept.as_ref())))
    }

    /// Looks at what is marked, and at nothing else.
    async fn list_marked(
        &self,
        shelves: &[Shelf],
        filter: &Filter,
    ) -> Result<Vec<Entry>, InboxError> {
        let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
        let after = u64::try_from(filter.after.0).unwrap_or_default();
        let mut marked = Vec::new();
        for shelf in shelves {
            marked.extend(self.marked(*shelf).await?);
        }
        marked.retain(|marked| marked.kept.delivery > after);
        marked.sort_by_key(|marked| marked.kept.delivery);
        marked.dedup_by_key(|marked| marked.kept.delivery);
        let mut entries = Vec::new();
        for marked in marked {
            if entries.len() >= limit {
                break;
            }
            let Some(delivery) = self.delivery(&marked.token).await? else { continue };
            let (sequence, headers) = (delivery.sequence, Some(&delivery.headers));
            let entry = kept::entry(&marked.token, sequence, headers, Some(&marked.kept));
            entries.extend(Some(entry).filter(|entry| is_meant(filter, entry)));
        }
        Ok(entries)
    }

    pub(super) async fn find(&self, token: &str) -> Result<Option<Found>, InboxError> {
        let Some(delivery) = self.delivery(token).await? else { return Ok(None) };
        let kept = self.kept(token).await?;
        Ok(Some(kept::found(token, &delivery, kept.as_ref())))
    }

    /// From what the server counts anyway.
    pub(super) async fn health(&self, now: i64) -> Result<Health, InboxError> {
        let workers = self.workers.get_info().await.map_err(InboxError::new)?;
        let sent = workers.num_ack_pending as u64;
        let later = self.count(self.shelf(Shelf::Later)).await?.min(sent);
        let oldest = match workers.num_pending + sent {
            0 => None,
            _ => self.oldest(workers.ack_floor.stream_sequence + 1).await?,
        };
        let age = |at| time_of(now).duration_since(time_of(at)).unwrap_or_default();
        Ok(Health {
            waiting: workers.num_pending + later,
            running: sent - later,
            stuck: self.count(self.shelf(Shelf::Stuck)).await?,
            dead: self.count(self.shelf(Shelf::Dead)).await?,
            oldest: oldest.map(age),
        })
    }

    /// When the first delivery was received that is not acknowledged, from this sequence on.
    async fn oldest(&self, sequence: u64) -> Result<Option<i64>, InboxError> {
        let Some(message) = self.next(sequence).await? else { return Ok(None) };
        let mut tokens = message.subject.split('.').skip(1);
        let delivery = match (tokens.next(), tokens.next()) {
            (Some("again"), Some(token)) => self.delivery(token).await?,
            _ => Some(message),
        };
        Ok(delivery.and_then(|delivery| kept::received_at(&delivery.headers)))
    }

    /// How many messages are in a stream.
    pub(super) async fn count(&self, stream: &Stream<()>) -> Result<u64, InboxError> {
        Ok(stream.get_info().await.map_err(InboxError::new)?.state.messages)
    }
}

/// Where those of a state are all marked.
fn searched(state: State) -> Option<Shelf> {
    Shelf::of(state).filter(|shelf| *shelf != Shelf::Later)
}

fn is_meant(filter: &Filter, entry: &Entry) -> bool {
    let is_of_state = filter.states.is_empty() || filter.states.contains(&entry.state);
    is_of_state && filter.name.as_ref().is_none_or(|name| entry.name.as_ref() == Some(name))
}
