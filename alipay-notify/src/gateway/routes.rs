//! Which handler takes what.

use std::collections::HashMap;
use std::time::Duration;

use alipay_notify_schema::Family;

use super::handler::Route;

/// The handlers, by family and name.
#[derive(Default)]
pub(super) struct Routes([HashMap<&'static str, TypedHandler>; Family::ALL.len()]);

/// The handler of a message, and how long it may take where that is its own.
pub(super) struct TypedHandler {
    pub(super) route: Box<dyn Route>,
    pub(super) time_limit: Option<Duration>,
    /// Whether it takes each delivery, done or not.
    pub(super) each_delivery: bool,
}

impl Routes {
    pub(super) fn get(&self, family: Family, name: &str) -> Option<&TypedHandler> {
        self.0[family as usize].get(name)
    }

    pub(super) fn get_mut(&mut self, family: Family, name: &str) -> Option<&mut TypedHandler> {
        self.0[family as usize].get_mut(name)
    }

    /// Adds one; false where there is one already.
    pub(super) fn insert(
        &mut self,
        family: Family,
        name: &'static str,
        handler: TypedHandler,
    ) -> bool {
        self.0[family as usize].insert(name, handler).is_none()
    }

    /// A name for which there is a handler, as that was registered.
    pub(super) fn known(&self, family: Family, name: &str) -> Option<&'static str> {
        self.0[family as usize].get_key_value(name).map(|(known, _)| *known)
    }

    /// All names, sorted.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.0.iter().flat_map(|routes| routes.keys().copied()).collect();
        names.sort_unstable();
        names
    }
}
