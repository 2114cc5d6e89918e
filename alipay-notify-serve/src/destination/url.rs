//! URLs of destinations.

use percent_encoding::percent_decode_str;
use rustls::crypto::aws_lc_rs;
use url::Url;

use super::SettingError;

/// Reads a URL of one of these schemes, with a host.
pub(super) fn parse(text: &str, schemes: [&'static str; 2]) -> Result<Url, SettingError> {
    let [plain, with_tls] = schemes;
    let url = Url::parse(text.trim()).ok();
    let fits = |url: &Url| {
        schemes.contains(&url.scheme()) && url.host_str().is_some_and(|host| !host.is_empty())
    };
    let url = url.filter(fits).ok_or(SettingError::Url { plain, with_tls })?;
    if url.scheme() == with_tls {
        // Clients take the process's provider, and panic where a program has several and none is
        // installed. Where one is, it stays.
        let _ = aws_lc_rs::default_provider().install_default();
    }
    Ok(url)
}

/// The user and the password of a URL, undone from percent-encoding; empty where there are none.
pub(super) fn login(url: &Url) -> Result<(String, String), SettingError> {
    let decoded = |text| match percent_decode_str(text).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(SettingError::Login),
    };
    Ok((decoded(url.username())?, decoded(url.password().unwrap_or_default())?))
}
