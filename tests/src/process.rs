//! Servers as processes: their memory, their signals and their end.

use std::io::BufRead;
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;
use std::{fs, thread};

/// The most memory that a process ever had, in KiB. On Linux only.
pub fn peak_memory(process: &Child) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Sends a signal, such as `-TERM`.
pub fn signal(process: &Child, signal: &str) {
    let kill = Command::new("kill").args([signal, &process.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
}

/// Waits until a process has ended by itself; no longer than a minute.
pub fn end(process: &mut Child) -> ExitStatus {
    for _ in 0..6000 {
        if let Some(status) = process.try_wait().expect("it was started") {
            return status;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("it does not end");
}

/// The next line that a process writes.
pub fn next_line(out: &mut impl BufRead) -> String {
    let mut line = String::new();
    out.read_line(&mut line).expect("it writes text");
    line.trim().to_owned()
}
