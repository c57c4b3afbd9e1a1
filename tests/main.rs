//! The tests that need the built program.

mod intake;
