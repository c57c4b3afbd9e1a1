//! Nothing is lost and nothing is done twice: rebuilt mailboxes, mails that come back, identifiers that are none, sick
//! mailboxes, a second daemon, signals, loops, and a log without anybody's name.

use std::sync::atomic::Ordering;

use frontdoor::domain::FolderName;

use super::FIRST;
use crate::harness::post::sample;
use crate::harness::town::{PROGRAM, ROOT, Town};

/// A small mail about nobody.
fn note(message_id: &str, text: &str) -> Vec<u8> {
    let id = if message_id.is_empty() { String::new() } else { format!("Message-ID: {message_id}\r\n") };
    format!(
        "From: Ann Writer <ann@writers.test>\r\nTo: cass@trust.test\r\nSubject: A worry\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n{id}\r\n{text}\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn i1_a_rebuilt_mailbox_loses_nothing_and_nothing_is_acted_on_twice() {
    let mut town = Town::new("rebuilt");
    town.start("23 09:30", 30.0).await;
    for name in ["first.eml", "001.eml", "nobody-named.eml"] {
        town.arrives(name).await;
    }
    town.settled().await;
    let before = (town.map().await, town.letters().await.len());
    town.stop().await;
    town.daemon = None;
    town.rebuilds().await;
    town.start("23 09:50", 30.0).await;
    let looked = town.record().looked_at().await;
    town.until("some looks", async || (town.record().looked_at().await > looked + 120).then_some(())).await;
    town.settled().await;
    assert_eq!((town.map().await, town.letters().await.len()), before, "as before");
    assert_eq!(town.record().requests().await.len(), 3);
    // And it goes on from there.
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.answers("kim.lowe", &question, "NO CONTACT - as before.").await;
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    town.settled().await;
    town.lies_in("PSS COMPLETED", FIRST).await;
    town.finish().await;
}

#[tokio::test]
async fn i1_a_mail_dragged_back_to_the_inbox_is_no_second_mail() {
    let mut town = Town::new("back");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.drags(FIRST, "REVIEW CONTACTS", "INBOX").await;
    town.until("noticed", async || {
        let audit = town.record().audit().await;
        audit.iter().any(|line| line.contains("moved to INBOX")).then_some(())
    })
    .await;
    town.settled().await;
    assert_eq!(town.record().requests().await.len(), 1);
    let questions =
        town.letters().await.iter().filter(|l| l.who == "kim.lowe" && l.template == "decision-request").count();
    assert_eq!(questions, 1, "asked once");
    town.finish().await;
}

#[tokio::test]
async fn i1_message_ids_that_are_reused_empty_or_missing_hide_no_mail() {
    let mut town = Town::new("ids");
    town.start("23 09:30", 30.0).await;
    for (id, text) in [
        ("<same@writers.test>", "I worry about a boy."),
        ("<same@writers.test>", "I worry about a girl, quite another matter."),
        ("<>", "No identifier at all."),
        ("", "Not even an empty one."),
    ] {
        town.brought(&note(id, text)).await;
    }
    town.settled().await;
    assert_eq!(town.record().requests().await.len(), 4, "each is a request of its own");
    town.expect_folders(&[("CHECK BY HAND", 4)]).await;
    town.finish().await;
}

#[tokio::test]
async fn i1_two_mails_alike_to_the_byte_are_two_mails() {
    let mut town = Town::new("alike");
    let bytes = town.localised(&sample("first.eml"));
    // Both are there before the daemon is, without a trace header that could tell them apart.
    let mut mailbox = town.mailbox().await;
    for _ in 0..2 {
        mailbox.append(&FolderName::from("INBOX"), &[], None, &bytes).await.unwrap();
    }
    mailbox.logout().await;
    town.delivered.fetch_add(2, Ordering::Relaxed);
    town.start("23 09:30", 30.0).await;
    town.expect_folders(&[("REVIEW CONTACTS", 2)]).await;
    let requests = town.record().requests().await;
    let asked: Vec<usize> = requests.iter().map(|r| r.asked().len()).collect();
    assert_eq!(asked.iter().sum::<usize>(), 1, "C5: the second is linked with the first: {asked:?}");
    town.finish().await;
}

#[tokio::test]
async fn i1_a_mail_that_a_person_read_first_is_still_worked() {
    let mut town = Town::new("seen");
    let bytes = town.localised(&sample("001.eml"));
    let mut mailbox = town.mailbox().await;
    mailbox.append(&FolderName::from("INBOX"), &["\\Seen".to_owned()], None, &bytes).await.unwrap();
    mailbox.logout().await;
    town.delivered.fetch_add(1, Ordering::Relaxed);
    town.start("23 09:30", 30.0).await;
    town.expect_folders(&[("NEW CONTACTS", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn history_before_the_start_is_left_alone() {
    let mut town = Town::with("history", |config| {
        // A rehearsal counts what was there as received when it began: this begins later.
        config.replace("start_from = 2026-11-01T00:00:00Z", "start_from = 2026-11-23T09:31:00Z")
    });
    let mut mailbox = town.mailbox().await;
    mailbox.append(&FolderName::from("INBOX"), &[], None, &town.localised(&sample("001.eml"))).await.unwrap();
    mailbox.logout().await;
    town.start("23 09:30", 60.0).await;
    // The daemon's clock begins after the story's, and the server's dates are whole seconds: minutes of this rehearsal.
    town.until("the start's minute", async || (town.now() > crate::harness::daemon::at("23 09:38")).then_some(()))
        .await;
    town.arrives("first.eml").await;
    town.settled().await;
    let map = town.map().await;
    assert_eq!(map["INBOX"], ["sample-7-1@hillside.bham.sch.test"]);
    assert_eq!(map["REVIEW CONTACTS"], [FIRST]);
    assert_eq!(town.record().requests().await.len(), 1);
    town.stop().await;
}

#[tokio::test]
async fn observing_moves_nothing_and_sends_nothing_but_explains() {
    let mut town = Town::with("observe", |config| config.replace("observe_only = false", "observe_only = true"));
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.until("on record", async || {
        let record = town.record();
        (record.arrived().await == 1 && !record.busy().await).then_some(())
    })
    .await;
    let looked = town.record().looked_at().await;
    town.until("some looks", async || (town.record().looked_at().await > looked + 90).then_some(())).await;
    assert_eq!(town.letters_lying(), 0, "nothing is sent");
    let folders = town.folders().await;
    assert_eq!(folders.keys().collect::<Vec<_>>(), ["INBOX"], "no folder is made");
    assert_eq!(folders["INBOX"][0].flags, Vec::<String>::new(), "and no flag set");
    let reference = town.record().request().await.reference;
    let why = town.must(&["why", &reference]);
    assert!(why.contains("REVIEW CONTACTS") && why.contains("asked S2"), "{why}");
    let states: Vec<String> = town.record().journal().await.into_iter().map(|row| row.state).collect();
    assert!(states.iter().all(|state| state == "observed"), "{states:?}");
    town.stop().await;
}

#[tokio::test]
async fn one_sick_mailbox_never_stops_another_and_an_alarm_says_so() {
    let mut town = Town::with("sick", |config| {
        let (head, rest) = config.split_once("[[mailbox]]").unwrap();
        let (own, tail) = rest.split_once("[files]").unwrap();
        let sick = own
            .replace("name = \"cass\"", "name = \"sick\"")
            .replace("address = \"cass@", "address = \"nobody-here@")
            .replace("user = \"cass@", "user = \"nobody-here@");
        format!("{head}[[mailbox]]{own}[[mailbox]]{sick}[files]{tail}")
    });
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.letter_to("kim.lowe", "decision-request").await;
    let alarm = town.letters_to("alarm", "alarm", 1).await.remove(0);
    assert!(alarm.text.contains("sick"), "it names the mailbox: {}", alarm.text);
    town.settled().await;
    town.lies_in("REVIEW CONTACTS", FIRST).await;
    let status = town.command(&["status"]);
    assert_eq!(status.status.code(), Some(1), "a mailbox that was never reached is not well");
    let said = String::from_utf8(status.stdout).unwrap();
    assert!(said.contains("mailbox sick: never reached") && said.contains("mailbox cass: last looked at"), "{said}");
    town.finish().await;
}

#[tokio::test]
async fn a_second_daemon_on_the_same_store_is_refused() {
    let mut town = Town::new("second");
    town.start("23 09:30", 30.0).await;
    let output = tokio::process::Command::new(PROGRAM)
        .args(["run", "--rehearse", "2026-11-23T09:30:00", "--speed", "30", "--config"])
        .arg(&town.config)
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("works on this store"), "{said}");
    // The first is not disturbed.
    town.arrives("001.eml").await;
    town.expect_folders(&[("NEW CONTACTS", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn a_bad_configuration_is_refused_while_running_and_the_old_one_stays() {
    let mut town = Town::new("hangup");
    town.start("23 09:30", 30.0).await;
    let good = std::fs::read_to_string(&town.config).unwrap();
    std::fs::write(&town.config, good.replace("settle_minutes = 5", "settle_minuets = 5")).unwrap();
    town.hang_up();
    town.until("the refusal", async || {
        (town.log_lines("the new configuration is refused; the old one stays") == 1).then_some(())
    })
    .await;
    town.arrives("001.eml").await;
    town.lies_in("NEW CONTACTS", "sample-7-1@hillside.bham.sch.test").await;
    std::fs::write(&town.config, &good).unwrap();
    town.hang_up();
    town.until("taken up", async || (town.log_lines("configuration taken up") == 1).then_some(())).await;
    town.arrives("first.eml").await;
    town.expect_folders(&[("NEW CONTACTS", 1), ("REVIEW CONTACTS", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn r9_a_mailbox_that_was_observed_is_worked_on_with_all_its_folders_once_it_is_told_so() {
    let mut town = Town::with("reload", |config| config.replace("observe_only = false", "observe_only = true"));
    town.start("23 09:30", 30.0).await;
    town.until("connected", async || (town.log_lines("connected") == 1).then_some(())).await;
    let observing = std::fs::read_to_string(&town.config).unwrap();
    std::fs::write(&town.config, observing.replace("observe_only = true", "observe_only = false")).unwrap();
    town.hang_up();
    town.until("connected anew", async || (town.log_lines("connected") == 2).then_some(())).await;
    town.arrives("nobody-named.eml").await;
    town.expect_folders(&[("CHECK BY HAND", 1)]).await;
    // The folders that were made since are watched: this is no removal.
    town.drags("special-7-nobody-named@bwc.nhs.test", "CHECK BY HAND", "REVIEW CONTACTS").await;
    town.until("a review", async || town.record().requests().await.iter().any(|r| r.phase == "answer").then_some(()))
        .await;
    town.finish().await;
}

#[tokio::test]
async fn l3_a_vacation_responder_gets_one_letter_and_its_answer_goes_nowhere() {
    let mut town = Town::new("vacation");
    town.start("23 09:30", 30.0).await;
    town.arrives("001.eml").await;
    let letter = town.letter_to("szymon@hillside.bham.sch.test", "acknowledgement").await;
    let from = format!("szymon.{}@hillside.bham.sch.test", town.tag);
    // One that says so, and one that marks nothing and answers everything.
    let marked = format!("Auto-Submitted: auto-replied\r\nIn-Reply-To: <{}>\r\n", letter.message_id);
    town.writes(&from, &letter.reply_to, "Automatic reply", &marked, "I am away until Monday.\r\n").await;
    town.settled().await;
    let unmarked = format!("In-Reply-To: <{}>\r\n", letter.message_id);
    town.writes(&from, &letter.reply_to, "Away", &unmarked, "I am away until Monday.\r\n").await;
    town.settled().await;
    let theirs = town.letters().await.iter().filter(|l| l.who.starts_with("szymon")).count();
    assert_eq!(theirs, 1, "nothing answers the answers");
    assert_eq!(town.record().requests().await.len(), 1, "and no request is made of them");
    town.finish().await;
}

#[tokio::test]
async fn l3_two_daemons_that_face_each_other_stop() {
    let (mut one, mut two) = (Town::new("facea"), Town::new("faceb"));
    one.start("23 09:30", 30.0).await;
    two.start("23 09:30", 30.0).await;
    // A mail to the one, as if the other front door had written it.
    let bytes = String::from_utf8(sample("first.eml")).unwrap();
    let bytes = bytes.replace("isaac@nspcc.test", &two.door()).replace("cass@trust.test", &one.door());
    one.submit(&two.door(), &one.door(), bytes.as_bytes()).await;
    // Its acknowledgement comes to the other, who knows it as a machine's.
    two.delivered.fetch_add(1, Ordering::Relaxed);
    two.until("the acknowledgement", async || {
        let record = two.record();
        (record.arrived().await == 1 && !record.busy().await).then_some(())
    })
    .await;
    let looked = one.record().looked_at().await;
    one.until("some looks", async || (one.record().looked_at().await > looked + 120).then_some(())).await;
    assert_eq!(one.record().arrived().await, 1, "nothing came back");
    assert!(two.record().requests().await.is_empty(), "no request is made of it");
    assert_eq!(two.letters_lying(), 0, "nobody is asked about it");
    one.stop().await;
    two.stop().await;
}

#[tokio::test]
async fn the_log_of_a_whole_run_names_nobody() {
    let mut town = Town::new("quiet");
    town.environment.insert("FRONTDOOR_LOG".into(), "off,frontdoor=trace".into());
    town.start("23 09:30", 30.0).await;
    for name in ["first.eml", "open-child.eml", "001.eml", "008.eml", "anonymous.eml", "protected.eml", "free-form.eml"]
    {
        town.arrives(name).await;
    }
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.answers("kim.lowe", &question, "NO CONTACT - grandmother Zebedee looks after them.").await;
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    town.drags("special-7-protected@bwc.nhs.test", "CHECK BY HAND", "CORRESPONDENCE").await;
    town.until("noticed", async || {
        town.record().audit().await.iter().any(|l| l.contains("moved to CORRESPONDENCE")).then_some(())
    })
    .await;
    town.settled().await;
    let log = town.log();
    let mut canaries: Vec<String> =
        ["Zebedee", "@nspcc", "@bwc", "@hillside", "@mailbox", "Safeguarding concern", "Request for Support", "bruise"]
            .map(str::to_owned)
            .to_vec();
    canaries.push(format!("@{}", town.domain));
    let truth: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(format!("{ROOT}/tests/samples/truth.json")).unwrap()).unwrap();
    for one in truth.as_array().unwrap() {
        for key in ["given", "family", "postcode", "dob"] {
            canaries.extend(one[key].as_str().filter(|s| s.len() > 3).map(str::to_owned));
        }
        // Senders carry the town's tag.
        let local = one["referrer"].as_str().and_then(|referrer| referrer.split_once('@')).map(|(local, _)| local);
        canaries.extend(local.map(|local| format!("{local}.{}@", town.tag)));
    }
    let staff = std::fs::read_to_string(format!("{ROOT}/tests/samples/extract/staff.csv")).unwrap();
    canaries.extend(staff.lines().skip(1).filter_map(|l| l.split(',').nth(1)).map(str::to_owned));
    let found: Vec<&String> = canaries.iter().filter(|canary| log.contains(canary.as_str())).collect();
    assert!(found.is_empty(), "in the log: {found:?}");
    town.finish().await;
}

#[tokio::test]
async fn l3_what_a_cap_holds_goes_when_there_is_room_and_one_alarm_says_so() {
    let mut town = Town::with("caps", |config| {
        config.replace("per_recipient_hour = 2000\nurgent", "per_recipient_hour = 2\nurgent")
    });
    town.start("23 09:05", 30.0).await;
    for mail in ["nobody-named.eml", "protected.eml", "scanned.eml", "anonymous.eml"] {
        town.arrives(mail).await;
    }
    let notes = async |town: &Town| {
        let letters = town.letters().await;
        letters.iter().filter(|l| l.who == "lee.hart" && l.template != "unattended").count()
    };
    town.until("the notes that may go", async || (notes(&town).await == 2).then_some(())).await;
    town.letter_to("alarm", "alarm").await;
    town.settled().await;
    town.later("23 09:50").await;
    let letters = town.letters().await;
    assert_eq!(notes(&town).await, 2, "the others are held");
    assert_eq!(letters.iter().filter(|l| l.who == "alarm").count(), 1, "one alarm for all that is held");
    // An hour after the first two, and not after the last look, there is room.
    town.later("23 10:12").await;
    town.until("the notes that were held", async || (notes(&town).await == 4).then_some(())).await;
    // What comes later is held in its turn.
    town.stop().await;
}
