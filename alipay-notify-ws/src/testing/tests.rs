//! What only the server has to do: the client of this crate sends no messages to Alipay.

use std::time::Duration;

use alipay_notify::Verifier;
use alipay_notify::key::AppPrivateKey;
use alipay_notify::testing::TestKey;
use alipay_notify::verify::SignType;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::Message;

use super::MockChannel;
use crate::connect::{Connector, default_tls};
use crate::credentials::Credentials;

#[tokio::test]
async fn messages_to_alipay_are_verified_and_answered() {
    let (app_key, alipay_key) = (TestKey::generate(), TestKey::generate());
    let verifier = Verifier::new(alipay_key.public_key());
    let channel = MockChannel::start("1", app_key.public_key(), alipay_key).await.unwrap();
    let connector = Connector {
        endpoint: channel.endpoint(),
        credentials: Credentials {
            app_id: "1".to_owned(),
            key: AppPrivateKey::parse(&app_key.private_key_pem()).unwrap(),
            serials: None,
            sdk_version: "a".to_owned(),
        },
        tls: default_tls(),
        limit: Duration::from_secs(20),
    };
    let mut socket = connector.connect(&verifier).await.unwrap();

    let data = r#"{"header":{"appId":"1","msgApi":"my.report"},"content":{}}"#;
    let genuine = app_key.sign(SignType::Rsa2, data.as_bytes());
    let forged = TestKey::generate().sign(SignType::Rsa2, data.as_bytes());
    for (sign, status) in [(genuine, "SUCCESS"), (forged, "FAIL")] {
        let frame = format!(
            "stream-id:c1\r\n\r\n{{\"protocol\":{{\"x-type\":\"message\",\"x-cmd\":\"PRODUCE\",\
             \"x-msgId\":\"p1\",\"x-signType\":\"RSA2\",\"x-charset\":\"UTF-8\",\
             \"x-sign\":\"{sign}\"}},\"data\":{data}}}"
        );
        socket.send(Message::text(frame)).await.unwrap();
        let answer = socket.next().await.unwrap().unwrap().into_text().unwrap();
        let expected = format!(
            "stream-id:c1\r\n\r\n{{\"protocol\":{{\"x-type\":\"message\",\
             \"x-cmd\":\"PRODUCE_ACK\",\"x-msgId\":\"p1\",\"x-version\":\"1.0\",\
             \"x-status\":\"{status}\"}}}}"
        );
        assert_eq!(answer.as_str(), expected);
    }
    assert_eq!(channel.counts().produced, 1);
}
