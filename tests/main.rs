//! Stories that cross rooms, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at the first surprise"
)]

mod harness;
mod house;
mod imap;
mod intake;
mod letters;
mod smtp;
