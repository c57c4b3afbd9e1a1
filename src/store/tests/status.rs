use std::collections::BTreeMap;

use chrono_tz::Europe::London;

use super::*;

#[tokio::test]
async fn the_status_counts_everything_and_names_nobody() {
    let room = Room::new().await;
    let (one, two, _three) = (room.mail(1, "one").await, room.mail(2, "two").await, room.mail(3, "three").await);
    room.store.commit(&[arrival(1, one, "P1", "bruises"), arrival(2, two, "P2", "hunger")]).await.unwrap();
    let request = room.store.requests().load(&reference(2)).await.unwrap().unwrap();
    let alarms = vec!["nobody is left to ask".to_owned()];
    room.store.commit(&[Commit { alarms, ..closing(request, 5) }]).await.unwrap();
    room.store.mails().looked(&cass(), at(8), &BTreeMap::new()).await.unwrap();
    room.store.mails().looked(&cass(), at(7), &BTreeMap::new()).await.unwrap();
    let failed = room.store.journal().next_sends(at(5), 1).await.unwrap()[0].id;
    room.store.journal().failed(failed, at(6), "550").await.unwrap();

    let status = room.store.status(at(361), London).await.unwrap();
    let day = DayCount { arrived: 3, filed: 1, waiting: 1, with_person: 1, removed: 0 };
    let expected = MailboxStatus {
        checked_at: Some(at(8)),
        folders: BTreeMap::from([("INBOX".to_owned(), 3)]),
        phases: BTreeMap::from([("answer".to_owned(), 1), ("closed".to_owned(), 1)]),
        days: BTreeMap::from([(at(0).date_naive(), day)]),
        all: day,
    };
    assert_eq!(status.mailboxes, BTreeMap::from([(cass(), expected)]));
    assert!(day.holds());
    assert_eq!(status.overdue, [Overdue { reference: reference(1), deadline: at(360), urgent: false }]);
    let count = |effect: &str, state, count| JournalCount {
        mailbox: cass(),
        effect: effect.to_owned(),
        state,
        count,
        oldest: at(0),
    };
    let journal = [
        count("file", EffectState::Pending, 2),
        count("send", EffectState::Failed, 1),
        count("send", EffectState::Pending, 1),
    ];
    assert_eq!(status.journal, journal);
    assert_eq!(status.alarms, [(at(5), "nobody is left to ask".to_owned())]);
    assert_eq!(status.unhandled, 1);
    let told = serde_json::to_string(&status).unwrap();
    for name in ["Sam", "Reed", "school.example", "bruises", "P1"] {
        assert!(!told.contains(name), "{name} in {told}");
    }
}

#[tokio::test]
async fn a_mail_counts_on_the_local_day_of_its_receipt() {
    let room = Room::new().await;
    let summer = |day, hour, minute| {
        NaiveDate::from_ymd_opt(2026, 7, day).unwrap().and_hms_opt(hour, minute, 0).unwrap().and_utc()
    };
    let mut mails = [new_mail(1, "before midnight"), new_mail(2, "after midnight")];
    mails[0].fetched.received_at = summer(6, 22, 59);
    mails[1].fetched.received_at = summer(6, 23, 0);
    room.store.mails().record(&mails).await.unwrap();
    let status = room.store.status(summer(7, 9, 0), London).await.unwrap();
    let days: Vec<NaiveDate> = status.mailboxes[&cass()].days.keys().copied().collect();
    assert_eq!(days, [summer(6, 0, 0).date_naive(), summer(7, 0, 0).date_naive()]);
    assert!(status.mailboxes[&cass()].days.values().all(|day| day.arrived == 1 && day.waiting == 1 && day.holds()));
}
