//! What Alipay signed, cut into other parameters.

use std::env;
use std::thread;

use alipay_notify::Verifier;
use alipay_notify_tests::real::{self, Real};
use alipay_notify_tests::wire::{self, Escapes};

use super::genuine::Genuine;
use super::{Counts, presented, resplit, verdict};

fn genuine(real: &Real, verifier: &Verifier) -> Genuine {
    let found = verifier.verify(&real.form.body()).expect("Alipay signed it");
    // Itself, and with one of two empty parameters more, where it has not got them.
    let same = if real.form.value("encrypt_type").is_some() { 2 } else { 3 };
    Genuine::of(&real.name, &real.form, found.sign_mode(), same)
}

/// `ALIPAY_NOTIFY_RESPLITS=all` tries each of the millions of forms, which takes minutes.
#[test]
fn no_form_of_what_alipay_signed_says_anything_else() {
    let is_all = env::var("ALIPAY_NOTIFY_RESPLITS").is_ok_and(|which| which == "all");
    for real in real::all() {
        let verifier = real::verifier();
        let genuine = genuine(&real, &verifier);
        let (counts, others) = resplit(&genuine, &verifier);
        let accepted = counts.get("the message itself").copied().unwrap_or_default();
        assert_eq!(accepted, genuine.same, "{}", real.name);
        assert!(others > 0, "{}: nothing dangerous was tried", real.name);
        if is_all {
            each_form(&genuine, &verifier);
        }
    }
}

/// Each form, cut at each choice of the `&`: the genuine one is accepted, and no other.
fn each_form(genuine: &Genuine, verifier: &Verifier) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let counts = thread::scope(|scope| {
        let of_thread = |thread: usize| {
            move || {
                let mut counts = Counts::new();
                for form in genuine.cuts().every().skip(thread).step_by(threads) {
                    let form = presented(form, genuine).pop().unwrap_or_default();
                    let found = verifier.verify(&wire::body(&form, Escapes::FewestPossible));
                    *counts.entry(verdict(&found)).or_default() += 1;
                }
                counts
            }
        };
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(of_thread(thread))).collect();
        let mut all = Counts::new();
        for thread in running {
            for (verdict, count) in thread.join().expect("nothing panics") {
                *all.entry(verdict).or_default() += count;
            }
        }
        all
    });
    println!("{}: {} forms: {counts:?}", genuine.name, counts.values().sum::<usize>());
    assert_eq!(counts.get("the message itself"), Some(&1), "{}", genuine.name);
}
