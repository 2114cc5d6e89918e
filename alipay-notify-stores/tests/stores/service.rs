//! Which servers tests may use.

use std::env;
use std::error::Error as _;
use std::io::{Write as _, stderr};

use alipay_notify::store::StoreError;

/// Makes a missing server a failure.
const REQUIRED: &str = "ALIPAY_NOTIFY_TEST_REQUIRE_TOOLS";

/// The URL in this variable. Where there is none, says past the capture of the test harness that a
/// test was skipped; fails where it has to take place.
pub(crate) fn url(variable: &str) -> Option<String> {
    let url = env::var(variable).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        assert!(env::var_os(REQUIRED).is_none(), "{variable} is not set, and {REQUIRED} is");
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        let _ = writeln!(stderr(), "skipped: {test}, for {variable} is not set");
    }
    url
}

/// The text of what caused an error, which is all that is ever shown of it.
pub(crate) fn cause(error: &StoreError) -> String {
    format!("{error}: {} {error:?}", error.source().map(ToString::to_string).unwrap_or_default())
}
