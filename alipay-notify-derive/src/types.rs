//! What can be known of a type from how it is written.
//!
//! A type may be anything by any name, so only the names of the standard library are taken at their
//! word, and core's where they can hardly be anyone else's. A type that is not known passes every
//! check: the compiler has the last word.

use syn::{GenericArgument, Path, PathArguments, Type, TypePath};

/// A type whose name says what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known<'t> {
    Text,
    Integer,
    Number,
    Boolean,
    /// A `Vec`, and the type of its elements.
    List(&'t Type),
    /// A `Json`, and the type of what is in the text.
    Json(&'t Type),
    /// Another collection of the standard library.
    Map,
}

const INTEGERS: [&str; 12] =
    ["i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize"];

impl<'t> Known<'t> {
    /// What a type holds, an `Option` and pointers around it aside.
    pub(crate) fn of(ty: &'t Type) -> Option<Self> {
        let path = path(ty)?;
        let name = standard_name(path)?;
        match (name.as_str(), argument(path)) {
            ("String" | "str", None) => Some(Self::Text),
            ("bool", None) => Some(Self::Boolean),
            ("f32" | "f64", None) => Some(Self::Number),
            ("Number", None) if path.segments.len() > 1 => Some(Self::Number),
            (integer, None) if INTEGERS.contains(&integer) => Some(Self::Integer),
            ("HashMap" | "BTreeMap" | "HashSet" | "BTreeSet" | "VecDeque", Some(_)) => {
                Some(Self::Map)
            }
            ("Option" | "Box" | "Rc" | "Arc" | "Cow", Some(inner)) => Self::of(inner),
            ("Vec", Some(inner)) => Some(Self::List(inner)),
            ("Json", Some(inner)) => Some(Self::Json(inner)),
            _ => None,
        }
    }
}

/// The `T` of a type that is written as `Option<T>`.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    let path = path(ty)?;
    path.segments.last().filter(|last| last.ident == "Option")?;
    argument(path)
}

/// Whether a type is written as `String`.
pub(crate) fn is_string(ty: &Type) -> bool {
    path(ty).and_then(|path| path.segments.last()).is_some_and(|last| last.ident == "String")
}

/// The path of a type that is one. A type that came through a `macro_rules!` variable stands in an
/// invisible group.
fn path(ty: &Type) -> Option<&Path> {
    match ty {
        Type::Path(TypePath { qself: None, path, .. }) => Some(path),
        Type::Group(group) => path(&group.elem),
        Type::Paren(paren) => path(&paren.elem),
        _ => None,
    }
}

/// The last name of a path that stands by itself or begins at a crate whose types are known.
fn standard_name(path: &Path) -> Option<String> {
    let first = path.segments.first()?;
    let known_root =
        ["std", "core", "alloc", "alipay_notify"].iter().any(|root| first.ident == root);
    (path.segments.len() == 1 || known_root)
        .then(|| path.segments.last().map(|last| last.ident.to_string()))?
}

/// The last type among the arguments of a path: `T` of `Option<T>`, `str` of `Cow<'static, str>`,
/// `V` of a map.
fn argument(path: &Path) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().rev().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn well_known_types() {
        let known =
            |ty: Type| format!("{:?}", Known::of(&ty)).split(['(', ')']).nth(1).map(str::to_owned);
        for (ty, expected) in [
            (parse_quote!(String), "Text"),
            (parse_quote!(Option<::std::string::String>), "Text"),
            (parse_quote!(Box<str>), "Text"),
            (parse_quote!(std::borrow::Cow<'static, str>), "Text"),
            (parse_quote!(Option<Box<u8>>), "Integer"),
            (parse_quote!(f64), "Number"),
            (parse_quote!(alipay_notify::decode::Number), "Number"),
            (parse_quote!(bool), "Boolean"),
            (parse_quote!(Vec<Status>), "List"),
            (parse_quote!(Json<Status>), "Json"),
            (parse_quote!(HashMap<String, String>), "Map"),
        ] {
            assert_eq!(known(ty).as_deref(), Some(expected));
        }
    }

    #[test]
    fn types_that_may_be_anything() {
        for ty in [
            parse_quote!(Status),
            parse_quote!(my::String),
            parse_quote!(Number),
            parse_quote!(Extra),
            parse_quote!(<T as Trait>::String),
            parse_quote!(&'static str),
            parse_quote!((String, String)),
        ] {
            let ty: Type = ty;
            assert_eq!(Known::of(&ty), None);
        }
    }
}
