//! The loop guard: how much may go out. What is over a cap is held and a person is told; nothing
//! is ever dropped.

use chrono::{DateTime, TimeDelta, Utc};

/// Limits on what goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caps {
    /// Messages to one member of staff in an hour.
    pub per_recipient_hour: u32,
    /// The same for urgent ones: a flood of ordinary mail must not hold back an urgent one.
    pub urgent_per_recipient_hour: u32,
    /// Letters to one outsider in 24 hours.
    pub per_outsider_day: u32,
    /// Automatic letters in one thread (one request and one outsider), ever.
    pub per_thread: u32,
    /// Everything that goes out of one mailbox in an hour.
    pub per_hour: u32,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            per_recipient_hour: 20,
            urgent_per_recipient_hour: 60,
            per_outsider_day: 60,
            per_thread: 2,
            per_hour: 600,
        }
    }
}

/// What went out within a window, and when the oldest of it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// How many.
    pub count: u32,
    /// The oldest.
    pub oldest: Option<DateTime<Utc>>,
}

/// What has gone out already, as far as it matters for one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// To this recipient within the last hour.
    pub recipient_hour: Sent,
    /// To this recipient within the last 24 hours.
    pub recipient_day: Sent,
    /// Automatic letters in this thread, ever.
    pub thread: u32,
    /// From this mailbox to anybody within the last hour.
    pub hour: Sent,
}

/// Who is to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Staff.
    Staff {
        /// The message is urgent (I5).
        urgent: bool,
    },
    /// A referrer.
    Outsider,
}

/// Whether it may go now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// Now.
    Go,
    /// Later, and somebody is told.
    Hold {
        /// When to try again.
        until: DateTime<Utc>,
        /// For the administrator, without personal data.
        alarm: String,
    },
}

/// Whether one more may go out now.
#[must_use]
pub fn check(counts: &Counts, caps: &Caps, reader: Reader, now: DateTime<Utc>) -> Gate {
    let (hour, day) = (TimeDelta::hours(1), TimeDelta::hours(24));
    let over = |sent: Sent, cap: u32, window: TimeDelta, what: &str| {
        (sent.count >= cap).then(|| Gate::Hold {
            // Never in the past, so that a held message cannot spin.
            until: (sent.oldest.unwrap_or(now) + window).max(now + TimeDelta::minutes(1)),
            alarm: format!("{what}: {} already, {cap} allowed; what is over it is held", sent.count),
        })
    };
    let own = match reader {
        Reader::Staff { urgent: true } => over(
            counts.recipient_hour,
            caps.urgent_per_recipient_hour,
            hour,
            "urgent messages to one person in an hour",
        ),
        Reader::Staff { urgent: false } => {
            over(counts.recipient_hour, caps.per_recipient_hour, hour, "messages to one person in an hour")
        }
        Reader::Outsider => {
            let thread = Sent { count: counts.thread, oldest: None };
            over(thread, caps.per_thread, day, "automatic letters in one thread")
                .or_else(|| over(counts.recipient_day, caps.per_outsider_day, day, "letters to one outsider in a day"))
        }
    };
    own.or_else(|| over(counts.hour, caps.per_hour, hour, "messages of one mailbox in an hour")).unwrap_or(Gate::Go)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_428_000 + minutes * 60, 0).unwrap()
    }

    fn sent(count: u32, minutes_ago: i64) -> Sent {
        Sent { count, oldest: Some(at(-minutes_ago)) }
    }

    #[test]
    fn l3_the_third_letter_in_a_thread_is_held_and_somebody_is_told() {
        let caps = Caps::default();
        let two = Counts { thread: 2, ..Counts::default() };
        let Gate::Hold { until, alarm } = check(&two, &caps, Reader::Outsider, at(0)) else { panic!("held") };
        assert_eq!(until, at(24 * 60));
        assert_eq!(alarm, "automatic letters in one thread: 2 already, 2 allowed; what is over it is held");
        let one = Counts { thread: 1, recipient_day: sent(1, 10), ..Counts::default() };
        assert_eq!(check(&one, &caps, Reader::Outsider, at(0)), Gate::Go);
    }

    #[test]
    fn over_a_cap_waits_until_the_oldest_is_out_of_the_window() {
        let caps = Caps::default();
        let counts = Counts { recipient_hour: sent(20, 45), ..Counts::default() };
        let Gate::Hold { until, .. } = check(&counts, &caps, Reader::Staff { urgent: false }, at(0)) else {
            panic!("held")
        };
        assert_eq!(until, at(15));
        // What is urgent has a cap of its own (I5).
        assert_eq!(check(&counts, &caps, Reader::Staff { urgent: true }, at(0)), Gate::Go);
        let under = Counts { recipient_hour: sent(19, 45), ..Counts::default() };
        assert_eq!(check(&under, &caps, Reader::Staff { urgent: false }, at(0)), Gate::Go);
    }

    #[test]
    fn the_mailbox_has_a_cap_for_everybody_and_a_hold_is_never_in_the_past() {
        let caps = Caps::default();
        let counts = Counts { hour: sent(600, 90), ..Counts::default() };
        for reader in [Reader::Outsider, Reader::Staff { urgent: true }, Reader::Staff { urgent: false }] {
            let Gate::Hold { until, .. } = check(&counts, &caps, reader, at(0)) else { panic!("held") };
            assert_eq!(until, at(1));
        }
        let day = Counts { recipient_day: sent(60, 600), ..Counts::default() };
        let Gate::Hold { until, .. } = check(&day, &caps, Reader::Outsider, at(0)) else { panic!("held") };
        assert_eq!(until, at(24 * 60 - 600));
    }
}
