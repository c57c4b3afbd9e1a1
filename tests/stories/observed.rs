//! From observing to work and back: what was only observed is taken up anew, once; what was begun is held, not lost.

use super::FIRST;
use crate::harness::town::Town;

const COPY: &str = "special-7-again@nspcc.test";
const UNKNOWN: &str = "sample-7-1@hillside.bham.sch.test";

fn observing(story: &str) -> Town {
    Town::with(story, |config| config.replace("observe_only = false", "observe_only = true"))
}

impl Town {
    /// Changes the configuration.
    fn configure(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(&self.config).unwrap();
        assert!(text.contains(from), "{from} is in the configuration");
        std::fs::write(&self.config, text.replace(from, to)).unwrap();
    }

    fn goes_to_work(&self) {
        self.configure("observe_only = true", "observe_only = false");
    }

    fn observes(&self) {
        self.configure("observe_only = false", "observe_only = true");
    }

    async fn takes_up(&self) {
        let before = self.log_lines("configuration taken up");
        self.hang_up();
        self.until("taken up", async || (self.log_lines("configuration taken up") > before).then_some(())).await;
    }

    /// A review, its copy, a child who is not known and a bounce of nobody's message: all observed.
    async fn observes_a_morning(&self) {
        for name in ["first.eml", "001.eml", "second-copy.eml"] {
            self.arrives_in_turn(name).await;
        }
        let failure = "Auto-Submitted: auto-replied\r\n";
        self.writes("mailer-daemon@elsewhere.test", &self.door(), "Automatic reply", failure, "Away.\r\n").await;
        self.settled().await;
        assert_eq!(self.letters_lying(), 0, "nothing is sent");
        assert_eq!(self.folders().await["INBOX"].len(), 4, "nothing is moved");
        assert_eq!(self.record().requests().await.len(), 3);
    }

    /// All four were taken up as if they had just come, each once.
    async fn works_on_that_morning(&self) {
        self.letter_to("kim.lowe", "decision-request").await;
        self.lies_in("NEW CONTACTS", UNKNOWN).await;
        self.expect_folders(&[("CORRESPONDENCE", 1), ("NEW CONTACTS", 1), ("REVIEW CONTACTS", 2)]).await;
        self.looks(3).await;
        self.settled().await;
        let asked =
            self.letters().await.iter().filter(|l| l.template == "decision-request" && l.who == "kim.lowe").count();
        assert_eq!(asked, 1, "asked once");
        let requests = self.record().requests().await;
        let (observed, at_work): (Vec<_>, Vec<_>) = requests.iter().partition(|r| r.value()["observed"] == true);
        assert_eq!((observed.len(), at_work.len()), (3, 3));
        assert!(observed.iter().all(|r| r.phase == "closed"), "nothing of them goes on");
        let first = at_work.iter().find(|r| r.message_id.as_deref() == Some(FIRST)).unwrap();
        assert_eq!(first.asked(), ["S2"]);
        let copy = at_work.iter().find(|r| r.message_id.as_deref() == Some(COPY)).unwrap();
        assert_eq!(copy.value()["same_as"], first.reference.as_str(), "a copy of the request that is worked on");
    }

    async fn has_folder(&self, folder: &str) {
        let mut mailbox = self.mailbox().await;
        mailbox.create(&folder.into()).await.unwrap();
        mailbox.logout().await;
    }

    /// Dies at this point of the next start, and starts again.
    async fn dies_once(&mut self, point: &str, at: &str, again: &str) {
        self.environment.insert(frontdoor::daemon::DIE_AT.to_owned(), point.to_owned());
        self.spawn(crate::harness::daemon::at(at), 30.0);
        self.ended().await;
        self.environment.clear();
        self.start(again, 30.0).await;
    }
}

#[tokio::test]
async fn i1_what_was_observed_is_filed_and_asked_about_once_when_the_daemon_starts_to_work() {
    let mut town = observing("golive");
    town.start("23 09:30", 30.0).await;
    town.observes_a_morning().await;
    town.stop().await;
    town.goes_to_work();
    town.start("23 10:00", 30.0).await;
    town.works_on_that_morning().await;
    // Nor again at the next start; and the answer ends both.
    town.later("23 10:30").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.answers("kim.lowe", &question, "NO CONTACT - as before.").await;
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    town.expect_folders(&[("CORRESPONDENCE", 2), ("NEW CONTACTS", 1), ("PSS COMPLETED", 2)]).await;
    town.finish().await;
}

#[tokio::test]
async fn i1_what_was_observed_is_filed_and_asked_about_once_when_the_settings_say_so() {
    let mut town = observing("golivehup");
    town.start("23 09:30", 30.0).await;
    town.observes_a_morning().await;
    town.goes_to_work();
    town.takes_up().await;
    town.works_on_that_morning().await;
    town.finish().await;
}

#[tokio::test]
async fn i1_killed_while_it_goes_to_work_everything_is_taken_up_once() {
    for point in ["observed.aside", "observed.taken", "recovery.observed"] {
        let mut town = observing(&format!("golive{}", point.replace('.', "")));
        town.start("23 09:30", 30.0).await;
        town.observes_a_morning().await;
        town.stop().await;
        town.goes_to_work();
        town.dies_once(point, "23 10:00", "23 10:05").await;
        town.works_on_that_morning().await;
        town.finish().await;
    }
}

#[tokio::test]
async fn i1_what_is_older_than_the_start_is_left_to_people_when_the_daemon_goes_to_work() {
    let mut town = observing("golivelate");
    town.start("23 09:30", 30.0).await;
    town.observes_a_morning().await;
    town.stop().await;
    town.goes_to_work();
    town.configure("2026-11-01T00:00:00Z", "2026-11-23T12:00:00Z");
    town.start("23 12:05", 30.0).await;
    town.looks(3).await;
    town.settled().await;
    assert_eq!(town.letters_lying(), 0, "nobody is asked or written to");
    assert_eq!(town.folders().await["INBOX"].len(), 4, "nothing is moved");
    assert!(town.record().requests().await.iter().all(|r| r.phase == "closed"), "set aside");
    // And a person may still begin a review with one of them.
    town.drags(FIRST, "INBOX", "REVIEW CONTACTS").await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.finish().await;
}

#[tokio::test]
async fn r9_a_mail_that_people_filed_while_it_was_observed_stays_theirs_until_they_move_it_again() {
    for point in [None, Some("observed.moved")] {
        let mut town = observing(if point.is_some() { "goliveown2" } else { "goliveown" });
        town.start("23 09:30", 30.0).await;
        town.arrives("first.eml").await;
        town.until("on record", async || (town.record().arrived().await == 1).then_some(())).await;
        town.has_folder("NEW CONTACTS").await;
        town.drags(FIRST, "INBOX", "NEW CONTACTS").await;
        town.looks(3).await;
        town.stop().await;
        town.goes_to_work();
        town.start("23 10:00", 30.0).await;
        town.looks(3).await;
        town.settled().await;
        assert_eq!(town.letters_lying(), 0, "they have dealt with it");
        if let Some(point) = point {
            town.stop().await;
            town.drags(FIRST, "NEW CONTACTS", "REVIEW CONTACTS").await;
            town.dies_once(point, "23 10:30", "23 10:40").await;
        } else {
            town.drags(FIRST, "NEW CONTACTS", "REVIEW CONTACTS").await;
        }
        town.letter_to("kim.lowe", "decision-request").await;
        town.expect_folders(&[("REVIEW CONTACTS", 1)]).await;
        town.looks(2).await;
        town.settled().await;
        assert_eq!(town.record().requests().await.len(), 2, "one observed, one at work");
        town.finish().await;
    }
}

#[tokio::test]
async fn r5_what_was_begun_is_held_while_its_mailbox_is_observed_and_goes_on_afterwards() {
    let mut town = Town::new("holds");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.stop().await;
    town.observes();
    // The hour of the reminder and the deadline pass.
    town.start("23 16:00", 30.0).await;
    town.letter_to("alarm", "alarm").await;
    town.later("23 17:30").await;
    town.looks(2).await;
    let sent = town.letters().await;
    assert!(sent.iter().all(|l| l.template != "decision-reminder" && l.template != "escalation"), "{sent:#?}");
    town.answers("kim.lowe", &question, "NO CONTACT - as before.").await;
    town.until("decided", async || town.record().request().await.decided_by).await;
    town.looks(2).await;
    assert!(town.letters().await.iter().all(|l| l.template != "outcome-no-contact"), "no letter goes");
    town.lies_in("REVIEW CONTACTS", FIRST).await;
    town.stop().await;
    town.goes_to_work();
    town.start("24 09:00", 30.0).await;
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    town.expect_folders(&[("CORRESPONDENCE", 1), ("PSS COMPLETED", 1)]).await;
    town.finish().await;
}
