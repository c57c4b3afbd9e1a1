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

/// What has gone out already, as far as it matters for one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// To this recipient within the last hour.
    pub recipient_hour: u32,
    /// To this recipient within the last 24 hours.
    pub recipient_day: u32,
    /// Automatic letters in this thread, ever.
    pub thread: u32,
    /// From this mailbox to anybody within the last hour.
    pub hour: u32,
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

/// What a cap counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Messages to one recipient in an hour.
    RecipientHour,
    /// Messages to one recipient in 24 hours.
    RecipientDay,
    /// Messages of one mailbox in an hour.
    MailboxHour,
    /// Letters in one thread, ever: no waiting makes them fewer.
    Thread,
}

impl Counted {
    /// How far back it counts; of a thread, after how long it is looked again.
    #[must_use]
    pub fn window(self) -> TimeDelta {
        match self {
            Self::RecipientHour | Self::MailboxHour => TimeDelta::hours(1),
            Self::RecipientDay | Self::Thread => TimeDelta::hours(24),
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::RecipientHour => "messages to one person in an hour",
            Self::RecipientDay => "letters to one outsider in a day",
            Self::MailboxHour => "messages of one mailbox in an hour",
            Self::Thread => "automatic letters in one thread",
        }
    }
}

/// Whether it may go now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// Now.
    Go,
    /// Later, and somebody is told.
    Hold(Held),
}

/// Over a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub counted: Counted,
    /// How many there are already.
    pub count: u32,
    /// How many are allowed.
    pub allowed: u32,
    /// The cap of urgent messages.
    pub urgent: bool,
}

impl Held {
    /// For the administrator, without personal data.
    #[must_use]
    pub fn alarm(&self) -> String {
        let (what, urgent) = (self.counted.in_words(), if self.urgent { "urgent " } else { "" });
        format!("{urgent}{what}: {} already, {} allowed; what is over it is held", self.count, self.allowed)
    }

    /// The name of the one alarm that is raised of this cap within a window by the clock, however many messages it
    /// holds.
    #[must_use]
    pub fn alarm_key(&self, now: DateTime<Utc>) -> String {
        let window = now.timestamp().div_euclid(self.counted.window().num_seconds());
        let urgent = if self.urgent { ".urgent" } else { "" };
        format!("alarm.held.{:?}{urgent}.{window}", self.counted).to_lowercase()
    }
}

/// Looks for when a held message may go: when so many of those that were counted are out of the window that it is
/// under the cap. The caller counts what the search asks for.
#[derive(Debug, Clone)]
pub struct Release {
    held: Held,
    /// Since then there are too many.
    too_many: DateTime<Utc>,
    /// Since then there are few enough.
    few: DateTime<Utc>,
}

impl Release {
    /// As exact as makes a difference to anybody.
    const EXACT: TimeDelta = TimeDelta::minutes(1);

    /// Begins to look.
    #[must_use]
    pub fn of(held: Held, now: DateTime<Utc>) -> Self {
        Self { held, too_many: now - held.counted.window(), few: now }
    }

    /// Since when the caller is to count next; `None` when it is found.
    #[must_use]
    pub fn asks(&self) -> Option<DateTime<Utc>> {
        let left = self.few - self.too_many;
        (self.held.counted != Counted::Thread && left > Self::EXACT).then(|| self.too_many + left / 2)
    }

    /// So many went out since then.
    pub fn counted(&mut self, since: DateTime<Utc>, count: u32) {
        if count >= self.held.allowed {
            self.too_many = since;
        } else {
            self.few = since;
        }
    }

    /// When to try again.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        self.few + self.held.counted.window()
    }
}

/// Whether one more may go out now.
#[must_use]
pub fn check(counts: &Counts, caps: &Caps, reader: Reader) -> Gate {
    let urgent = reader == Reader::Staff { urgent: true };
    let of_all = (Counted::MailboxHour, counts.hour, caps.per_hour);
    let own = match reader {
        Reader::Staff { urgent } => {
            let allowed = if urgent { caps.urgent_per_recipient_hour } else { caps.per_recipient_hour };
            vec![(Counted::RecipientHour, counts.recipient_hour, allowed)]
        }
        Reader::Outsider => vec![
            (Counted::Thread, counts.thread, caps.per_thread),
            (Counted::RecipientDay, counts.recipient_day, caps.per_outsider_day),
        ],
    };
    let over = own.into_iter().chain([of_all]).find(|(_, count, allowed)| count >= allowed);
    over.map_or(Gate::Go, |(counted, count, allowed)| {
        let urgent = urgent && counted == Counted::RecipientHour;
        Gate::Hold(Held { counted, count, allowed, urgent })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_428_000 + minutes * 60, 0).unwrap()
    }

    fn held(counts: Counts, reader: Reader) -> Held {
        let Gate::Hold(held) = check(&counts, &Caps::default(), reader) else { panic!("held") };
        held
    }

    /// When what is held now may go, where these went out so many minutes ago.
    fn released(held: Held, minutes_ago: &[i64]) -> DateTime<Utc> {
        let mut release = Release::of(held, at(0));
        while let Some(since) = release.asks() {
            let count = minutes_ago.iter().filter(|ago| at(-**ago) >= since).count();
            release.counted(since, u32::try_from(count).unwrap());
        }
        release.at()
    }

    #[test]
    fn l3_the_third_letter_in_a_thread_is_held_and_somebody_is_told() {
        let two = held(Counts { thread: 2, ..Counts::default() }, Reader::Outsider);
        assert_eq!(two.alarm(), "automatic letters in one thread: 2 already, 2 allowed; what is over it is held");
        assert_eq!(released(two, &[]), at(24 * 60));
        let one = Counts { thread: 1, recipient_day: 1, ..Counts::default() };
        assert_eq!(check(&one, &Caps::default(), Reader::Outsider), Gate::Go);
    }

    #[test]
    fn over_a_cap_waits_until_the_oldest_is_out_of_the_window() {
        let counts = Counts { recipient_hour: 20, ..Counts::default() };
        let ordinary = held(counts, Reader::Staff { urgent: false });
        let times: Vec<i64> = (0..20).map(|n| 45 - n).collect();
        let free = released(ordinary, &times);
        assert!((at(15)..=at(16)).contains(&free), "{free}");
        // Of three too many, three must be out of it.
        let more = Held { count: 22, ..ordinary };
        let times: Vec<i64> = (0..22).map(|n| 45 - n).collect();
        let free = released(more, &times);
        assert!((at(17)..=at(18)).contains(&free), "{free}");
        // What is urgent has a cap of its own (I5).
        assert_eq!(check(&counts, &Caps::default(), Reader::Staff { urgent: true }), Gate::Go);
        let under = Counts { recipient_hour: 19, ..Counts::default() };
        assert_eq!(check(&under, &Caps::default(), Reader::Staff { urgent: false }), Gate::Go);
        let urgent = held(Counts { recipient_hour: 60, ..Counts::default() }, Reader::Staff { urgent: true });
        assert!(urgent.alarm().starts_with("urgent messages to one person in an hour: 60 already"));
    }

    #[test]
    fn the_mailbox_has_a_cap_for_everybody_and_a_hold_is_never_in_the_past() {
        for reader in [Reader::Outsider, Reader::Staff { urgent: true }, Reader::Staff { urgent: false }] {
            let all = held(Counts { hour: 600, ..Counts::default() }, reader);
            assert_eq!(all.counted, Counted::MailboxHour);
            // All of them in the first minute of the hour.
            let free = released(all, &[60; 600]);
            assert!(free > at(0) && free <= at(1), "{free}");
        }
        let day = held(Counts { recipient_day: 60, ..Counts::default() }, Reader::Outsider);
        let free = released(day, &[600; 60]);
        assert!((at(14 * 60)..=at(14 * 60 + 1)).contains(&free), "{free}");
    }

    #[test]
    fn one_alarm_is_raised_of_a_cap_in_a_window_whatever_it_holds() {
        let counts = Counts { recipient_hour: 60, ..Counts::default() };
        let (ordinary, urgent) = (Reader::Staff { urgent: false }, Reader::Staff { urgent: true });
        let begins = at(0) - TimeDelta::seconds(at(0).timestamp() % 3_600);
        let key = held(counts, ordinary).alarm_key(begins);
        assert_eq!(key, held(counts, ordinary).alarm_key(begins + TimeDelta::minutes(59)));
        assert_ne!(key, held(counts, ordinary).alarm_key(begins + TimeDelta::hours(1)));
        assert_ne!(key, held(counts, urgent).alarm_key(begins), "another cap is another alarm");
    }
}
