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
        Self { body: 1024 * 1024, body_time: Duration::from_secs(10), parameters: 100, name: 100 }
    }
}
