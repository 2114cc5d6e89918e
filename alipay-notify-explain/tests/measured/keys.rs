//! What may be wrong with the keys.

use alipay_notify::ContentKey;
use alipay_notify::testing::TestKey;
use alipay_notify_explain::Keys;

use crate::message::Signed;

/// The keys that there are, and as they are given.
pub(crate) struct Ring {
    pub(crate) alipay: TestKey,
    pub(crate) other: TestKey,
    pub(crate) short: TestKey,
    pub(crate) right: Keys,
    without_app: Keys,
    own_alone: Keys,
    own_configured: Keys,
    swapped: Keys,
    of_another: Keys,
}

impl Ring {
    pub(crate) fn new() -> Self {
        let [alipay, app, other] = [(); 3].map(|()| TestKey::generate());
        let short = TestKey::generate_bits(1024).expect("a size that is accepted");
        let given = |key: &TestKey| Keys::new("key.txt", key.public_key());
        let with_own = |keys: Keys, own: &TestKey| keys.own_key("app_key.txt", own.public_key());
        Self {
            right: with_own(given(&alipay), &app).content_key(ContentKey::from_bytes([7; 16])),
            without_app: given(&other),
            own_alone: given(&app),
            own_configured: with_own(given(&app), &app),
            swapped: with_own(given(&app), &alipay),
            of_another: with_own(given(&other), &app),
            alipay,
            other,
            short,
        }
    }
}

/// Something that is wrong with the keys.
pub(crate) struct WrongKeys {
    pub(crate) name: &'static str,
    signer: fn(&Ring) -> &TestKey,
    pub(crate) given: fn(&Ring) -> &Keys,
    pub(crate) change: fn(Signed) -> Signed,
    pub(crate) truth: &'static [&'static str],
}

impl WrongKeys {
    pub(crate) fn signer<'r>(&self, ring: &'r Ring) -> &'r TestKey {
        (self.signer)(ring)
    }
}

pub(crate) const KEYS: [WrongKeys; 10] = [
    WrongKeys {
        name: "another key, the app's unknown",
        signer: |ring| &ring.alipay,
        given: |ring| &ring.without_app,
        change: |signed| signed,
        truth: &["wrong_key"],
    },
    WrongKeys {
        name: "the app's key alone",
        signer: |ring| &ring.alipay,
        given: |ring| &ring.own_alone,
        change: |signed| signed,
        truth: &["wrong_key"],
    },
    WrongKeys {
        name: "the app's key in place of Alipay's",
        signer: |ring| &ring.alipay,
        given: |ring| &ring.own_configured,
        change: |signed| signed,
        truth: &["own_key"],
    },
    WrongKeys {
        name: "both files swapped",
        signer: |ring| &ring.alipay,
        given: |ring| &ring.swapped,
        change: |signed| signed,
        truth: &["keys_swapped"],
    },
    WrongKeys {
        name: "another app's or the sandbox's key",
        signer: |ring| &ring.alipay,
        given: |ring| &ring.of_another,
        change: |signed| signed,
        truth: &["other_key"],
    },
    WrongKeys {
        name: "a key of another size",
        signer: |ring| &ring.short,
        given: |ring| &ring.right,
        change: |signed| signed,
        truth: &["other_size"],
    },
    WrongKeys {
        name: "a forgery",
        signer: |ring| &ring.other,
        given: |ring| &ring.right,
        change: |signed| signed,
        truth: &["other_key"],
    },
    WrongKeys {
        name: "MD5",
        signer: |ring| &ring.alipay,
        given: |ring| &ring.right,
        change: |signed| {
            signed
                .one("sign", |_| "4ee7f5c2a60f1c1b3a9d9bd1b1f8a5e3".to_owned())
                .one("sign_type", |_| "MD5".to_owned())
        },
        truth: &["md5"],
    },
    WrongKeys {
        name: "`sign` in lower case",
        signer: |ring| &ring.alipay,
        given: |ring| &ring.right,
        change: |signed| signed.one("sign", str::to_lowercase),
        truth: &["sign_case"],
    },
    WrongKeys {
        name: "`sign` cut",
        signer: |ring| &ring.alipay,
        given: |ring| &ring.right,
        change: |signed| signed.one("sign", |sign| sign.chars().take(255).collect()),
        truth: &["sign_cut"],
    },
];
