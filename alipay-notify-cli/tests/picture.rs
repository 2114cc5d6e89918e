//! The picture in the READMEs is what the demo prints, in both languages.
//!
//! `UPDATE_PICTURE=1` writes `docs/demo.svg` and `docs/demo.zh-CN.svg` again.

mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use support::{outcome, run};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// One column, one line and the margin, in pixels.
const COLUMN: usize = 8;
const LINE: usize = 18;
const MARGIN: usize = 16;

#[test]
fn the_picture_is_what_the_demo_prints() {
    assert_pictured("demo.svg", "en");
    assert_pictured("demo.zh-CN.svg", "zh");
}

fn assert_pictured(name: &str, language: &str) {
    let (code, printed, err) = outcome(&run(&["demo", "--lang", language]));
    assert_eq!((code, err.as_str()), (Some(0), ""));

    let picture = picture(&with_a_fixed_port(&printed));
    let file = Path::new("../docs").join(name);
    if env::var_os("UPDATE_PICTURE").is_some() {
        fs::write(&file, &picture).expect("the file can be written");
    }
    assert!(
        fs::read_to_string(&file).unwrap_or_default() == picture,
        "docs/{name} is not what the demo prints; UPDATE_PICTURE=1 writes it anew"
    );
}

/// The demo listens on whatever port is free.
fn with_a_fixed_port(printed: &str) -> String {
    let (before, rest) = printed.split_once("127.0.0.1:").expect("it says where it listens");
    let rest = rest.trim_start_matches(|ch: char| ch.is_ascii_digit());
    format!("{before}127.0.0.1:8080{rest}")
}

/// A terminal with these lines.
fn picture(printed: &str) -> String {
    let lines: Vec<&str> = printed.lines().collect();
    let columns = lines.iter().map(|line| line.width()).max().unwrap_or_default();
    let (width, height) = (2 * MARGIN + columns * COLUMN, 2 * MARGIN + lines.len() * LINE);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#1b1f27\"/>\n"
    );
    let _ = writeln!(svg, "<path d=\"{}\" stroke=\"#59606f\"/>", frame(&lines));

    svg += "<g font-family=\"ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace\" \
            font-size=\"13\" fill=\"#d7dae0\">\n";
    for (number, line) in lines.iter().enumerate() {
        let y = MARGIN + number * LINE + LINE * 3 / 4;
        for (column, word) in words(line) {
            let (x, length) = (MARGIN + column * COLUMN, word.width() * COLUMN);
            let (colour, word) = (colour(&word), escaped(&word));
            let _ = writeln!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\"{colour}>{word}</text>"
            );
        }
    }
    svg + "</g>\n</svg>\n"
}

/// The frame of the table as lines: those of a font leave gaps.
fn frame(lines: &[&str]) -> String {
    let mut path = String::new();
    for (number, line) in lines.iter().enumerate() {
        let top = MARGIN + number * LINE;
        if line.starts_with(['┌', '╞', '├', '└']) {
            let (x, y) = (MARGIN + COLUMN / 2, top + LINE / 2);
            let _ = write!(path, "M{x} {y}h{}", (line.width() - 1) * COLUMN);
        }

        // Down to the lines across, which are in the middle of theirs.
        let mut column = 0;
        for ch in line.chars() {
            if matches!(ch, '│' | '┆') {
                let (x, y) = (MARGIN + column * COLUMN + COLUMN / 2, top - LINE / 2);
                let _ = write!(path, "M{x} {y}v{}", 2 * LINE);
            }
            column += ch.width().unwrap_or_default();
        }
    }
    path
}

/// The words of a line and their columns: each has its own place and length, so that no font moves
/// what follows it.
fn words(line: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let (mut column, mut is_inside) = (0, false);
    for ch in line.chars() {
        let is_drawn = ch == ' ' || ('\u{2500}'..='\u{257f}').contains(&ch);
        match words.last_mut() {
            _ if is_drawn => {}
            Some((_, word)) if is_inside => word.push(ch),
            _ => words.push((column, ch.to_string())),
        }
        is_inside = !is_drawn;
        column += ch.width().unwrap_or_default();
    }
    words
}

/// What went well is green, what was rejected is red.
fn colour(word: &str) -> &'static str {
    match word {
        "✓" | "success" => " fill=\"#8fd18f\"",
        "fail" | "403" => " fill=\"#ef9a9a\"",
        _ => "",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
