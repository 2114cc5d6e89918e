//! Which servers tests may use.

use std::env;
use std::io::{Write as _, stderr};

/// Makes a missing server a failure.
const REQUIRED: &str = "ALIPAY_NOTIFY_TEST_REQUIRE_TOOLS";

/// The URL in this variable. Where there is none, says past the capture of the test harness that a test was skipped;
/// fails where it has to take place.
pub(crate) fn url(variable: &str) -> Option<String> {
    let url = env::var(variable).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        assert!(env::var_os(REQUIRED).is_none(), "{variable} is not set, and {REQUIRED} is");
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        let _ = writeln!(stderr(), "skipped: {test}, for {variable} is not set");
    }
    url
}
