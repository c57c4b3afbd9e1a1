//! A day of a town whose daemon dies now and then and is started again.

use std::os::unix::process::ExitStatusExt as _;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::NaiveDateTime;
use rustix::process::Signal;
use tokio::time::Instant;

use super::end::{End, different_letters, repeated_at_most_once};
use super::killer::{Chain, Killer, Random};
use crate::harness::daemon::at;
use crate::harness::post::Letter;
use crate::harness::record::Row;
use crate::harness::town::Town;

/// How fast the days go: all is done before noon, also on a busy machine.
const SPEED: f64 = 30.0;
/// Beyond this something never comes. Nothing is asserted about how fast it goes.
const PATIENCE: Duration = Duration::from_mins(3);
/// Kills that come before the next thing happens in a day of random kills.
const KILLS_A_STEP: u32 = 2;

const NOBODY: &str = "special-7-nobody-named@bwc.nhs.test";
const CREATED: &str = "sample-7-8@mailbox.test";
const DELETED: &str = "special-7-free-form@west-mids.police.test";

/// Two reviews, one answered NO CONTACT (with an identical copy that waits for it) and one answered CONTACT and
/// confirmed by dragging; a new contact; a mail that a person takes out of CHECK BY HAND to be asked about; one that a
/// person deletes; an automatic reply; and a reminder in the afternoon.
pub(crate) struct Day {
    pub(crate) town: Town,
    clock: NaiveDateTime,
    killer: Killer,
    /// Dies at the killer's next point.
    armed: bool,
    /// So often the daemon died.
    pub(crate) deaths: u32,
    /// Things that happened so far.
    steps: u32,
}

impl Day {
    fn new(story: &str, killer: Killer) -> Self {
        // A move by a person settles in a minute, which is two seconds here.
        let town = Town::with(story, |config| config.replace("settle_minutes = 5", "settle_minutes = 1"));
        Self { town, clock: at("23 08:05"), armed: true, killer, deaths: 0, steps: 0 }
    }

    /// A day on which nothing goes wrong.
    pub(crate) fn calm() -> Self {
        Self::new("calm", Killer::Nobody)
    }

    /// A day on which the daemon dies at these points.
    pub(crate) fn dies_at(chains: &[Chain]) -> Self {
        let name: String = chains[0][0].chars().filter(char::is_ascii_alphabetic).collect();
        Self::new(&format!("x{name}"), Killer::points(chains))
    }

    /// A day on which the daemon is killed at random moments.
    pub(crate) fn killed(seed: u64, kills: u32) -> Self {
        Self::new("random", Killer::Random(Random::new(seed, kills)))
    }

    /// Starts the daemon, or starts it again when it has died.
    pub(crate) async fn alive(&mut self) {
        if self.town.runs() {
            let waits = !self.armed && self.killer.next_point().is_some();
            if !waits || !self.town.record().taken_up().await {
                return;
            }
            // Everything is taken up after the last death: on to the next one.
            self.leave().await;
            self.armed = true;
        } else if self.town.daemon.is_some() {
            self.clock = self.town.now();
            self.died().await;
        }
        self.town.environment.clear();
        if let Some(point) = self.killer.next_point().filter(|_| self.armed) {
            self.town.environment.insert(frontdoor::daemon::DIE_AT.to_owned(), point.to_owned());
        }
        if let Killer::Random(random) = &mut self.killer {
            self.town.spawn(self.clock, SPEED);
            random.started();
        } else {
            self.town.start_at(self.clock, SPEED).await;
        }
    }

    async fn died(&mut self) {
        let status = self.town.ended().await;
        let killed = status.signal().is_some_and(|signal| signal == 6 || signal == 9);
        assert!(killed, "{}: it ended by itself: {status}\n{}", self.town.tag, self.town.tail());
        self.deaths += 1;
        self.armed = self.killer.died();
    }

    /// Ends the daemon in good order, or as it dies meanwhile.
    async fn leave(&mut self) {
        self.clock = self.town.now();
        // One that has just died is still there to be waited for, so that this signal hits nobody else.
        self.town.daemon.as_ref().expect("a daemon").signal(Signal::TERM);
        let status = self.town.ended().await;
        if status.signal() == Some(6) {
            self.deaths += 1;
            self.armed = self.killer.died();
            return;
        }
        assert!(status.success(), "{}: a clean stop, not {status}\n{}", self.town.tag, self.town.tail());
    }

    /// Waits for something, and brings the daemon back when it dies meanwhile.
    async fn until<T>(&mut self, what: &str, look: impl AsyncFn(&Town) -> Option<T>) -> T {
        let since = Instant::now();
        loop {
            self.alive().await;
            if let Some(found) = look(&self.town).await {
                return found;
            }
            if since.elapsed() > PATIENCE {
                self.town.give_up(what).await;
            }
            let mut next = Instant::now() + Duration::from_millis(80);
            if let Killer::Random(random) = &mut self.killer {
                next = random.at().map_or(next, |at| at.min(next));
                tokio::time::sleep_until(next).await;
                random.kill(&self.town).await;
            } else {
                tokio::time::sleep_until(next).await;
            }
        }
    }

    /// All that was brought is handled, all that was decided is carried out, and every message lies in its mailbox
    /// (some twice, where nobody could say whether it had arrived).
    pub(crate) async fn settled(&mut self) {
        self.until("a settled town", async |town| {
            let record = town.record();
            let all = record.arrived().await == town.delivered.load(Ordering::Relaxed);
            let done = all && !record.busy().await && different_letters(town).await == record.messages_out().await;
            done.then_some(())
        })
        .await;
    }

    /// Something happens now: not before the daemon is to die again, and on a day of random kills after some of them.
    async fn step(&mut self) {
        self.steps += 1;
        while !self.armed && self.killer.next_point().is_some() {
            self.until("all taken up after a death", async |town| town.record().taken_up().await.then_some(())).await;
        }
        if let Killer::Random(random) = &self.killer {
            let wanted = self.steps * KILLS_A_STEP;
            let before = random.kills;
            if before < wanted {
                self.until_killed(wanted).await;
            }
        }
    }

    async fn until_killed(&mut self, wanted: u32) {
        while let Killer::Random(random) = &self.killer
            && random.kills < wanted
            && random.at().is_some()
        {
            let kills = random.kills;
            let since = Instant::now();
            while matches!(&self.killer, Killer::Random(r) if r.kills == kills) {
                self.alive().await;
                let Killer::Random(random) = &mut self.killer else { return };
                let Some(at) = random.at() else { return };
                tokio::time::sleep_until(at).await;
                random.kill(&self.town).await;
                assert!(since.elapsed() < PATIENCE, "{}: it is never killed", self.town.tag);
            }
            self.alive().await;
        }
    }

    /// Plays the day, and says what it leaves.
    pub(crate) async fn play(&mut self) -> End {
        self.alive().await;
        self.step().await;
        self.town.arrives_in_turn("first.eml").await;
        self.settled().await;
        for mail in ["008.eml", "001.eml", "nobody-named.eml", "free-form.eml"] {
            self.step().await;
            self.town.arrives_in_turn(mail).await;
        }
        self.settled().await;
        self.step().await;
        self.town.arrives_in_turn("second-copy.eml").await;
        self.step().await;
        self.automatic_reply().await;
        self.settled().await;
        self.answers("kim.lowe", "NO CONTACT - the school has seen to it.").await;
        self.answers("jo.marsh", "CONTACT - new and worrying.").await;
        self.settled().await;
        self.until("the letter's end", async |town| {
            town.record().requests().await.iter().any(|r| r.outcome.as_deref() == Some("no contact")).then_some(())
        })
        .await;
        self.settled().await;
        self.hands().await;
        self.settled().await;
        self.afternoon().await;
        self.settled().await;
        if let Some(point) = self.killer.next_point() {
            panic!("{}: {point} was not passed\n{}", self.town.tag, self.town.tail());
        }
        End::of(&self.town).await
    }

    /// An answering machine writes, about nothing of ours.
    async fn automatic_reply(&self) {
        let from = format!("away.{}@hillside.bham.sch.test", self.town.tag);
        let extra = "Auto-Submitted: auto-replied\r\n";
        let text = "I am away until Monday.\r\n";
        let queued_as = self.town.writes(&from, &self.town.door(), "Automatic reply", extra, text).await;
        self.town.lies_there(&queued_as).await;
    }

    async fn answers(&mut self, who: &str, words: &str) {
        let question = self.letter(who, "decision-request").await;
        self.step().await;
        let queued_as = self.town.answers(who, &question, words).await;
        self.town.lies_there(&queued_as).await;
    }

    async fn letter(&mut self, who: &str, template: &str) -> Letter {
        self.until(&format!("{template} to {who}"), async |town| {
            town.letters().await.into_iter().find(|l| l.who == who && l.template == template)
        })
        .await
    }

    /// People's hands: the contact is created, a mail without a name goes to the review, another is deleted.
    async fn hands(&mut self) {
        self.step().await;
        self.town.drags(CREATED, "REVIEW CONTACTS", "CONTACT COMPLETED").await;
        self.until("a move that was noticed", async |town| {
            let all = town.record().requests().await;
            let created = |outcome: Option<&str>| outcome == Some("contact created");
            all.iter().any(|r| r.phase == "pause" || created(r.outcome.as_deref())).then_some(())
        })
        .await;
        // A daemon that is about to die of it does not end its look.
        let looked = self.town.record().looked_at().await;
        self.until("the end of that look", async |town| (town.record().looked_at().await > looked).then_some(())).await;
        self.step().await;
        self.town.drags(NOBODY, "CHECK BY HAND", "REVIEW CONTACTS").await;
        self.step().await;
        self.town.deletes(DELETED, "REVIEW CONTACTS").await;
        self.until("all ends and a question", async |town| {
            let all = town.record().requests().await;
            let closed = all.iter().filter(|r| r.phase == "closed").count();
            (closed == 5 && all.iter().any(|r| r.phase == "answer")).then_some(())
        })
        .await;
    }

    /// Late in the afternoon comes the reminder.
    async fn afternoon(&mut self) {
        self.step().await;
        self.alive().await;
        self.leave().await;
        self.clock = at("23 16:16");
        self.until("a reminder", async |town| {
            town.letters().await.iter().any(|l| l.template == "decision-reminder").then_some(())
        })
        .await;
    }

    /// Only the first mail, and all that it leads to of itself.
    pub(crate) async fn first_mail(&mut self) {
        self.alive().await;
        self.town.arrives_in_turn("first.eml").await;
        self.until("the alarm", async |town| town.letters().await.iter().any(|l| l.who == "alarm").then_some(())).await;
        let since = Instant::now();
        while self.killer.next_point().is_some() {
            self.alive().await;
            if since.elapsed() > PATIENCE {
                self.town.give_up("the last death").await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.settled().await;
    }

    /// The journal for people.
    pub(crate) async fn lines(&self) -> Vec<String> {
        self.town.record().journal().await.iter().map(Row::line).collect()
    }

    /// Everything adds up, nothing is left in the journal, no letter was repeated more than it may, the audit is whole.
    pub(crate) async fn finish(self) {
        self.finish_but_for(0).await;
    }

    /// The same, with so many messages whose outcome stays unknown.
    pub(crate) async fn finish_but_for(mut self, unknown: usize) {
        self.settled().await;
        let rows = self.town.record().journal().await;
        let open: Vec<_> = rows.iter().filter(|row| !["done", "cancelled"].contains(&row.state.as_str())).collect();
        let known = open.iter().all(|row| row.state == "unknown") && open.len() == unknown;
        assert!(known, "{}: left in the journal: {:#?}", self.town.tag, self.lines().await);
        repeated_at_most_once(&self.town, self.deaths).await;
        self.town.adds_up().await;
        assert_eq!(self.town.record().ends_not_told_once().await, [], "the audit tells of every end once");
        self.leave().await;
        assert!(self.town.command(&["audit", "verify"]).status.success(), "the audit is whole");
    }
}
