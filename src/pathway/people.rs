//! Staff.
/// Staff.
#[derive(Debug, Clone)]
pub struct People {}
