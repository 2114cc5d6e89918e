//! What Alipay signed, from files that lie next to the repository where it is developed.

use std::fs;
use std::path::Path;

use alipay_notify::key::{AppKeys, KeyRing};
use alipay_notify::testing::SignedMessage;
use alipay_notify::{AlipayPublicKey, ContentKey, Verifier};
use encoding_rs::{GBK, UTF_8};
use serde_json::Value;

/// A genuine delivery.
#[derive(Debug)]
pub struct Real {
    /// What the file calls it.
    pub name: String,
    /// Its parameters, in their charset.
    pub form: SignedMessage,
    /// Its body, where the file has one.
    pub body: Option<Vec<u8>>,
    keys: AppKeys,
    /// The app whose key it is; `None` where it is Alipay's common one.
    app_id: Option<String>,
}

/// All of them, messages and notifications; none, and a word of it, where the files are missing.
pub fn all() -> Vec<Real> {
    let files = ["real-signatures.json", "real-notifications.json"];
    let read = |file| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors").join(file);
        let text = fs::read_to_string(&path).ok();
        if text.is_none() {
            let how = "it is not part of the repository";
            super::skipped("real signatures", &format!("there is no {}", path.display()), how);
        }
        text
    };
    let parsed = |text: String| serde_json::from_str::<Vec<Value>>(&text).expect("JSON");
    files.into_iter().filter_map(read).flat_map(parsed).map(|vector| real(&vector)).collect()
}

/// A verifier that knows the keys of all of them.
pub fn verifier() -> Verifier {
    let (common, apps): (Vec<_>, Vec<_>) =
        all().into_iter().partition(|real| real.app_id.is_none());
    let ring =
        KeyRing::new(apps.into_iter().map(|real| (real.app_id.unwrap_or_default(), real.keys)));
    Verifier::with_ring(common.into_iter().fold(ring, |ring, real| ring.common_key(real.keys)))
}

fn real(vector: &Value) -> Real {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let key = text(&vector["alipay_public_key"]).or(text(&vector["alipay_public_key_b64_spki"]));
    let key = AlipayPublicKey::parse(&key.expect("a key")).expect("a good key");
    let is_sha1 = vector["digest"] == "SHA1";
    let mut keys = AppKeys::new(if is_sha1 { key.accept_rsa() } else { key });
    if let Some(content_key) = text(&vector["aes"]["key_b64"]) {
        keys = keys.content_key(ContentKey::parse(&content_key).expect("16 bytes"));
    }

    let charset = if vector["charset_of_content"] == "GBK" { GBK } else { UTF_8 };
    let parameters = vector["params"].as_object().expect("an object");
    let encoded = |value: &Value| {
        let value = value.as_str().expect("a text");
        charset.encode(value).0.into_owned()
    };
    Real {
        name: text(&vector["name"]).expect("a name"),
        form: SignedMessage::captured(
            parameters.iter().map(|(name, value)| (name.clone(), encoded(value))),
        ),
        body: text(&vector["body"]).map(String::into_bytes),
        keys,
        app_id: text(&vector["params"]["app_id"]),
    }
}
