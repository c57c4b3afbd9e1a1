//! One test binary: the rooms against real servers, and against scripted ones for what real ones never do.

mod harness;
mod imap;
mod smtp;
