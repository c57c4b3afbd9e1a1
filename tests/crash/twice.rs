//! A message whose outcome is unknown for the second time is not sent again: a person is told, once, also when the
//! daemon dies while telling.

use super::day::Day;
use super::stories::{Seat, Story, all_survive, played};

/// The first message is cut twice. It is the acknowledgement or a copy of the question, whichever goes first.
pub(crate) const STORIES: &[Story] = &[
    &[&["send.in-flight", "send.in-flight"]],
    &[&["send.in-flight", "send.in-flight", "recovery.begun", "unknown.alarmed", "recovery.begun", "event.decided"]],
    &[&["send.after-data", "send.after-data", "unknown.alarmed", "event.committed", "recovery.journal"]],
];

#[test]
fn unknown_twice_and_killed_while_telling_a_person_is_told_once() {
    all_survive(STORIES, a_person_is_told);
}

fn a_person_is_told(story: Story) {
    let _seat = Seat::take();
    played(async {
        let mut day = Day::dies_at(story);
        day.first_mail().await;
        let town = &day.town;
        let rows = town.record().journal().await;
        let cut: Vec<_> = rows.iter().filter(|row| row.state == "unknown").collect();
        let [cut] = cut.as_slice() else { panic!("one message is unknown: {:#?}", day.lines().await) };
        let id = cut.message_id.as_deref().unwrap_or_default();
        let recipients: Vec<String> = serde_json::from_str(cut.recipients.as_deref().unwrap()).unwrap();
        // It was cut before its first byte, or after its last one.
        let lying = if story[0][0] == "send.after-data" { 2 * recipients.len() } else { 0 };
        let letters = town
            .until("the copies", async || {
                let all = town.letters().await;
                (all.iter().filter(|letter| letter.message_id == id).count() >= lying).then_some(all)
            })
            .await;
        assert_eq!(letters.iter().filter(|letter| letter.message_id == id).count(), lying, "copies");
        let alarms = letters.iter().filter(|l| l.who == "alarm" && l.text.contains("sent twice or not at all")).count();
        assert_eq!(alarms, 1, "the administrator is told once");
        let audit = town.record().audit().await;
        let known = audit.iter().filter(|line| line.contains("could not be delivered (unknown)")).count();
        assert_eq!(known, 1, "the request hears of it once: {audit:#?}");
        day.finish_but_for(1).await;
    });
}
