//! One test binary: the rooms against real servers, and against scripted ones for what real ones never do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod harness;
mod imap;
mod smtp;
