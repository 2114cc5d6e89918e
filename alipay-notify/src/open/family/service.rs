//! What services of Alipay push, such as risks, the activation of a gateway, and the events of life
//! accounts (生活号): `service`, and neither an id nor a time.

use super::Rules;
use crate::form::Name;

/// Asks whether a gateway is the app's.
pub(crate) const CHECK: &str = "alipay.service.check";

/// Brings the events of a life account.
pub(crate) const EVENT: &str = "alipay.mobile.public.message.notify";

pub(super) static RULES: Rules =
    Rules { named_by: Name::Service, envelope: &[], sent_at: None, has_id: false };
