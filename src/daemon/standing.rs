//! What is wrong for days and is no event: staff whom the configuration names and who have left, a list of bank holidays
//! that runs out. The administrator hears of each by mail at its stages, and not at every look or restart.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Utc};
use tracing::error;

use crate::domain::Digest;

use super::door::Door;
use super::settings::Settings;

/// Days before the end of the list of bank holidays at which it is told again; from the last one on, every day.
const STAGES: [i64; 5] = [7, 14, 30, 60, 90];

/// An alarm and the name that it is raised under, once.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Standing {
    key: String,
    what: String,
}

/// Which alarms were raised by this run: what was raised by one before it, the store knows.
#[derive(Debug, Default)]
pub(super) struct Raised(BTreeSet<String>);

impl Raised {
    /// Raises what stands now and was not raised at this stage.
    pub(super) async fn raise(&mut self, door: &Door) {
        let settings = door.settings();
        let Some(mailbox) = settings.config.mailboxes.keys().next() else { return };
        for Standing { key, what } in standing(&settings, door.clock.now()) {
            if self.0.contains(&key) {
                continue;
            }
            match door.alarm_once(mailbox, &key, &what).await {
                Ok(()) => {
                    self.0.insert(key);
                }
                // It is raised at the next look.
                Err(error) => error!(%error, "the alarm could not be written"),
            }
        }
    }
}

fn standing(settings: &Settings, now: DateTime<Utc>) -> Vec<Standing> {
    staff(settings, now).into_iter().chain(bank_holidays(settings, now)).collect()
}

/// Told once a week by the same words, until the file and the staff list fit again.
fn staff(settings: &Settings, now: DateTime<Utc>) -> Option<Standing> {
    let problems: Vec<String> = settings.unfit.all().map(ToString::to_string).collect();
    if problems.is_empty() {
        return None;
    }
    let but = if settings.unfit.nobody.is_empty() { "" } else { ", but will not start again like this" };
    let what = format!(
        "The configuration does not fit the case system's staff list. The daemon goes on without what follows{but}.\n\n{}",
        problems.join("\n")
    );
    let week = now.with_timezone(&settings.config.calendar.zone()).iso_week();
    let words = Digest::of(what.as_bytes());
    Some(Standing { key: format!("alarm.staff.{week:?}.{words}"), what })
}

fn bank_holidays(settings: &Settings, now: DateTime<Utc>) -> Vec<Standing> {
    let config = &settings.config;
    let until = config.calendar.covers_until();
    let left = (until - now.with_timezone(&config.calendar.zone()).date_naive()).num_days();
    // The first stage is every day.
    let stage = STAGES.into_iter().skip(1).find(|stage| left > STAGES[0] && left <= *stage).unwrap_or(left);
    let found = config.check_calendar(now).into_iter();
    found
        .map(|warning| Standing {
            key: format!("alarm.bank-holidays.{until}.{stage}"),
            what: format!("{}: {warning}.", config.calendar_file),
        })
        .collect()
}

#[cfg(test)]
mod tests;
