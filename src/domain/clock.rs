//! The clock that is handed to everything that needs the time. Nothing else may ask for it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

/// Where "now" comes from. All three are real: rehearsals and tests run the same daemon.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A rehearsal: starts at a chosen time and runs a number of times faster.
    Rehearsal(Rehearsal),
    /// Stands still until it is moved.
    Manual(Arc<Mutex<DateTime<Utc>>>),
}

/// A clock for demonstrations and training.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    began: Instant,
    began_real: DateTime<Utc>,
    start: DateTime<Utc>,
    speed: f64,
}

impl Clock {
    /// A rehearsal clock that starts now.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn rehearsal(start: DateTime<Utc>, speed: f64) -> Self {
        Self::Rehearsal(Rehearsal { began: Instant::now(), began_real: Utc::now(), start, speed })
    }

    /// A clock that stands at `at`.
    #[must_use]
    pub fn manual(at: DateTime<Utc>) -> Self {
        Self::Manual(Arc::new(Mutex::new(at)))
    }

    /// The time now.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Rehearsal(r) => r.start + faster(r.began.elapsed(), r.speed),
            Self::Manual(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Sets a manual clock; the others go their own way.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Self::Manual(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }

    /// A time that a server's clock gave, in this clock's time. Only a rehearsal differs: a mail
    /// that was there before it began counts as received at its start.
    #[must_use]
    pub fn map_server_time(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::System => at,
            Self::Manual(_) => self.now(),
            Self::Rehearsal(r) => {
                let since = (at - r.began_real).to_std().unwrap_or_default();
                (r.start + faster(since, r.speed)).min(self.now())
            }
        }
    }

    /// How long to wait, in real time, for `at` to come; zero when it has.
    #[must_use]
    pub fn until(&self, at: DateTime<Utc>) -> Duration {
        let wait = (at - self.now()).to_std().unwrap_or_default();
        match self {
            Self::System => wait,
            Self::Rehearsal(r) => wait.div_f64(r.speed.max(0.001)),
            Self::Manual(_) => wait.min(Duration::from_millis(50)),
        }
    }

    /// How much faster than the machine's it runs; one that is moved by hand stands.
    #[must_use]
    pub fn speed(&self) -> f64 {
        match self {
            Self::System => 1.0,
            Self::Rehearsal(r) => r.speed,
            Self::Manual(_) => 0.0,
        }
    }

    /// Whether this is the machine's own clock.
    #[must_use]
    pub fn is_system(&self) -> bool {
        matches!(self, Self::System)
    }
}

fn faster(real: Duration, speed: f64) -> TimeDelta {
    TimeDelta::from_std(real.mul_f64(speed)).unwrap_or(TimeDelta::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_moved() {
        let start = DateTime::UNIX_EPOCH;
        let clock = Clock::manual(start);
        assert_eq!(clock.now(), start);
        clock.set(start + TimeDelta::hours(1));
        assert_eq!(clock.now(), start + TimeDelta::hours(1));
    }

    #[test]
    fn a_rehearsal_maps_the_servers_time_and_never_into_the_future() {
        let start = DateTime::UNIX_EPOCH;
        let clock = Clock::rehearsal(start, 600.0);
        let Clock::Rehearsal(inner) = &clock else { panic!("a rehearsal") };
        assert_eq!(clock.map_server_time(inner.began_real - TimeDelta::hours(1)), start);
        assert!(clock.map_server_time(inner.began_real + TimeDelta::hours(1)) <= clock.now());
        assert!(clock.until(start + TimeDelta::minutes(10)) <= Duration::from_secs(1));
    }
}
