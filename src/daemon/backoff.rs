//! How long to wait after failures: 2 to 80 seconds.

use std::time::Duration;

/// The wait after so many failures in a row.
#[must_use]
pub(super) fn after(failures: u32) -> Duration {
    Duration::from_secs(80.min(2_u64.saturating_pow(failures.clamp(1, 7))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_eighty_seconds() {
        assert_eq!([1, 2, 3, 6, 7, 100].map(|n| after(n).as_secs()), [2, 4, 8, 64, 80, 80]);
    }
}
