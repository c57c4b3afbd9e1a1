//! Mails that are too large to be read, that the server does not hand out, or that no message of ours can carry: each is
//! on record, before a person, and told of (I1, I7, R3).

use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::Ordering;

use frontdoor::daemon::DIE_AT;

use super::FIRST;
use super::samples::message_id;
use crate::harness::post::sample;
use crate::harness::town::Town;
use crate::harness::withholding::{How, Withholding};

const LARGE: &str = "large@writers.test";

/// A referral's words with so much enclosed.
fn with_enclosure(bytes: usize) -> Vec<u8> {
    let line = format!("{}\r\n", "QUJD".repeat(18));
    let enclosed = line.repeat(bytes / line.len() + 1);
    format!(
        "From: Ann Writer <ann@writers.test>\r\nTo: cass@trust.test\r\nSubject: Scans\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{LARGE}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         I worry about a boy.\r\n--b\r\nContent-Type: application/pdf; name=scan.pdf\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{enclosed}--b--\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn i1_i7_a_mail_too_large_to_be_read_is_on_record_and_before_a_person() {
    let mut town = Town::with("large", |config| config.replace("max_message_mb = 50", "max_message_mb = 1"));
    town.start("23 09:30", 30.0).await;
    town.brought(&with_enclosure(1_300_000)).await;
    let lies = town.lies_in("CHECK BY HAND", LARGE).await;
    assert_eq!(lies.subject, "Scans", "it is moved as it is");
    let note = town.letters_to("lee.hart", "check-by-hand", 1).await.remove(0);
    assert!(note.text.contains("too large to be read here (2 MB)"), "{}", note.text);
    assert!(note.text.contains("CHECK BY HAND") && note.attached.is_empty(), "says where it lies: {}", note.text);
    town.settled().await;
    assert!(town.letters().await.iter().all(|letter| letter.template != "alarm"), "it is a person's, no alarm");
    let reference = town.record().request().await.reference;
    assert!(town.must(&["why", &reference]).contains("too large to be read here"));
    // Nothing is said again after a restart, and a hand is noticed like any other.
    let before = town.letters().await.len();
    town.later("23 09:40").await;
    town.drags(LARGE, "CHECK BY HAND", "CORRESPONDENCE").await;
    town.until("noticed", async || {
        let audit = town.record().audit().await;
        audit.iter().any(|line| line.contains("moved to CORRESPONDENCE")).then_some(())
    })
    .await;
    town.settled().await;
    assert_eq!(town.letters().await.len(), before);
    assert_eq!(town.record().requests().await.len(), 1);
    town.finish().await;
}

/// So large that the servers of these stories take it, and no message that attaches it.
const ALMOST: usize = 1_997_000;

#[tokio::test]
async fn r3_an_original_that_the_mail_server_takes_in_no_message_is_said_to_lie_in_its_folder() {
    let mut town = Town::new("smtpsize");
    town.start("23 09:30", 30.0).await;
    town.brought(&with_enclosure(ALMOST)).await;
    let note = town.letter_to("lee.hart", "check-by-hand").await;
    assert!(note.attached.is_empty());
    assert!(note.text.contains("could not be attached; it lies in CHECK BY HAND"), "{}", note.text);
    town.lies_in("CHECK BY HAND", LARGE).await;
    town.finish().await;
}

#[tokio::test]
async fn r3_a_message_that_turns_out_too_large_for_the_mail_server_goes_without_the_original() {
    let mut town = Town::new("smtplate");
    // The mail server is away while the message is composed, so that nobody knows how much it takes.
    let config = std::fs::read_to_string(&town.config).unwrap();
    let there = format!("port = {}", town.servers.smtp_port);
    std::fs::write(&town.config, config.replace(&there, "port = 1")).unwrap();
    town.start("23 09:30", 30.0).await;
    town.brought(&with_enclosure(ALMOST)).await;
    town.lies_in("CHECK BY HAND", LARGE).await;
    town.stop().await;
    let frozen = town.record().journal().await.into_iter().filter_map(|row| row.bytes).map(|bytes| bytes.len()).max();
    assert!(frozen.unwrap() > 2_000_000, "{frozen:?}");
    std::fs::write(&town.config, config).unwrap();
    town.start("23 09:45", 30.0).await;
    let note = town.letter_to("lee.hart", "check-by-hand").await;
    let words = "It lies in the mailbox, in the folder CHECK BY HAND.";
    assert!(String::from_utf8_lossy(&note.bytes).contains(words), "{}", note.text);
    assert!(note.bytes.len() < 50_000);
    town.finish().await;
}

/// Two mails of which the server keeps the first to itself, and what becomes of them.
async fn withheld(story: &str, how: How) {
    let server = Withholding::new(how).await;
    server.withholds("INBOX", 1);
    let mut town = Town::with(story, |config| server.stands_in(&config));
    town.puts_into_inbox("first.eml").await;
    town.puts_into_inbox("001.eml").await;
    town.start("23 09:30", 30.0).await;
    // It does not stop the other, nor what comes later.
    town.lies_in("NEW CONTACTS", &message_id("001.eml")).await;
    town.arrives("open-child.eml").await;
    town.lies_in("OPEN CASES", &message_id("open-child.eml")).await;
    town.lies_in("CHECK BY HAND", FIRST).await;
    let note = town.letters_to("lee.hart", "check-by-hand", 1).await.remove(0);
    assert!(note.text.contains("the server does not hand it out"), "{}", note.text);
    assert!(note.text.contains("CHECK BY HAND") && note.attached.is_empty(), "says where it lies: {}", note.text);
    town.expect_folders(&[("CHECK BY HAND", 1), ("NEW CONTACTS", 1), ("OPEN CASES", 1)]).await;
    assert!(town.letters().await.iter().all(|letter| letter.template != "alarm"), "it is a person's, no alarm");
    let withheld = town.requests_that_wait_for_a_person().await;
    let [reference] = withheld.as_slice() else { panic!("one request: {withheld:?}") };
    assert!(town.must(&["why", reference]).contains("the server does not hand it out"));
    town.finish().await;
}

impl Town {
    async fn requests_that_wait_for_a_person(&self) -> Vec<String> {
        let requests = self.record().requests().await;
        requests.into_iter().filter(|request| request.phase == "person").map(|request| request.reference).collect()
    }

    /// The sample lies in the inbox, under the next UID.
    async fn puts_into_inbox(&self, name: &str) {
        let mut mailbox = self.mailbox().await;
        mailbox.append(&"INBOX".into(), &[], None, &self.localised(&sample(name))).await.unwrap();
        mailbox.logout().await;
        self.delivered.fetch_add(1, Ordering::Relaxed);
    }
}

/// Killed when the mail was moved and that is not noted: the daemon knows its own move again.
async fn killed_in_its_move(town: &mut Town, point: &str) {
    town.environment.insert(DIE_AT.to_owned(), point.to_owned());
    town.start("23 09:30", 30.0).await;
    town.ended().await;
    town.environment.clear();
    assert_eq!(town.folder("CHECK BY HAND").await.len(), 1, "it was moved before the end");
    town.start("23 09:40", 30.0).await;
    town.letters_to("lee.hart", "check-by-hand", 1).await;
    town.looks(4).await;
    town.settled().await;
    let audit = town.record().audit().await;
    let noted = audit.iter().filter(|line| line.contains("carried out: file into CHECK BY HAND")).collect::<Vec<_>>();
    assert_eq!(noted, ["daemon: carried out: file into CHECK BY HAND (R8)"], "not overtaken by a person");
    assert!(audit.iter().all(|line| !line.contains("by hand") && !line.contains("a person, in")), "{audit:#?}");
    assert_eq!(town.record().requests().await.len(), 1, "one mail, one request: {audit:#?}");
    assert_eq!(town.requests_that_wait_for_a_person().await.len(), 1, "{audit:#?}");
    assert_eq!(town.record().mails().await.len(), 1);
}

#[tokio::test]
async fn r9_a_mail_too_large_whose_move_was_cut_off_was_not_moved_by_a_person() {
    for point in ["file.mid-move", "file.moved"] {
        let mut town = Town::with("cutlarge", |config| config.replace("max_message_mb = 50", "max_message_mb = 1"));
        town.brought(&with_enclosure(1_300_000)).await;
        killed_in_its_move(&mut town, point).await;
        town.finish().await;
    }
}

#[tokio::test]
async fn r9_a_mail_that_is_withheld_and_whose_move_was_cut_off_was_not_moved_by_a_person() {
    for (how, point) in [(How::Refused, "file.mid-move"), (How::LeftOut, "file.moved")] {
        let server = Withholding::new(how).await;
        server.withholds("INBOX", 1);
        server.withholds("CHECK BY HAND", 1);
        let mut town = Town::with("cutkept", |config| server.stands_in(&config));
        town.puts_into_inbox("first.eml").await;
        killed_in_its_move(&mut town, point).await;
        town.finish().await;
    }
}

#[tokio::test]
async fn i1_i7_a_mail_that_the_server_refuses_to_hand_out_is_before_a_person_and_stops_no_other() {
    withheld("refused", How::Refused).await;
}

#[tokio::test]
async fn i1_i7_a_mail_that_the_server_leaves_out_is_before_a_person_and_stops_no_other() {
    withheld("leftout", How::LeftOut).await;
}

#[tokio::test]
async fn i1_a_mail_at_which_the_server_hangs_up_keeps_no_other_waiting() {
    let mut town = Town::new("unreadable");
    town.brought(&sample("first.eml")).await;
    let inbox = town.servers.mail_root().join(&town.domain).join("cass/Maildir/new");
    let file = town
        .until("a delivery", async || std::fs::read_dir(&inbox).ok()?.flatten().next().map(|entry| entry.path()))
        .await;
    // Dovecot ends the connection when it cannot read a file.
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).unwrap();
    town.brought(&sample("001.eml")).await;
    town.start("23 09:30", 30.0).await;
    let mails = town
        .until("the other", async || {
            let mails = town.record().mails().await;
            mails.iter().any(|(folder, ..)| folder.as_deref() == Some("NEW CONTACTS")).then_some(mails)
        })
        .await;
    assert_eq!(mails.len(), 1, "the first is still being tried: {mails:?}");
    town.stop().await;
}
