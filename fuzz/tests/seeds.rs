//! Every target over its seeds, cut short and changed at random, without the fuzzer.

use std::fs;
use std::path::Path;

use alipay_notify_fuzz::{TARGETS, Target};

/// How many changed seeds a target gets.
const MUTATIONS: usize = 2_000;

#[test]
fn form() {
    run("form");
}

#[test]
fn verify() {
    run("verify");
}

#[test]
fn decode_opencard() {
    run("decode_opencard");
}

#[test]
fn decode_shop_rejected() {
    run("decode_shop_rejected");
}

#[test]
fn decode_faceauth() {
    run("decode_faceauth");
}

#[test]
fn decode_payment() {
    run("decode_payment");
}

#[test]
fn aes() {
    run("aes");
}

#[test]
fn key() {
    run("key");
}

#[test]
fn schema() {
    run("schema");
}

#[test]
fn import() {
    run("import");
}

#[test]
fn capture() {
    run("capture");
}

#[test]
fn frame() {
    run("frame");
}

#[test]
fn register_reply() {
    run("register_reply");
}

#[test]
fn every_target_is_run_here_and_by_the_fuzzer() {
    let here = include_str!("seeds.rs");
    for Target { name, .. } in TARGETS {
        assert!(here.contains(&format!("    run(\"{name}\");\n")), "{name}");
        let path = format!("fuzz_targets/{name}.rs");
        let program = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        assert!(program.contains(&format!("alipay_notify_fuzz::{name}(data)")), "{name}");
    }
}

fn run(name: &str) {
    let target = TARGETS.into_iter().find(|target| target.name == name).expect("it is a target");
    let seeds = seeds(name);
    assert!(seeds.len() >= 5, "{name} has too few seeds");
    let mut inputs = seeds.clone();
    inputs.extend(seeds.iter().flat_map(|seed| truncations(seed)));
    let truncated = inputs.len() - seeds.len();
    let mut random = Random(0x5eed);
    inputs.extend((0..MUTATIONS).map(|_| mutated(&seeds, &mut random)));
    for input in &inputs {
        run_one(target, input);
    }
    println!("{name}: {} seeds, {truncated} cut short, {MUTATIONS} changed", seeds.len());
}

/// Names the input where a claim does not hold for it.
fn run_one(target: Target, input: &[u8]) {
    if let Err(panic) = std::panic::catch_unwind(|| (target.body)(input)) {
        eprintln!("{} on {:?}", target.name, input.escape_ascii().to_string());
        std::panic::resume_unwind(panic);
    }
}

/// The seeds in the order of their names, so that the same ones are changed everywhere.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> =
        entries.map(|entry| entry.expect("a folder can be read").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a seed can be read")).collect()
}

/// The beginnings of a seed, at most a hundred.
fn truncations(seed: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..seed.len()).step_by(seed.len() / 100 + 1).map(|end| seed[..end].to_vec())
}

/// A seed with up to eight changes.
fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(8) {
        let at = random.below(input.len() + 1);
        let end = input.len().min(at + random.below(16));
        let other = &seeds[random.below(seeds.len())];
        match random.below(6) {
            0 => input.insert(at, random.byte()),
            1 => drop(input.drain(at..end)),
            2 => input[at..].first_mut().into_iter().for_each(|byte| *byte = random.byte()),
            3 => input[at..].first_mut().into_iter().for_each(|byte| *byte ^= 1 << random.below(8)),
            4 => {
                let copied = input[at..end].to_vec();
                drop(input.splice(at..at, copied));
            }
            _ => {
                let from = random.below(other.len() + 1);
                let to = other.len().min(from + random.below(32));
                drop(input.splice(at..end, other[from..to].iter().copied()));
            }
        }
    }
    input
}

/// Randomness that is the same on every machine (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 1).unwrap_or(usize::MAX) % limit
    }

    /// A byte of any value, more often one that means something in forms and JSON.
    fn byte(&mut self) -> u8 {
        const TELLING: &[u8] = b"&=%+\"\\{}[]:,0 \n\x00\xff";
        let any = self.next().to_be_bytes()[0];
        if any.is_multiple_of(2) {
            TELLING[self.below(TELLING.len())]
        } else {
            self.next().to_be_bytes()[1]
        }
    }
}
