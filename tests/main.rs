//! One test binary: stories that cross rooms, the rooms against real servers, and against scripted ones for
//! what real ones never do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at the first surprise"
)]

#[allow(dead_code, reason = "the crash stories use it too")]
mod harness;
mod house;
mod imap;
mod intake;
mod letters;
mod matching;
mod smtp;
mod stories;
