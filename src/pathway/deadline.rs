//! Deadlines (R4).
