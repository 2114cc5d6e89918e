//! What must not stand in the file: it is in another one, or in an environment variable.

use std::env;
use std::fmt;

use toml::de::DeValue;

use super::mistake::{Belongs, Mistake};
use super::reader::{Span, Table, value};

/// A text that is shown nowhere, such as a URL with a password.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Secret(String);

impl Secret {
    #[cfg(test)]
    pub(super) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Table<'_> {
    /// A secret: `{ file = "…" }` or `{ env = "NAME" }`.
    pub(super) fn secret(&self, key: &'static str) -> Option<(Secret, Span)> {
        let found = self.value(key)?;
        match found.get_ref() {
            DeValue::Table(table) => {
                let table = Table::new(self.notes, table, found.span(), self.name_of(key));
                Some((table.read_secret()?, found.span()))
            }
            DeValue::String(_) => {
                self.notes.at(&found.span(), Mistake::PlainSecret);
                None
            }
            other => {
                let found_type = other.type_str();
                let what = Mistake::Type { wanted: Belongs::Table, found: found_type };
                self.notes.at(&found.span(), what);
                None
            }
        }
    }

    /// A secret, or a list of them.
    pub(super) fn secrets(&self, key: &'static str) -> Vec<Secret> {
        let is_list = self.value(key).is_some_and(|value| value.get_ref().is_array());
        if !is_list {
            return self.secret(key).map(|(secret, _)| secret).into_iter().collect();
        }
        self.tables(key).into_iter().filter_map(Table::read_secret).collect()
    }

    /// A URL with one of these schemes: as it is where it has no password, or else as a secret.
    pub(super) fn url(
        &self,
        key: &'static str,
        schemes: &'static [&'static str],
    ) -> Option<Secret> {
        self.require(key);
        self.url_if(key, |url| is_url(url, schemes), Belongs::Url(schemes)).map(|(url, _)| url)
    }

    /// A URL of which something else decides whether it is one.
    pub(super) fn url_if(
        &self,
        key: &'static str,
        is_one: impl Fn(&str) -> bool,
        wanted: Belongs,
    ) -> Option<(Secret, Span)> {
        let is_plain = self.value(key)?.get_ref().is_str();
        let (url, span) = if is_plain {
            let (text, span) = self.text(key)?;
            if has_password(text) {
                self.notes.at(&span, Mistake::PlainSecret);
                return None;
            }
            (Secret(text.to_owned()), span)
        } else {
            self.secret(key)?
        };
        if !is_one(url.reveal()) {
            // What comes from elsewhere may be a secret, whatever it looks like.
            let shown = if is_plain { url.reveal() } else { "…" };
            self.notes.at(&span, value(shown, wanted));
            return None;
        }
        Some((url, span))
    }

    fn read_secret(self) -> Option<Secret> {
        let (file, variable) = (self.text("file"), self.text("env"));
        let (notes, span) = (self.notes, self.span.clone());
        self.finish();
        match (file, variable) {
            (Some((file, span)), None) => {
                let file = notes.path(file);
                let text = String::from_utf8(notes.content(&span, &file)?)
                    .map_err(|_| Mistake::File { file, why: "it is not text in UTF-8".to_owned() });
                notes.ok(&span, text).map(|text| Secret(text.trim().to_owned()))
            }
            (None, Some((variable, span))) => {
                let text = env::var(variable).ok().filter(|text| !text.is_empty());
                let text = text.ok_or_else(|| Mistake::Variable(variable.to_owned()));
                notes.ok(&span, text).map(Secret)
            }
            _ => {
                notes.at(&span, Mistake::SecretForm);
                None
            }
        }
    }
}

/// Whether it has one of these schemes, and something after it.
fn is_url(url: &str, schemes: &[&str]) -> bool {
    let after = url.split_once("://");
    after.is_some_and(|(scheme, rest)| schemes.contains(&scheme) && !rest.is_empty())
}

/// Whether a URL has what must not be seen: a password, or a token in its place.
fn has_password(url: &str) -> bool {
    // Who forgets the scheme writes a password all the same.
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((user, _)) = authority.rsplit_once('@') else { return false };
    // What has no password is a token to NATS.
    user.split_once(':').is_some_and(|(_, password)| !password.is_empty())
        || matches!(scheme, "nats" | "tls")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_and_tokens_in_urls_are_noticed() {
        for url in [
            "redis://:hunter2@host",
            "amqp://me:hunter2@host:5672/%2f",
            "postgres://me:hunter2@host/shop?sslmode=require",
            "nats://token@host",
            "nats://me:@host",
            "me:hunter2@host:4222",
        ] {
            assert!(has_password(url), "{url}");
        }
        for url in ["redis://host", "postgres://me@host/a:b@c", "https://host/?a=b:c@d", "host:1"] {
            assert!(!has_password(url), "{url}");
        }
    }
}
