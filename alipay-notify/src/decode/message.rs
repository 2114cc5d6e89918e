//! From a message whose content can be read to a notification.

use alipay_notify_schema::{Decoder, Malformed, Problem, Violations};

use super::{AlipayNotify, AlipayObject, Invalid, Notification};
use crate::open::{Unchecked, Unreadable, Verified};

impl Verified {
    /// Decodes the content as message `M`, strictly: only what keeps its whole specification is
    /// returned.
    ///
    /// # Errors
    ///
    /// [`Invalid`] holds the message and every violation found, in the envelope and in the content.
    pub fn decode<M: AlipayNotify>(self) -> Result<Notification<M>, Invalid> {
        self.decode_lenient::<M>()?.strict()
    }

    /// Decodes the content as message `M`, returning whatever can be represented;
    /// [`Notification::violations`] says what is wrong with it.
    ///
    /// # Errors
    ///
    /// [`Invalid`] where nothing can be represented: it is another message, or a required field is
    /// missing or of another type.
    pub fn decode_lenient<M: AlipayNotify>(self) -> Result<Notification<M>, Invalid> {
        let mut violations = self.envelope().violations();
        if !is_named::<M>(&self) {
            let problem = Problem::OtherMethod { expected: M::SPEC.name.clone() };
            violations.push(M::SPEC.family.parameter(), problem);
            return Err(Invalid::new(self, violations));
        }

        match content::<M>(&self, &mut violations) {
            Ok(Some(content)) => return Ok(Notification::new(self, content, violations)),
            Ok(None) => {}
            // Checking has made sure that the text is JSON, so this does not happen.
            Err(Malformed { .. }) => violations.push("", Problem::NotJson),
        }
        Err(Invalid::new(self, violations))
    }
}

impl Unchecked {
    /// As [`check`](Self::check) and then [`Verified::decode`], mostly in one pass.
    pub(crate) fn decode<M: AlipayNotify>(
        self,
    ) -> Result<Result<Notification<M>, Invalid>, Unreadable> {
        Ok(self.decode_lenient()?.and_then(Notification::strict))
    }

    /// As [`check`](Self::check) and then [`Verified::decode_lenient`], mostly in one pass.
    pub(crate) fn decode_lenient<M: AlipayNotify>(
        self,
    ) -> Result<Result<Notification<M>, Invalid>, Unreadable> {
        let message = self.peek();
        if !M::SPEC.family.is_flat()
            && is_named::<M>(message)
            && message.biz_content().is_some_and(may_be_object)
        {
            let mut violations = message.envelope().violations();
            match content::<M>(message, &mut violations) {
                Ok(Some(content)) => {
                    return Ok(Ok(Notification::new(self.assume_checked(), content, violations)));
                }
                Ok(None) => return Ok(Err(Invalid::new(self.assume_checked(), violations))),
                // What is wrong with the text, or how to fix it, is found by checking alone.
                Err(Malformed { .. }) => {}
            }
        }
        Ok(self.check(Some(M::SPEC))?.decode_lenient())
    }
}

/// Whether this is what `M` specifies.
fn is_named<M: AlipayNotify>(message: &Verified) -> bool {
    message.envelope().kind() == Some((M::SPEC.family, M::NAME))
}

/// Whether a text that can be decoded as a message is an object, and free of escapes: decoding
/// looks at those that it needs, and checking at all.
fn may_be_object(content: &str) -> bool {
    content.trim_ascii_start().starts_with('{')
        && memchr::memchr(b'\\', content.as_bytes()).is_none()
}

/// Reads a content; nothing where it can't be represented, which is a violation then.
fn content<M: AlipayNotify>(
    message: &Verified,
    violations: &mut Violations,
) -> Result<Option<M::Content>, Malformed> {
    if M::SPEC.family.is_flat() {
        return read::<M>(Decoder::of_parameters(&message.parameters()), violations);
    }
    read::<M>(Decoder::new(message.biz_content().unwrap_or_default()), violations)
}

fn read<M: AlipayNotify>(
    mut decoder: Decoder<'_>,
    violations: &mut Violations,
) -> Result<Option<M::Content>, Malformed> {
    let content = M::Content::decode(&mut decoder)?;
    violations.append(decoder.finish()?);
    Ok(content)
}
