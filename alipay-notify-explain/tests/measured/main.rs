//! How often the cause that is found is the right one.
//!
//! A generator writes captures of deliveries as people log and paste them: each in one
//! [form](forms), with one thing wrong at the most, [in the delivery](spoilings) or [in the
//! keys](keys), so that its true cause is known. The same is done with captures that may lie beside
//! the repository. Both print a table, and hold the bar:
//!
//! ```sh
//! cargo test -p alipay-notify-explain --test measured -- --nocapture
//! ```

mod forms;
mod keys;
mod message;
mod shared;
mod spoilings;
mod table;

use alipay_notify_explain::{Capture, Keys, Options, explain};
use forms::{FORMS, Form};
use keys::{KEYS, Ring};
use message::Message;
use spoilings::spoilings;
use table::{Outcome, Table};

/// A capture whose true cause is known.
struct Case<'k> {
    name: String,
    group: &'static str,
    text: Vec<u8>,
    keys: &'k Keys,
    /// The causes that are true.
    truth: &'static [&'static str],
}

#[test]
fn generated_captures_are_explained() {
    let ring = Ring::new();
    let mut table = Table::default();
    for case in cases(&ring) {
        table.add(case.group, &case.name, &outcome(&case.text, case.keys, case.truth));
    }
    table.print("generated captures");
    assert!(table.total() >= 200, "{} captures", table.total());
    table.assert_bar();
}

/// What happens to a payment happens to what is of another family.
#[test]
fn captures_of_each_family_are_explained() {
    let ring = Ring::new();
    let mut table = Table::default();
    for case in cases_of_families(&ring) {
        table.add(case.group, &case.name, &outcome(&case.text, case.keys, case.truth));
    }
    table.print("captures of each family");
    assert!(table.total() >= 200, "{} captures", table.total());
    table.assert_bar();
}

/// What is found in a capture, held against the truth.
fn outcome(text: &[u8], keys: &Keys, truth: &[&str]) -> Outcome {
    let capture = match Capture::read(text) {
        Ok(capture) => capture,
        Err(error) => return Outcome::unread(&error),
    };
    Outcome::of(&explain(&capture, keys, &Options::new()).cause, truth)
}

const GENUINE: &[&str] = &["genuine", "other_form"];

fn cases(ring: &Ring) -> Vec<Case<'_>> {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut cases = Vec::new();
    for (at, form) in FORMS.iter().enumerate() {
        for message in [Message::of_shop(at), Message::of_payment(at)] {
            cases.push(Case {
                name: format!("{}, {}", form.name, message.name),
                group: "as printed, genuine",
                text: (form.write)(&message.sign(&ring.alipay)),
                keys: &ring.right,
                truth: GENUINE,
            });
        }
    }
    for spoiling in spoilings() {
        for form in numbers.some(4, |form| spoiling.shows_in(form)) {
            let message = if numbers.below(3) == 0 && spoiling.is_for_payments {
                Message::of_payment(numbers.below(100))
            } else {
                Message::of_shop(numbers.below(100))
            };
            let text = spoiling.text(form, &message, &ring.alipay);
            cases.push(Case {
                name: format!("{}, {}, {}", spoiling.name, form.name, message.name),
                group: "spoiled",
                text,
                keys: &ring.right,
                truth: spoiling.truth,
            });
        }
    }
    for keys in KEYS {
        for form in numbers.some(4, |_| true) {
            let message = Message::of_shop(numbers.below(100));
            let signed = message.sign(keys.signer(ring));
            cases.push(Case {
                name: format!("{}, {}", keys.name, form.name),
                group: "keys",
                text: (form.write)(&(keys.change)(signed)),
                keys: (keys.given)(ring),
                truth: keys.truth,
            });
        }
    }
    cases
}

fn cases_of_families(ring: &Ring) -> Vec<Case<'_>> {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut cases = Vec::new();
    for message in Message::of_families() {
        let group = message.name;
        // A push of risks has no id that tells two from one, and names no app whose keys have a
        // size.
        let is_told = |what: &str| {
            group != "risk" || !["two deliveries", "a key of another size"].contains(&what)
        };
        for form in FORMS {
            cases.push(Case {
                name: format!("{}, {}", form.name, message.name),
                group,
                text: (form.write)(&message.sign(&ring.alipay)),
                keys: &ring.right,
                truth: GENUINE,
            });
        }
        for spoiling in
            spoilings().filter(|spoiling| spoiling.is_for(&message) && is_told(spoiling.name))
        {
            for form in numbers.some(2, |form| spoiling.shows_in(form)) {
                let text = spoiling.text(form, &message, &ring.alipay);
                cases.push(Case {
                    name: format!("{}, {}, {}", spoiling.name, form.name, message.name),
                    group,
                    text,
                    keys: &ring.right,
                    truth: spoiling.truth,
                });
            }
        }
        for keys in KEYS.into_iter().filter(|keys| is_told(keys.name)) {
            for form in numbers.some(2, |_| true) {
                let signed = message.sign(keys.signer(ring));
                cases.push(Case {
                    name: format!("{}, {}, {}", keys.name, form.name, message.name),
                    group,
                    text: (form.write)(&(keys.change)(signed)),
                    keys: (keys.given)(ring),
                    truth: keys.truth,
                });
            }
        }
    }
    cases
}

/// A generator of numbers (xorshift), the same ones in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    /// Some of the forms that fit, each once.
    fn some(&mut self, count: usize, fits: impl Fn(&Form) -> bool) -> Vec<&'static Form> {
        let mut fitting: Vec<&Form> = FORMS.iter().filter(|form| fits(form)).collect();
        let mut some = Vec::new();
        while some.len() < count && !fitting.is_empty() {
            some.push(fitting.swap_remove(self.below(fitting.len())));
        }
        some
    }
}
