//! What the tests stand on.

pub(crate) mod scripted;
pub(crate) mod servers;
