//! What the tests stand on.

pub(crate) mod daemon;
pub(crate) mod folders;
pub(crate) mod post;
pub(crate) mod record;
pub(crate) mod scripted;
pub(crate) mod servers;
pub(crate) mod town;
pub(crate) mod withholding;
