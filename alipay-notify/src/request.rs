//! What an adapter hands over: the head of a request, then its body piece by piece.

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use thiserror::Error;

use crate::alarm::{Alarm, Limit, Timer};
use crate::budget::{Budget, NoRoom, Share};
use crate::form::Limits;

/// The parts of a request's head that are decided on.
///
/// ```
/// # use alipay_notify::gateway::Head;
/// # use alipay_notify::Verifier;
/// # let verifier = Verifier::new(alipay_notify::testing::TestKey::generate().public_key());
/// let head = Head::new("POST", [("content-type", &b"application/x-www-form-urlencoded"[..])]);
/// let mut incoming = verifier.admit(&head)?;
/// incoming.push(&b"charset=UTF-8&biz_content="[..])?;
/// # Ok::<(), alipay_notify::gateway::RequestError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    is_post: bool,
    content_type: ContentType,
    is_encoded: bool,
    length: Length<'a>,
}

/// What the headers `Content-Type` say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ContentType {
    Missing,
    Form,
    /// Something else, or several.
    Other,
}

/// What the headers `Content-Length` say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length<'a> {
    Unknown,
    Announced(&'a [u8]),
    Contradictory,
}

/// Why a request can't be a delivery, whatever its body.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RequestError {
    /// Deliveries are POST requests. Status 405.
    #[error("the method is not POST")]
    Method,
    /// Deliveries are forms: they say so once, or say nothing. Status 415.
    #[error("the content type is not application/x-www-form-urlencoded")]
    ContentType,
    /// Deliveries are not compressed. Status 415.
    #[error("the body has a content encoding; deliveries have none")]
    ContentEncoding,
    /// The announced length is not one number. Status 400.
    #[error("the content length is not one number")]
    ContentLength,
    /// The body is longer than the limit. Status 413.
    #[error("the body is longer than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The body took longer than the limit. Status 408.
    #[error("the body took longer than {limit:?} to arrive")]
    TooSlow {
        /// The limit.
        limit: Duration,
    },
    /// Bodies that are not verified yet take all the memory that they may together. Status 503.
    #[error(
        "no room: bodies that are not verified yet may take {limit} bytes together; raise \
         `Limits::bodies` if they are genuine"
    )]
    NoRoom {
        /// The limit.
        limit: usize,
    },
    /// The body ended before it was complete. Status 400.
    #[error("the body broke off")]
    Incomplete,
}

impl RequestError {
    /// The status code of the response.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Method => 405,
            Self::ContentType | Self::ContentEncoding => 415,
            Self::TooLarge { .. } => 413,
            Self::TooSlow { .. } => 408,
            Self::NoRoom { .. } => 503,
            Self::ContentLength | Self::Incomplete => 400,
        }
    }
}

impl<'a> Head<'a> {
    /// A head with this method and these headers, all of them: those that do not matter are
    /// skipped, and one that is there twice is noticed.
    pub fn new(method: &str, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let is_post = method == "POST";
        let mut head = Self {
            is_post,
            content_type: ContentType::Missing,
            is_encoded: false,
            length: Length::Unknown,
        };
        for (name, value) in headers {
            if name.eq_ignore_ascii_case("content-type") {
                let first = head.content_type == ContentType::Missing;
                head.content_type =
                    if first && is_form(value) { ContentType::Form } else { ContentType::Other };
            } else if name.eq_ignore_ascii_case("content-encoding") {
                head.is_encoded |= !value.eq_ignore_ascii_case(b"identity");
            } else if name.eq_ignore_ascii_case("content-length") {
                head.length = match head.length {
                    Length::Unknown => Length::Announced(value),
                    Length::Announced(same) if same == value => Length::Announced(value),
                    _ => Length::Contradictory,
                };
            }
        }
        head
    }

    /// The announced length of the body, where there is one.
    fn check(&self, body_limit: usize) -> Result<Option<usize>, RequestError> {
        if !self.is_post {
            return Err(RequestError::Method);
        }
        // What stands between Alipay and the server may have taken the header away. Whether the
        // body is a form shows as it is read.
        if self.content_type == ContentType::Other {
            return Err(RequestError::ContentType);
        }
        if self.is_encoded {
            return Err(RequestError::ContentEncoding);
        }
        match self.length {
            Length::Unknown => Ok(None),
            Length::Contradictory => Err(RequestError::ContentLength),
            Length::Announced(digits) => match number(digits) {
                None => Err(RequestError::ContentLength),
                Some(length) if length > body_limit => {
                    Err(RequestError::TooLarge { limit: body_limit })
                }
                length => Ok(length),
            },
        }
    }
}

/// The media type without its parameters: the charset that counts is the signed one.
fn is_form(content_type: &[u8]) -> bool {
    let media_type = content_type.split(|byte| *byte == b';').next().unwrap_or_default();
    media_type.trim_ascii().eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

/// A number of digits and nothing else, as far as there are numbers.
fn number(digits: &[u8]) -> Option<usize> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let digits = str::from_utf8(digits).ok().filter(|_| is_number)?;
    Some(digits.parse().unwrap_or(usize::MAX))
}

/// A body that is being read, and its share of [`Limits::bodies`].
///
/// A body that comes in one piece is kept as it came. Any other is copied, so that what is
/// unfinished keeps no larger buffer of its framework alive.
#[must_use = "a body that was read is for `Verifier::receive` or `Gateway::receive`"]
pub struct Incoming<P> {
    limits: Limits,
    /// What the head promises; nothing is taken for it.
    announced: Option<usize>,
    share: Share,
    whole: Option<P>,
    joined: Vec<u8>,
}

impl<P: AsRef<[u8]>> Incoming<P> {
    /// A body of which nothing has been read, after its head was looked at.
    pub(crate) fn admit(
        head: &Head<'_>,
        limits: &Limits,
        budget: &Arc<Budget>,
    ) -> Result<Self, RequestError> {
        let announced = head.check(limits.body)?;
        let share = budget.share();
        Ok(Self { limits: *limits, announced, share, whole: None, joined: Vec::new() })
    }

    /// Says how many bytes of its own the framework holds for a body of more than 16 KiB, until the
    /// connection is closed. They count with the body, as long as it does.
    pub fn held_beside(mut self, bytes: usize) -> Self {
        self.share.beside = bytes;
        self
    }

    /// Adds the next piece of the body.
    ///
    /// # Errors
    ///
    /// No more of the body need be read:
    ///
    /// - [`RequestError::TooLarge`]: it has grown beyond its limit.
    /// - [`RequestError::NoRoom`]: all bodies together have grown beyond theirs.
    pub fn push(&mut self, piece: P) -> Result<(), RequestError> {
        let (limit, had, more) = (self.limits.body, self.as_bytes().len(), piece.as_ref().len());
        if more > limit - had {
            return Err(RequestError::TooLarge { limit });
        }

        let length = had + more;
        if had == 0 && self.announced == Some(length) {
            self.take(length)?;
            self.whole = Some(piece);
            return Ok(());
        }

        self.make_room(length)?;
        if let Some(first) = self.whole.take() {
            self.joined.extend_from_slice(first.as_ref());
        }
        self.joined.extend_from_slice(piece.as_ref());
        Ok(())
    }

    /// Makes room for a joined body of this length: twice as much as there was, so that many small
    /// pieces are not copied again and again, but no more than can come.
    fn make_room(&mut self, length: usize) -> Result<(), RequestError> {
        let had = self.joined.capacity();
        if length <= had {
            return Ok(());
        }

        let can_come = self.announced.unwrap_or(self.limits.body);
        let most = if length <= Budget::SMALL { can_come.min(Budget::SMALL) } else { can_come };
        let capacity = length.max(most.min(had.saturating_mul(2)));
        self.take(capacity)?;
        self.joined.reserve_exact(capacity - self.joined.len());
        Ok(())
    }

    /// Takes memory for the body: this much in all.
    fn take(&mut self, bytes: usize) -> Result<(), RequestError> {
        let limit = self.limits.bodies;
        self.share.grow_to(bytes).map_err(|NoRoom| RequestError::NoRoom { limit })
    }

    /// The body, which is verified now and counts no more.
    pub(crate) fn out_of_budget(mut self) -> Self {
        self.share.give_back();
        self
    }

    /// Reads the body to its end, within the time that it may take. `next_piece` polls for a piece
    /// of it, `timer` keeps the time.
    ///
    /// # Errors
    ///
    /// - [`RequestError::TooSlow`]: the time is over.
    /// - Those of [`push`](Self::push), and of `next_piece`.
    pub async fn read(
        mut self,
        timer: Timer,
        mut next_piece: impl FnMut(&mut Context<'_>) -> Poll<Option<Result<P, RequestError>>>,
    ) -> Result<Self, RequestError> {
        let limit = self.limits.body_time;
        let mut alarm = Alarm::new(Limit { time: limit, timer });
        poll_fn(|context| {
            while let Poll::Ready(piece) = next_piece(context) {
                match piece {
                    Some(piece) => self.push(piece?)?,
                    None => return Poll::Ready(Ok(())),
                }
            }
            alarm.poll(context).map(|()| Err(RequestError::TooSlow { limit }))
        })
        .await?;
        Ok(self)
    }

    /// What has been read.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.whole.as_ref().map_or(&self.joined, P::as_ref)
    }
}

impl<P: AsRef<[u8]>> fmt::Debug for Incoming<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").field("received", &self.as_bytes().len()).finish_non_exhaustive()
    }
}
