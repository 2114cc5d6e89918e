//! The schema file of a message: found, read and parsed.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{env, fs};

use alipay_notify_schema::{MessageSchema, SchemaError};
use syn::LitStr;

use crate::attr::StructAttrs;
use crate::error::Errors;

/// The schema that the attributes name, if they name one. Every mistake in the file is reported at
/// its name.
pub(crate) fn load(attrs: &StructAttrs, errors: &mut Errors) -> Option<MessageSchema> {
    let file = attrs.schema.value()?;
    let Some(root) = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
        errors.on(
            file,
            "the environment variable CARGO_MANIFEST_DIR, to which this path is relative, \
             is not set",
        );
        return None;
    };
    let name = file.value();
    match read(&root, &name) {
        Ok(text) => parse(file, &name, &text, errors),
        Err(message) => {
            errors.on(file, message);
            None
        }
    }
}

/// The text of a file, or why there is none.
fn read(root: &Path, name: &str) -> Result<String, String> {
    if Path::new(name).is_absolute() {
        return Err(
            "the path of a schema file is relative to the folder of `Cargo.toml`".to_owned()
        );
    }
    let path = root.join(name);
    let shown = path.display();
    fs::read_to_string(&path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            format!(
                "there is no file `{shown}`; the path is relative to the folder of `Cargo.toml`"
            )
        }
        _ => format!("can't read `{shown}`: {error}"),
    })
}

/// The schema in the text of a file.
pub(crate) fn parse(
    file: &LitStr,
    name: &str,
    text: &str,
    errors: &mut Errors,
) -> Option<MessageSchema> {
    match MessageSchema::parse(text) {
        Ok(schema) => Some(schema),
        Err(mistakes) => {
            for mistake in &mistakes {
                errors.on(file, located(name, mistake));
            }
            None
        }
    }
}

/// `schemas/x.json:14:20 (/properties/shop_id): …`
fn located(name: &str, mistake: &SchemaError) -> String {
    let SchemaError { line, column, pointer, problem, .. } = mistake;
    match pointer.as_str() {
        "" => format!("{name}:{line}:{column}: {problem}"),
        _ => format!("{name}:{line}:{column} ({pointer}): {problem}"),
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use quote::ToTokens;

    use super::*;

    #[test]
    fn a_missing_file_is_named_in_full() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let place = root.join("schemas").join("missing.json").display().to_string();
        let message = read(root, "schemas/missing.json").expect_err("there is no such file");
        assert_eq!(
            message.replace('\\', "/"),
            format!(
                "there is no file `{}`; the path is relative to the folder of `Cargo.toml`",
                place.replace('\\', "/")
            )
        );
    }

    #[test]
    fn a_path_is_relative() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let absolute = root.join("Cargo.toml").display().to_string();
        let message = read(root, &absolute).expect_err("absolute paths are refused");
        assert_eq!(message, "the path of a schema file is relative to the folder of `Cargo.toml`");
    }

    #[test]
    fn every_mistake_is_located() {
        let file = LitStr::new("x.json", Span::call_site());
        let mut errors = Errors::default();
        assert_eq!(parse(&file, "x.json", "{\n  \"type\": \"array\"\n}", &mut errors), None);
        let shown = errors.to_token_stream().to_string();
        for expected in
            ["x.json:1:1: `$schema` is missing", "x.json:2:11 (/type): this must be \\\"object\\\""]
        {
            assert!(shown.contains(expected), "{shown}");
        }
    }
}
