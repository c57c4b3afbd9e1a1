//! Mails that are too large to be read, or to be attached to a message of ours: each is on record, before a person, and
//! told of (I1, I7, R3).

use crate::harness::town::Town;

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
