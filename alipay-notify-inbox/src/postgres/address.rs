//! URLs of inboxes: those of PostgreSQL, and what tells several inboxes of a database apart.

use sqlx::postgres::PgConnectOptions;

use crate::error::OpenError;

/// How many connections a pool of its own has. A worker handles 16 at a time unless set, each of
/// which may want a transaction.
const CONNECTIONS: u32 = 20;

/// The longest name that PostgreSQL does not cut.
const LONGEST: usize = 63;

/// What a URL says.
pub(super) struct Address {
    pub(super) options: PgConnectOptions,
    /// Where its tables are; where it is not said, the server decides. It needs no quotes.
    pub(super) schema: Option<String>,
    /// How many there are at the most.
    pub(super) connections: u32,
}

impl Address {
    pub(super) fn parse(url: &str) -> Result<Self, OpenError> {
        let (head, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut schema, mut connections, mut rest) = (None, CONNECTIONS, Vec::new());
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("schema", name)) if is_name(name) => schema = Some(name.to_owned()),
                Some(("schema", _)) => {
                    return Err(OpenError::url(
                        "the schema may have small letters, digits and _, 63 at the most, and \
                         begins with a letter",
                    ));
                }
                Some(("connections", count)) => match count.parse() {
                    Ok(count @ 1..) => connections = count,
                    _ => return Err(OpenError::url("connections is a number from 1 on")),
                },
                _ => rest.push(part),
            }
        }
        let url = if rest.is_empty() { head } else { &format!("{head}?{}", rest.join("&")) };
        let options: PgConnectOptions = url.parse().map_err(|error| match error {
            sqlx::Error::Configuration(_) => OpenError::url(error),
            error => OpenError::failed(error),
        })?;
        let options = match &schema {
            Some(schema) => options.options([("search_path", schema)]),
            None => options,
        };
        Ok(Self { options, schema, connections })
    }
}

/// Whether it is a name that PostgreSQL takes as it stands.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.len() <= LONGEST
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_where_the_tables_are_and_how_many_connections() {
        let address = Address::parse("postgres://me@host/shop").expect("a good one");
        assert_eq!((address.schema.as_deref(), address.connections), (None, 20));
        assert_eq!(address.options.get_options(), None);
        let url = "postgres://me@host/shop?schema=inbox_1&sslmode=require&connections=4";
        let address = Address::parse(url).expect("a good one");
        assert_eq!((address.schema.as_deref(), address.connections), (Some("inbox_1"), 4));
        assert_eq!(address.options.get_options(), Some("-c search_path=inbox_1"));
    }

    #[test]
    fn what_is_wrong_with_one_is_said_without_it() {
        let schema = "the schema may have small letters, digits and _, 63 at the most, and begins \
                      with a letter";
        for (query, why) in [
            ("schema=", schema),
            ("schema=Shop", schema),
            ("schema=a%22b", schema),
            ("schema=1", schema),
            ("connections=0", "connections is a number from 1 on"),
            ("connections=many", "connections is a number from 1 on"),
        ] {
            let url = format!("postgres://me:hunter2@host/shop?{query}");
            let error = Address::parse(&url).map(drop).expect_err(query).to_string();
            assert_eq!(error, format!("the URL of the inbox can't be read: {why}"), "{query}");
        }
    }
}
