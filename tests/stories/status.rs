//! What `status` says an administrator at two in the morning, by the clock of the daemon.

use super::FIRST;
use crate::harness::town::Town;

impl Town {
    /// What `status` prints, and its exit status.
    fn says(&self) -> (String, Option<i32>) {
        let output = self.command(&["status"]);
        (String::from_utf8(output.stdout).unwrap(), output.status.code())
    }

    /// Waits until `status` says this, with this exit status.
    async fn comes_to_say(&self, words: &str, code: i32) -> String {
        self.until(&format!("a status that says {words}"), async || {
            let (said, ended) = self.says();
            (said.contains(words) && ended == Some(code)).then_some(said)
        })
        .await
    }
}

#[tokio::test]
async fn i1_status_says_whether_every_mail_on_the_server_is_on_record_and_when_that_was_seen() {
    let mut town = Town::new("status");
    let (said, code) = town.says();
    assert!(said.contains("LOOK AT THIS: cass: never reached") && code == Some(1), "{said}");
    assert!(said.contains("no daemon works on this store"), "{said}");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    let said = town.comes_to_say("every mail on the server is on record (1), compared Mon 23 Nov 2026", 0).await;
    assert!(said.contains("all mail is accounted for") && said.contains("the daemon works: process"), "{said}");
    assert!(said.contains("     1  request that waits for an answer\n"), "{said}");
    // By the rehearsal's clock nothing lies in the future, nor long ago.
    assert!(said.starts_with("Mon 23 Nov 2026 09:") || said.starts_with("Mon 23 Nov 2026 1"), "{said}");
    assert!(said.contains(" minutes ago") || said.contains("a minute ago"), "{said}");
    let enums = ["Pending", "InFlight", "Unknown", "Some(", " answer: "];
    assert!(enums.iter().all(|name| !said.contains(name)), "words, no names of the program: {said}");
    town.stop().await;
    let (said, code) = town.says();
    assert!(said.contains("no daemon works") && said.starts_with("Mon 23 Nov 2026") && code == Some(1), "{said}");
    town.daemon = None;
}

#[tokio::test]
async fn i1_a_mail_that_the_record_has_lost_is_missed_by_status_and_an_alarm_says_so() {
    let mut town = Town::new("lost");
    town.start("23 09:30", 30.0).await;
    for name in ["first.eml", "001.eml"] {
        town.arrives(name).await;
    }
    town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.comes_to_say("every mail on the server is on record (2)", 0).await;
    // As after an error of ours or of a disk: the record says nothing of it any more, and the mail lies there.
    town.record().forgets(FIRST).await;
    let said = town.comes_to_say("1 mail on the server is not on record since", 1).await;
    assert!(said.contains("(2 on the server, 1 on record)"), "{said}");
    assert!(said.contains("LOOK AT THIS: cass: 1 mail on the server is not on record\n"), "{said}");
    let alarm = town.letters_to("alarm", "alarm", 1).await.remove(0);
    assert!(alarm.text.contains("1 mail(s) on the server not on record"), "{}", alarm.text);
    town.stop().await;
}
