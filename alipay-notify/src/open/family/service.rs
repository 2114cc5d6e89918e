//! What services of Alipay push, such as risks, the activation of a gateway, and the events of life
//! accounts (生活号): `service`, and neither an id nor a time.

use super::Rules;
use crate::form::Name;

pub(super) static RULES: Rules =
    Rules { named_by: Name::Service, envelope: &[], sent_at: None, has_id: false };
