//! The edge: where the pure rooms meet the stores and the servers.

pub mod check;
