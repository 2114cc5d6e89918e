//! Which servers tests may use.

use std::env;
use std::error::Error as _;
use std::io::{Write as _, stderr};

use alipay_notify::store::StoreError;

/// The URL in this variable. Where there is none, says past the capture of the test harness that a
/// test was skipped, which `.ci/run` takes for a failure.
pub(crate) fn url(variable: &str) -> Option<String> {
    let url = env::var(variable).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        let how = "set it to the URL of a server";
        let line = format!("skipped: {test}: {variable} is not set; {how}\n");
        let _ = stderr().write_all(line.as_bytes());
    }
    url
}

/// The text of what caused an error, which is all that is ever shown of it.
pub(crate) fn cause(error: &StoreError) -> String {
    format!("{error}: {} {error:?}", error.source().map(ToString::to_string).unwrap_or_default())
}
