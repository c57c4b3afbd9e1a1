//! What a story names of what was sent, filed, timed and raised: taken out as it is named, so that the rest shows.

use crate::domain::{Address, Filing, Phase, Reference, Sending, Timer, TimerKind};

use super::world::{Told, World};

impl World {
    /// A message of this template was sent to exactly these.
    pub(super) fn told(&mut self, template: &str, to: &[&str]) -> Told {
        let found =
            self.sent.iter().position(|(_, s)| s.message.template == template && self.names(&s.message.to) == to);
        let Some(found) = found else { panic!("no {template} to {to:?}; sent: {:#?}", self.outbox()) };
        let (_, sending) = self.sent.remove(found);
        Told { key: sending.key, after: sending.after, cc: self.names(&sending.message.cc), message: sending.message }
    }

    /// The decision request went to this person, with both officers copied.
    pub(super) fn asked(&mut self, who: &str) -> Told {
        let told = self.told("decision-request", &[who]);
        assert_eq!(told.cc, ["R1", "R2"], "the officers are copied");
        told
    }

    /// A letter went to the referrer.
    pub(super) fn letter(&mut self, template: &str) -> Told {
        let referrer = self.request().facts.referrer.email.clone();
        self.told(template, &[referrer.as_str()])
    }

    /// The mail was filed into this folder with this subject tag (without the reference; empty: none).
    pub(super) fn filed(&mut self, folder: &str, tag: &str) -> Filing {
        let own = self.request().mail;
        let tag = (!tag.is_empty()).then(|| format!("{} {tag}", self.it));
        let fits = |f: &Filing| {
            f.mail == own && f.folder.as_ref().is_some_and(|to| to.as_str() == folder) && f.subject_tag == tag
        };
        let found = self.filed.iter().position(|(_, f)| fits(f));
        let Some(found) = found else { panic!("not filed into {folder} as {tag:?}; filed: {:#?}", self.filed) };
        self.filed.remove(found).1
    }

    /// A mail that belongs to the request was filed with the correspondence.
    pub(super) fn filed_correspondence(&mut self) {
        let found =
            self.filed.iter().position(|(_, f)| f.folder.as_ref().is_some_and(|to| to.as_str() == "CORRESPONDENCE"));
        let Some(found) = found else { panic!("nothing filed with the correspondence: {:#?}", self.filed) };
        self.filed.remove(found);
    }

    /// The action with this key was dropped.
    pub(super) fn dropped(&mut self, told: &Told) {
        let found = self.cancelled.iter().position(|key| *key == told.key);
        assert!(found.is_some(), "{} was not dropped", told.key);
        self.cancelled.remove(found.unwrap());
    }

    /// An alarm was raised, and sent to the administrator.
    pub(super) fn alarm(&mut self, what: &str) {
        self.silent_alarm(what);
        self.told("alarm", &["alarm@trust.test"]);
    }

    /// An alarm was raised in log and status alone.
    pub(super) fn silent_alarm(&mut self, what: &str) {
        let found = self.alarms.iter().position(|a| a == what);
        let Some(found) = found else { panic!("no such alarm: {:#?}", self.alarms) };
        self.alarms.remove(found);
    }

    /// Lets go of what an opening of the story sent, which other stories are about.
    pub(super) fn skip(&mut self) {
        self.sent.clear();
        self.filed.clear();
        self.cancelled.clear();
    }

    /// Nothing else was sent, filed, dropped or raised.
    pub(super) fn nothing_more(&mut self) {
        assert!(self.sent.is_empty(), "left over: {:#?}", self.outbox());
        assert!(self.filed.is_empty(), "left over: {:#?}", self.filed);
        assert!(self.cancelled.is_empty(), "left over: {:#?}", self.cancelled);
        assert!(self.alarms.is_empty(), "left over: {:#?}", self.alarms);
    }

    /// The timers that run, by London's clock.
    pub(super) fn timers(&self) -> Vec<String> {
        let mut timers = self.it().timers.clone();
        timers.sort_by_key(|t| t.due_at);
        let word = |kind| match kind {
            TimerKind::Remind => "remind",
            TimerKind::Deadline => "deadline",
            TimerKind::Unattended => "unattended",
            TimerKind::Pause => "pause",
            TimerKind::Opening => "opening",
        };
        let local = |t: &Timer| self.policy.calendar.local(t.due_at).format("%Y-%m-%d %H:%M").to_string();
        timers.iter().map(|t| format!("{} {}", word(t.kind), local(t))).collect()
    }

    /// The outcome of a closed request; empty while it is open.
    pub(super) fn outcome(&self) -> &str {
        match &self.request().phase {
            Phase::Closed { outcome, .. } => outcome,
            Phase::Waiting { .. } => "",
        }
    }

    /// Staff by id, everybody else by address.
    fn names(&self, list: &[Address]) -> Vec<String> {
        let people = &self.policy.people;
        list.iter().map(|a| people.by_email(&a.email).map_or(a.email.clone(), |s| s.id.to_string())).collect()
    }

    fn outbox(&self) -> Vec<String> {
        let line = |(r, s): &(Reference, Sending)| {
            format!(
                "{r} {} {} to {:?} cc {:?}",
                s.key,
                s.message.template,
                self.names(&s.message.to),
                self.names(&s.message.cc)
            )
        };
        self.sent.iter().map(line).collect()
    }
}
