//! What `status` and `why` both say: states and ages in words.

use chrono::{DateTime, Utc};

use crate::store::EffectState;

/// Where an effect stands.
pub(super) fn state_in_words(is_message: bool, state: EffectState) -> &'static str {
    match (is_message, state) {
        (true, EffectState::Pending) => "to be sent",
        (false, EffectState::Pending) => "to be filed",
        (true, EffectState::InFlight) => "being sent",
        (false, EffectState::InFlight) => "being filed",
        (true, EffectState::Done) => "sent",
        (false, EffectState::Done) => "filed",
        (true, EffectState::Failed) => "not sent and given up",
        (false, EffectState::Failed) => "not filed and given up",
        // SMTP may have taken it or not; a filing is looked for instead.
        (_, EffectState::Unknown) => "perhaps sent: nobody can say",
        (_, EffectState::Cancelled) => "dropped before it was begun",
        (_, EffectState::Observed) => "only observed, not carried out",
    }
}

/// How long before `now`; what lies after it was just now.
pub(super) fn age(now: DateTime<Utc>, at: DateTime<Utc>) -> String {
    let minutes = (now - at).num_minutes().max(0);
    match minutes {
        0 => "less than a minute".to_owned(),
        1..60 => counted(minutes.unsigned_abs(), "minute"),
        60..2880 => counted((minutes / 60).unsigned_abs(), "hour"),
        _ => counted((minutes / 1440).unsigned_abs(), "day"),
    }
}

/// `1 mail`, `2 mails`.
pub(super) fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The word that an enum without data is stored under, as words.
pub(super) fn words_of(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| Some(word.as_str()?.replace('_', " "))).unwrap_or_default()
}
