//! What people do in the folders while the daemon is down, or between two of its looks, is noticed as if it had been
//! there (R9); what was there before it ever was is theirs.

use std::sync::atomic::Ordering;

use frontdoor::domain::FolderName;

use super::FIRST;
use crate::harness::post::sample;
use crate::harness::town::Town;

/// A town whose daemon has looked at its folders, and is down.
async fn down(story: &str) -> Town {
    let mut town = Town::new(story);
    town.start("23 09:30", 30.0).await;
    town.looks(1).await;
    town.stop().await;
    town
}

/// A town where the first mail was asked about, and answered CONTACT: an officer is to create it. The daemon is down.
async fn down_before_creation(story: &str) -> Town {
    let mut town = Town::new(story);
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.answers("kim.lowe", &question, "CONTACT - new harm.").await;
    town.until("created by hand", async || (town.record().request().await.phase == "person").then_some(())).await;
    town.settled().await;
    town.stop().await;
    town
}

/// A mail lies in a folder, past SMTP.
async fn put(town: &Town, folder: &str, bytes: &[u8], flags: &[&str]) {
    let mut mailbox = town.mailbox().await;
    let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
    mailbox.create(&FolderName::from(folder)).await.unwrap();
    mailbox.append(&FolderName::from(folder), &flags, None, bytes).await.unwrap();
    mailbox.logout().await;
}

#[tokio::test]
async fn r9_dragged_out_of_the_inbox_while_the_daemon_was_down_it_is_reviewed() {
    let mut town = down("downdrag").await;
    town.arrives("first.eml").await;
    town.drags(FIRST, "INBOX", "REVIEW CONTACTS").await;
    town.start("23 10:00", 30.0).await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.expect_folders(&[("REVIEW CONTACTS", 1)]).await;
    let before = town.letters().await.len();
    // And once only.
    town.later("23 10:20").await;
    town.looks(2).await;
    town.settled().await;
    assert_eq!((town.letters().await.len(), town.record().requests().await.len()), (before, 1));
    town.finish().await;
}

#[tokio::test]
async fn r9_dragged_out_of_the_inbox_as_soon_as_it_came_it_is_reviewed() {
    let mut town = Town::new("quickdrag");
    town.start("23 09:30", 30.0).await;
    town.looks(1).await;
    put(&town, "INBOX", &town.localised(&sample("first.eml")), &[]).await;
    town.delivered.fetch_add(1, Ordering::Relaxed);
    let mut mailbox = town.mailbox().await;
    mailbox.select(&FolderName::from("INBOX")).await.unwrap();
    let uids = mailbox.uids().await.unwrap();
    mailbox.move_to(&uids, &FolderName::from("REVIEW CONTACTS")).await.unwrap();
    mailbox.logout().await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.expect_folders(&[("REVIEW CONTACTS", 1)]).await;
    assert_eq!(town.record().request().await.asked(), ["S2"]);
    town.finish().await;
}

#[tokio::test]
async fn r9_dragged_between_queues_while_the_daemon_was_down_it_goes_on_from_there() {
    let mut town = Town::new("downqueue");
    town.start("23 09:30", 30.0).await;
    town.arrives("001.eml").await;
    let id = "sample-7-1@hillside.bham.sch.test";
    town.lies_in("NEW CONTACTS", id).await;
    town.settled().await;
    town.stop().await;
    town.drags(id, "NEW CONTACTS", "REVIEW CONTACTS").await;
    town.start("23 10:00", 30.0).await;
    town.until("a question", async || (town.record().request().await.asked().len() == 1).then_some(())).await;
    town.expect_folders(&[("REVIEW CONTACTS", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn r9_flagged_actioned_while_the_daemon_was_down_the_contact_is_created() {
    let mut town = down_before_creation("downflag").await;
    town.flags(FIRST, "REVIEW CONTACTS", "ACTIONED").await;
    town.start("23 11:00", 30.0).await;
    town.until("closed", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.expect_folders(&[("CONTACT COMPLETED", 1), ("CORRESPONDENCE", 1)]).await;
    town.later("23 11:30").await;
    town.looks(2).await;
    town.settled().await;
    let flagged = town.record().audit().await.iter().filter(|line| line.contains("flagged it ACTIONED")).count();
    assert_eq!(flagged, 1);
    town.finish().await;
}

#[tokio::test]
async fn r9_a_flag_that_was_noticed_before_is_no_answer_to_a_later_question() {
    let mut town = Town::new("oldflag");
    town.start("23 09:30", 30.0).await;
    town.looks(1).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    // While a manager is asked it says nothing.
    town.flags(FIRST, "REVIEW CONTACTS", "ACTIONED").await;
    town.until("noticed", async || {
        town.record().audit().await.iter().any(|line| line.contains("flagged it ACTIONED")).then_some(())
    })
    .await;
    town.answers("kim.lowe", &question, "CONTACT - new harm.").await;
    town.until("created by hand", async || (town.record().request().await.phase == "person").then_some(())).await;
    town.settled().await;
    town.later("23 11:00").await;
    town.looks(2).await;
    town.settled().await;
    assert_eq!(town.record().request().await.phase, "person", "nobody has said that it is created");
    town.finish().await;
}

#[tokio::test]
async fn r9_dragged_to_contact_completed_while_the_daemon_was_down_it_closes_so() {
    let mut town = down_before_creation("downdone").await;
    town.drags(FIRST, "REVIEW CONTACTS", "CONTACT COMPLETED").await;
    town.start("23 11:00", 30.0).await;
    town.until("closed", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.settled().await;
    let filed = town.lies_in("CONTACT COMPLETED", FIRST).await;
    assert!(filed.subject.contains("contact created]"), "{}", filed.subject);
    assert_eq!(filed.flags, ["ACTIONED"]);
    town.finish().await;
}

#[tokio::test]
async fn r9_deleted_while_the_daemon_was_down_it_counts_as_removed() {
    let mut town = Town::new("downdel");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.stop().await;
    town.deletes(FIRST, "REVIEW CONTACTS").await;
    town.start("23 10:00", 30.0).await;
    town.until("closed", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.settled().await;
    assert_eq!(town.record().request().await.outcome.as_deref(), Some("removed by a person"));
    let status = town.status();
    assert_eq!(status["mailboxes"]["cass"]["all"]["removed"], 1, "{status:#}");
    town.finish().await;
}

#[tokio::test]
async fn r9_a_copy_that_was_seen_is_where_the_mail_went_when_the_original_goes_while_the_daemon_is_down() {
    let mut town = Town::new("downcopy");
    town.start("23 09:30", 30.0).await;
    town.arrives("nobody-named.eml").await;
    let id = "special-7-nobody-named@bwc.nhs.test";
    let lying = town.lies_in("CHECK BY HAND", id).await;
    town.settled().await;
    let mut mailbox = town.mailbox().await;
    mailbox.select(&"CHECK BY HAND".into()).await.unwrap();
    let bytes = mailbox.fetch(&[lying.uid]).await.unwrap().remove(0).bytes;
    mailbox.logout().await;
    put(&town, "REVIEW CONTACTS", &bytes, &[]).await;
    town.looks(3).await;
    assert_eq!(town.record().request().await.phase, "person", "a copy alone says nothing");
    town.stop().await;
    town.deletes(id, "CHECK BY HAND").await;
    town.start("23 10:00", 30.0).await;
    town.until("a question", async || (town.record().request().await.asked().len() == 1).then_some(())).await;
    town.expect_folders(&[("REVIEW CONTACTS", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn r9_what_lay_there_before_the_first_start_is_peoples_own_even_when_the_mailbox_is_rebuilt() {
    let mut town = Town::new("before");
    put(&town, "REVIEW CONTACTS", &town.localised(&sample("001.eml")), &[]).await;
    put(&town, "CHECK BY HAND", &town.localised(&sample("008.eml")), &["ACTIONED"]).await;
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.later("23 10:00").await;
    town.looks(2).await;
    town.stop().await;
    town.rebuilds().await;
    town.start("23 10:30", 30.0).await;
    town.looks(3).await;
    town.settled().await;
    assert_eq!(town.record().requests().await.len(), 1, "only the mail that arrived");
    let questions = town.letters().await.iter().filter(|l| l.template == "decision-request").count();
    assert_eq!(questions, 3, "one decider and both officers, once");
    let map = town.map().await;
    assert_eq!(map["CHECK BY HAND"].len(), 1);
    assert_eq!(map["REVIEW CONTACTS"].len(), 2);
    // What is dragged there from now on is not.
    let theirs = map["CHECK BY HAND"][0].clone();
    town.drags(&theirs, "CHECK BY HAND", "REVIEW CONTACTS").await;
    town.delivered.fetch_add(1, Ordering::Relaxed);
    town.until("a second request", async || (town.record().requests().await.len() == 2).then_some(())).await;
    town.settled().await;
    town.stop().await;
}

#[tokio::test]
async fn r9_observing_a_mail_that_was_dragged_while_the_daemon_was_down_moves_and_sends_nothing() {
    let mut town = Town::with("downobs", |config| config.replace("observe_only = false", "observe_only = true"));
    put(&town, "REVIEW CONTACTS", &town.localised(&sample("001.eml")), &[]).await;
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.until("on record", async || (town.record().arrived().await == 1).then_some(())).await;
    town.looks(2).await;
    town.stop().await;
    town.drags(FIRST, "INBOX", "REVIEW CONTACTS").await;
    town.arrives("nobody-named.eml").await;
    let id = "special-7-nobody-named@bwc.nhs.test";
    town.drags(id, "INBOX", "REVIEW CONTACTS").await;
    town.start("23 10:00", 30.0).await;
    town.looks(4).await;
    assert_eq!(town.letters_lying(), 0, "nothing is sent");
    let folders = town.folders().await;
    assert_eq!(folders.keys().collect::<Vec<_>>(), ["INBOX", "REVIEW CONTACTS"], "no folder is made");
    assert_eq!(folders["REVIEW CONTACTS"].len(), 3);
    assert!(folders["REVIEW CONTACTS"].iter().all(|mail| mail.flags.is_empty()), "and no flag set");
    let states: Vec<String> = town.record().journal().await.into_iter().map(|row| row.state).collect();
    assert!(states.iter().all(|state| state == "observed"), "{states:?}");
    town.stop().await;
}

#[tokio::test]
async fn r9_killed_while_it_takes_up_what_people_did_it_acts_once() {
    for point in ["hand.recorded", "event.committed", "look.before-noted", "look.before-noted:2"] {
        let mut town = down(&format!("kill{}", point.replace(['.', '-', ':'], ""))).await;
        town.arrives("first.eml").await;
        town.drags(FIRST, "INBOX", "REVIEW CONTACTS").await;
        town.environment.insert(frontdoor::daemon::DIE_AT.to_owned(), point.to_owned());
        town.start("23 10:00", 30.0).await;
        if point == "event.committed" {
            // That is the answer's.
            let question = town.letter_to("kim.lowe", "decision-request").await;
            town.answers("kim.lowe", &question, "CONTACT - new harm.").await;
        }
        town.ended().await;
        town.environment.clear();
        town.start("23 10:30", 30.0).await;
        town.letter_to("kim.lowe", "decision-request").await;
        town.looks(2).await;
        town.settled().await;
        let request = town.record().requests().await.remove(0);
        assert_eq!((town.record().requests().await.len(), request.asked()), (1, vec!["S2".to_owned()]), "{point}");
        town.lies_in("REVIEW CONTACTS", FIRST).await;
        town.finish().await;
    }
}

#[tokio::test]
async fn r9_killed_while_it_takes_up_a_flag_it_acts_once() {
    for point in ["hand.flagged", "event.committed"] {
        let mut town = down_before_creation(&format!("killf{}", point.replace('.', ""))).await;
        town.flags(FIRST, "REVIEW CONTACTS", "ACTIONED").await;
        town.environment.insert(frontdoor::daemon::DIE_AT.to_owned(), point.to_owned());
        town.start("23 11:00", 30.0).await;
        town.ended().await;
        town.environment.clear();
        town.start("23 11:30", 30.0).await;
        town.until("closed", async || (town.record().request().await.phase == "closed").then_some(())).await;
        town.looks(2).await;
        town.settled().await;
        let flagged = town.record().audit().await.iter().filter(|line| line.contains("flagged it ACTIONED")).count();
        assert_eq!(flagged, 1, "{point}");
        town.expect_folders(&[("CONTACT COMPLETED", 1), ("CORRESPONDENCE", 1)]).await;
        town.finish().await;
    }
}
