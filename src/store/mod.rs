//! What is kept: SQL, one file for each aggregate, rows private.

pub mod cases;
