//! Killed at random moments: seeded, so that a failure can be played again.

use std::time::Duration;

use super::Day;

/// Steele, Lea and Flood's `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn draw(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }
}

#[tokio::test]
async fn killed_again_and_again_nothing_is_lost_or_doubled() {
    let mut chance = Chance(20_261_123);
    let mut day = Day::new("random");
    day.alive().await;
    for name in ["first.eml", "008.eml", "001.eml", "nobody-named.eml", "open-child.eml", "014.eml", "free-form.eml"] {
        day.town.arrives(name).await;
        // Anything from the login to long after the last letter.
        tokio::time::sleep(Duration::from_millis(chance.draw(900))).await;
        day.town.kill_and_forget().await;
        day.alive().await;
    }
    day.settled().await;
    let requests = day.town.record().requests().await;
    assert_eq!(requests.len(), 7, "one request for each mail: {requests:#?}");
    let folders: Vec<(String, usize)> = day.town.map().await.into_iter().map(|(f, ids)| (f, ids.len())).collect();
    let expected = [("CHECK BY HAND", 1), ("NEW CONTACTS", 1), ("OPEN CASES", 1), ("REVIEW CONTACTS", 4)];
    assert_eq!(folders, expected.map(|(f, n)| (f.to_owned(), n)));
    let letters = day.town.letters().await;
    for request in &requests {
        let questions: std::collections::BTreeSet<_> = letters
            .iter()
            .filter(|l| l.scope == request.reference && l.template == "decision-request")
            .map(|l| &l.message_id)
            .collect();
        assert_eq!(questions.len(), request.asked().len(), "each question once");
        assert!(request.asked().len() <= 1, "asked once");
    }
    day.finish().await;
}
