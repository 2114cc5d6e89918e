//! Who connects, and the signed queries that say so.

use std::time::SystemTime;

use alipay_notify::key::AppPrivateKey;

/// The serial numbers of certificate mode (公钥证书), as Alipay computes them:
/// `alipay_notify::key::AlipayCertificate` and `RootCertificates` do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateSerials {
    /// Of the app's certificate: `app_cert_sn`.
    pub app: String,
    /// Of Alipay's root certificates: `alipay_root_cert_sn`.
    pub root: String,
    /// Of the certificate that holds Alipay's public key: `alipay_cert_sn`.
    pub alipay: String,
}

pub(crate) struct Credentials {
    pub(crate) app_id: String,
    pub(crate) key: AppPrivateKey,
    pub(crate) serials: Option<CertificateSerials>,
    pub(crate) sdk_version: String,
}

impl Credentials {
    /// The query of the registration; `None` where the machine has no source of randomness.
    pub(crate) fn registration(&self, now: SystemTime) -> Option<String> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).ok()?;
        let nonce = format!("{:032x}", u128::from_be_bytes(nonce));
        self.query(now, ("nonce", nonce))
    }

    /// The query of the WebSocket.
    pub(crate) fn connection(&self, now: SystemTime, link_token: &str) -> Option<String> {
        self.query(now, ("link_token", link_token.to_owned()))
    }

    fn query(&self, now: SystemTime, own: (&'static str, String)) -> Option<String> {
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let mut parameters = vec![
            ("app_id", self.app_id.clone()),
            ("charset", "UTF-8".to_owned()),
            ("sign_type", "RSA2".to_owned()),
            ("timestamp", since.as_millis().to_string()),
            ("sdk_version", self.sdk_version.clone()),
            own,
        ];
        if let Some(serials) = &self.serials {
            parameters.push(("app_cert_sn", serials.app.clone()));
            parameters.push(("alipay_root_cert_sn", serials.root.clone()));
        }
        parameters.retain(|(_, value)| !value.is_empty());

        let sign = self.key.sign(signed_content(&mut parameters).as_bytes())?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        Some(query.extend_pairs(parameters).append_pair("sign", &sign).finish())
    }
}

/// What is signed of a query: sorted, `name=value`, nothing escaped, `sign_type` included.
pub(crate) fn signed_content<N: AsRef<str> + Ord, V: AsRef<str> + Ord>(
    parameters: &mut [(N, V)],
) -> String {
    parameters.sort();
    let pairs = parameters.iter().map(|(name, value)| [name.as_ref(), value.as_ref()].join("="));
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use alipay_notify::Verifier;
    use alipay_notify::testing::TestKey;

    use super::*;

    fn parameters(query: &str) -> BTreeMap<String, String> {
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    fn verify(key: &TestKey, mut parameters: BTreeMap<String, String>) -> BTreeMap<String, String> {
        let sign = parameters.remove("sign").expect("a signature");
        let mut signed: Vec<_> = parameters.clone().into_iter().collect();
        let content = signed_content(&mut signed);
        Verifier::new(key.public_key()).verify_text("1", &content, &sign).expect("genuine");
        parameters
    }

    #[test]
    fn the_queries_have_the_documented_parameters_and_a_signature_over_them() {
        let key = TestKey::generate();
        let mut credentials = Credentials {
            app_id: "2014060600164699".to_owned(),
            key: AppPrivateKey::parse(&key.private_key_pem()).unwrap(),
            serials: None,
            sdk_version: "a b".to_owned(),
        };
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_123);

        let registration = verify(&key, parameters(&credentials.registration(now).unwrap()));
        let names: Vec<_> = registration.keys().map(String::as_str).collect();
        assert_eq!(names, ["app_id", "charset", "nonce", "sdk_version", "sign_type", "timestamp"]);
        assert_eq!(registration["timestamp"], "1700000000123");
        let nonce = &registration["nonce"];
        assert!(nonce.len() == 32 && nonce.bytes().all(|byte| byte.is_ascii_hexdigit()));

        let connection = credentials.connection(now, "t&o=ken+").unwrap();
        let connection = verify(&key, parameters(&connection));
        let names: Vec<_> = connection.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["app_id", "charset", "link_token", "sdk_version", "sign_type", "timestamp"]
        );
        assert_eq!(connection["link_token"], "t&o=ken+");

        credentials.serials = Some(CertificateSerials {
            app: "a1".to_owned(),
            root: "r1_r2".to_owned(),
            alipay: "unsent".to_owned(),
        });
        credentials.sdk_version = String::new();
        let certified = verify(&key, parameters(&credentials.registration(now).unwrap()));
        assert_eq!(
            (&*certified["app_cert_sn"], &*certified["alipay_root_cert_sn"]),
            ("a1", "r1_r2")
        );
        assert_eq!(certified.get("sdk_version"), None, "without a value, it is left out");
    }
}
