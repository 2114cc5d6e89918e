//! What guards the parser.

use std::time::Duration;

/// Limits that guard the parser before anything is verified.
///
/// They are far above what Alipay sends; the documented lengths are enforced after verification.
///
/// ```
/// use alipay_notify::verify::Limits;
///
/// let limits = Limits::default().body(64 * 1024).parameters(30);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "limits do nothing until a verifier has them: `Verifier::limits`"]
pub struct Limits {
    /// The longest body, in bytes. 1 MiB unless set.
    pub body: usize,
    /// The memory that bodies may take together until they are verified, in bytes. 64 MiB unless
    /// set.
    ///
    /// It is taken as bytes arrive, whatever a header announces, and given back once a body is
    /// verified, rejected, or its connection gone. A body for which there is no room is answered
    /// 503 `fail`, so that a genuine message comes again; see
    /// [`RequestError::NoRoom`](crate::gateway::RequestError::NoRoom).
    ///
    /// The last quarter is a reserve for bodies of up to 16 KiB, as those of ordinary messages are:
    /// however many large ones are held, there is room for 1,000 of these. (A reserve, and not the
    /// slowest body making way for the next: nobody who is being read is cut off, and the time
    /// limit ends whoever dawdles.) Whatever is set, one body of any permitted length has room.
    ///
    /// Clones of a verifier share it, and so do the gateways that have them. What actix-web buffers
    /// for a large body is part of it. What frameworks buffer for each connection besides, some 20
    /// KiB, is not: that is bounded by the number of connections.
    pub bodies: usize,
    /// How long the whole body may take to arrive. 10 seconds unless set. The adapters measure it;
    /// where you read a body yourself, measure it there.
    pub body_time: Duration,
    /// The most parameters. 100 unless set.
    pub parameters: usize,
    /// The longest name of a parameter, in bytes. 100 unless set.
    pub name: usize,
}

impl Limits {
    /// Sets the longest body, in bytes.
    pub fn body(mut self, bytes: usize) -> Self {
        self.body = bytes;
        self
    }

    /// Sets the memory that bodies may take together until they are verified, in bytes.
    pub fn bodies(mut self, bytes: usize) -> Self {
        self.bodies = bytes;
        self
    }

    /// Sets how long the whole body may take to arrive.
    pub fn body_time(mut self, limit: Duration) -> Self {
        self.body_time = limit;
        self
    }

    /// Sets the most parameters.
    pub fn parameters(mut self, count: usize) -> Self {
        self.parameters = count;
        self
    }

    /// Sets the longest name of a parameter, in bytes.
    pub fn name(mut self, bytes: usize) -> Self {
        self.name = bytes;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            bodies: 64 * 1024 * 1024,
            body_time: Duration::from_secs(10),
            parameters: 100,
            name: 100,
        }
    }
}
