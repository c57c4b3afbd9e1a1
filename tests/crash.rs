//! Crash stories: the daemon dies at a named point, comes back, and must end as if nothing had happened.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at the first surprise"
)]

#[path = "crash/mod.rs"]
mod days;
#[allow(dead_code, reason = "the stories of the other binary use it too")]
mod harness;
