//! Which specification a message has to keep.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use alipay_notify::Verified;
use alipay_notify::messages::SPECIFIED;
use alipay_notify::schema::{Family, MessageSchema};
use alipay_notify_schema::SchemaError;

use crate::config::Mistake;

/// Specifications by family and name: those that are built in, and those of a folder, which win.
pub(crate) struct Specifications(HashMap<(Family, String), MessageSchema>);

impl Default for Specifications {
    /// Those that are built in.
    fn default() -> Self {
        Self(SPECIFIED.iter().map(|schema| (kind(schema), (*schema).clone())).collect())
    }
}

impl Specifications {
    /// Those that are built in, and those in the schema files of a folder; and all that is wrong
    /// with these. `read` notes by itself what it can't read.
    pub(crate) fn of_folder(
        folder: &Path,
        read: impl Fn(&Path) -> Option<Vec<u8>>,
    ) -> (Self, Vec<Mistake>) {
        let mut all = Self::default();
        let files = match files(folder) {
            Ok(files) => files,
            Err(mistake) => return (all, vec![mistake]),
        };
        let (mut own, mut mistakes) = (HashMap::new(), Vec::new());
        for file in files {
            let Some(content) = read(&file) else { continue };
            let schema = match MessageSchema::parse(&String::from_utf8_lossy(&content)) {
                Ok(schema) => schema,
                Err(errors) => {
                    let mistake = |why: &SchemaError| Mistake::Schema {
                        file: file.clone(),
                        why: Box::new(why.clone()),
                    };
                    mistakes.extend(errors.iter().map(mistake));
                    continue;
                }
            };
            match own.entry(kind(&schema)) {
                Entry::Occupied(first) => {
                    let (other, name) = (PathBuf::clone(first.get()), schema.name.into_owned());
                    mistakes.push(Mistake::SchemaTwice { file, other, name });
                }
                Entry::Vacant(entry) => {
                    entry.insert(file);
                    all.0.insert(kind(&schema), schema);
                }
            }
        }
        (all, mistakes)
    }

    /// The one of a message, where there is one.
    pub(crate) fn of(&self, verified: &Verified) -> Option<&MessageSchema> {
        let envelope = verified.envelope();
        self.0.get(&(envelope.family()?, envelope.name()?.to_owned()))
    }
}

fn kind(schema: &MessageSchema) -> (Family, String) {
    (schema.family, schema.name.clone().into_owned())
}

/// The schema files of a folder, sorted; one at least.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Mistake> {
    let listed = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()
    });
    let mut files = listed
        .map_err(|error| Mistake::File { file: folder.to_owned(), why: error.to_string() })?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    if files.is_empty() { Err(Mistake::NoSchemas(folder.to_owned())) } else { Ok(files) }
}

impl fmt::Debug for Specifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Specifications").field("count", &self.0.len()).finish()
    }
}
