//! Errors of a program's start: a `main` that returns one prints its `Debug`.

/// Makes `Debug` of an error the sentence of its `Display`, so that `main` shows what to do.
macro_rules! debug_as_display {
    ($error:ty) => {
        impl std::fmt::Debug for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    };
}

pub(crate) use debug_as_display;
