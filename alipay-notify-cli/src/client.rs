//! Delivers bodies as Alipay does: by POST, form-encoded.

use ureq::Agent;

use crate::failure::Failure;
use crate::printable::printable;

/// How Alipay declares its bodies.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// A gateway to deliver to.
#[derive(Debug)]
pub(crate) struct Client {
    agent: Agent,
    url: String,
}

/// What a gateway answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    /// Whether Alipay takes the message as done. Only the body is documented to count, in any letter case.
    pub(crate) fn is_success(&self) -> bool {
        self.body.trim().eq_ignore_ascii_case("success")
    }
}

impl Client {
    pub(crate) fn new(url: &str) -> Self {
        let agent = Agent::new_with_config(Agent::config_builder().http_status_as_error(false).build());
        Self { agent, url: url.to_owned() }
    }

    /// Posts a body and returns what came back, whatever its status.
    pub(crate) fn deliver(&self, content_type: &str, body: &[u8]) -> Result<Answer, Failure> {
        let unreachable = |error| Failure::at(printable(&self.url), error);
        let request = self.agent.post(&self.url).header("Content-Type", content_type);
        let mut response = request.send(body).map_err(unreachable)?;
        let body = response.body_mut().read_to_string().map_err(unreachable)?;
        Ok(Answer { status: response.status().as_u16(), body })
    }
}
