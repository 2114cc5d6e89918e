//! The activation of an application gateway: Alipay asks whether its address is the app's, and the
//! app signs that it is.

use std::collections::HashMap;
use std::fmt;

use alipay_notify_schema::Family;

use super::build_error::BuildError;
use super::dispatch::Dispatcher;
use super::outcome::Outcome;
use crate::key::AppPrivateKey;
use crate::open::{CHECK, Unchecked, Unreadable, Verified};
use crate::response::SignedAnswer;
use crate::xml::Document;

/// Answers Alipay's question whether the address of an application gateway (应用网关) is the app's,
/// which it asks as the address is entered in the console.
///
/// [`GatewayBuilder::activation`](super::GatewayBuilder::activation) has a gateway answer it; this
/// is for handlers of your own. What is answered is always the same but for the charset, and is
/// signed once.
#[derive(Clone)]
pub struct Activation {
    response: String,
    sign: String,
}

impl Activation {
    /// The answers of the app that has this key.
    ///
    /// # Errors
    ///
    /// [`BuildError::Sign`] where the machine has no source of randomness.
    pub fn new(key: &AppPrivateKey) -> Result<Self, BuildError> {
        let public = key.public_key_base64();
        let response = format!("<success>true</success><biz_content>{public}</biz_content>");
        let sign = key.sign(response.as_bytes()).ok_or(BuildError::Sign)?;
        Ok(Self { response, sign })
    }

    /// Whether Alipay asks this: `service=alipay.service.check` with the event `verifygw`.
    #[must_use]
    pub fn is_asked(verified: &Verified) -> bool {
        let event =
            || Some(Document::read(verified.biz_content()?)?.text("EventType")? == "verifygw");
        is_check(verified) && event() == Some(true)
    }

    /// The answer, where that is what is asked.
    ///
    /// It is XML with the app's public key, in the charset of the question, signed as RSA2. All of
    /// it is ASCII, whose bytes are the same in each of them.
    #[must_use]
    pub fn answer(&self, question: &Verified) -> Option<SignedAnswer> {
        Self::is_asked(question).then(|| self.answer_to(question))
    }

    /// A form in another charset than these is never read.
    fn answer_to(&self, question: &Verified) -> SignedAnswer {
        let charset = question.envelope().charset().unwrap_or("UTF-8");
        let content_type = match charset.to_ascii_lowercase().as_str() {
            "gbk" => "text/xml; charset=GBK",
            "gb2312" => "text/xml; charset=GB2312",
            "gb18030" => "text/xml; charset=GB18030",
            _ => "text/xml; charset=UTF-8",
        };
        let Self { response, sign } = self;
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"{charset}\"?><alipay><response>{response}</response>\
             <sign>{sign}</sign><sign_type>RSA2</sign_type></alipay>"
        );
        SignedAnswer::new(body, content_type)
    }
}

impl fmt::Debug for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Activation")
    }
}

/// Who answers for which app.
#[derive(Default)]
pub(super) struct Activations {
    pub(super) of_any: Option<Activation>,
    pub(super) by_app: HashMap<String, Activation>,
}

impl Activations {
    /// What becomes of the question, if this is it; nothing where it is left to a handler.
    pub(super) fn decide(
        &self,
        message: &Result<Unchecked, Unreadable>,
        dispatcher: &Dispatcher,
    ) -> Option<Outcome> {
        let message = message.as_ref().ok().filter(|message| is_check(message.peek()))?;
        let question = message.clone().check(None).ok().filter(Activation::is_asked)?;
        match self.of(question.envelope().app_id()) {
            Some(_) if dispatcher.running.is_closed() => Some(Outcome::ShuttingDown),
            Some(activation) => Some(Outcome::Answered(activation.answer_to(&question))),
            None if dispatcher.takes(Family::Service, CHECK) => None,
            None => Some(Outcome::NotActivated),
        }
    }

    /// Who answers for an app.
    fn of(&self, app_id: Option<&str>) -> Option<&Activation> {
        let own = app_id.and_then(|app_id| self.by_app.get(app_id));
        own.or(self.of_any.as_ref())
    }
}

/// Whether this is of the service that asks.
fn is_check(verified: &Verified) -> bool {
    verified.envelope().kind() == Some((Family::Service, CHECK))
}
