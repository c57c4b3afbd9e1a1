//! The daemon: what surrounds the pure rooms.

pub mod attachments;
