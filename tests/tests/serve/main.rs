//! `alipay-notify serve` as a process, at its destinations' worst.

#![cfg(target_os = "linux")]

mod crash;
mod memory;
mod places;
mod proxy;
mod serving;
