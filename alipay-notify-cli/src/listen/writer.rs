//! Standard output, whose reader may stall or be gone.
//!
//! It is written to in a thread of its own, so that a full pipe blocks no delivery. What does not
//! fit in the queue before it is left out, and counted where it is missing.

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How many bytes wait for the reader, at the most.
const BOUND: usize = 1024 * 1024;

/// How long a delivery waits to learn that it was written.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long the end of the command waits for the reader.
const LAST_PATIENCE: Duration = Duration::from_secs(5);

/// Hands texts to the thread that writes them.
#[derive(Debug)]
pub(super) struct Writer {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    /// Something was put into the queue, or written.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Item>,
    /// Of the texts that wait.
    size: usize,
    /// How many items are not written yet: those that wait, and the one that is being written.
    unwritten: usize,
    /// Nobody waits for a reader that others wait for already.
    is_stalled: bool,
}

#[derive(Debug)]
enum Item {
    Text {
        text: String,
        /// Whoever handed it over, if that one still waits.
        written: mpsc::Sender<io::Result<()>>,
    },
    /// So many texts would not fit.
    Missing(u64),
}

impl Writer {
    /// Starts the thread. `missing` is the line that says how many texts are missing.
    pub(super) fn start(missing: impl Fn(u64) -> String + Send + 'static) -> io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let of_thread = Arc::clone(&shared);
        thread::Builder::new()
            .name("output".to_owned())
            .spawn(move || of_thread.write_all(&missing))?;
        Ok(Self { shared })
    }

    /// Whether a text and the end of its line are written, or will be once the reader is back.
    pub(super) fn write(&self, text: String) -> bool {
        let (written, is_stalled) = {
            let mut queue = self.shared.queue();
            (queue.put(text), queue.is_stalled)
        };
        let Some(written) = written else { return false };
        self.shared.changed.notify_all();
        if is_stalled {
            return true;
        }
        match written.recv_timeout(PATIENCE) {
            Ok(written) => written.is_ok(),
            Err(RecvTimeoutError::Timeout) => {
                self.shared.queue().is_stalled = true;
                true
            }
            Err(RecvTimeoutError::Disconnected) => false,
        }
    }

    /// Waits until all is written, but not for a reader that takes nothing. False if that lost
    /// something.
    pub(super) fn finish(&self) -> bool {
        let mut queue = self.shared.queue();
        while queue.unwritten > 0 {
            let before = queue.unwritten;
            let written = self
                .shared
                .changed
                .wait_timeout_while(queue, LAST_PATIENCE, |queue| queue.unwritten >= before);
            let (now, waited) = written.unwrap_or_else(PoisonError::into_inner);
            if waited.timed_out() {
                return false;
            }
            queue = now;
        }
        true
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The work of the thread.
    fn write_all(&self, missing: &impl Fn(u64) -> String) {
        loop {
            match self.next() {
                Item::Text { text, written } => {
                    let outcome = writeln!(io::stdout(), "{text}");
                    // It may have been waited for long enough.
                    let _ = written.send(outcome);
                }
                // There is nobody to tell where this can't be written either.
                Item::Missing(count) => drop(writeln!(io::stdout(), "{}", missing(count))),
            }
            self.is_done();
        }
    }

    fn next(&self) -> Item {
        let mut queue = self.queue();
        loop {
            if let Some(item) = queue.take() {
                return item;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn is_done(&self) {
        let mut queue = self.queue();
        queue.unwritten -= 1;
        queue.is_stalled = false;
        self.changed.notify_all();
    }
}

impl Queue {
    /// What tells that the text was written; none where there is no room for it.
    fn put(&mut self, text: String) -> Option<mpsc::Receiver<io::Result<()>>> {
        // A single text may be larger than the bound.
        if self.size > 0 && self.size + text.len() > BOUND {
            match self.waiting.back_mut() {
                Some(Item::Missing(count)) => *count += 1,
                _ => self.push(Item::Missing(1)),
            }
            return None;
        }
        let (written, is_written) = mpsc::channel();
        self.size += text.len();
        self.push(Item::Text { text, written });
        Some(is_written)
    }

    fn push(&mut self, item: Item) {
        self.waiting.push_back(item);
        self.unwritten += 1;
    }

    fn take(&mut self) -> Option<Item> {
        let item = self.waiting.pop_front()?;
        if let Item::Text { text, .. } = &item {
            self.size -= text.len();
        }
        Some(item)
    }
}
