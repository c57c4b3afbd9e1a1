//! Working time: hours by weekday, bank holidays, one time zone.
/// Working time.
#[derive(Debug, Clone)]
pub struct Calendar {}
