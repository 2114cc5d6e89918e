//! URLs of destinations.

use percent_encoding::percent_decode_str;
use url::Url;

use super::SettingError;

/// Reads a URL of one of these schemes, with a host.
pub(super) fn parse(text: &str, schemes: [&str; 2]) -> Result<Url, SettingError> {
    let [plain, with_tls] = schemes;
    let wrong =
        || SettingError::new(format!("a URL {plain}://host or {with_tls}://host is expected"));
    let url = Url::parse(text.trim()).map_err(|_| wrong())?;
    if !schemes.contains(&url.scheme()) || url.host_str().is_none_or(str::is_empty) {
        return Err(wrong());
    }
    Ok(url)
}

/// The user and the password of a URL, undone from percent-encoding; empty where there are none.
pub(super) fn login(url: &Url) -> Result<(String, String), SettingError> {
    let decoded = |text| match percent_decode_str(text).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(SettingError::new(
            "the user and the password of the URL must be text in UTF-8, percent-encoded",
        )),
    };
    Ok((decoded(url.username())?, decoded(url.password().unwrap_or_default())?))
}
