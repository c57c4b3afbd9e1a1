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
    room.store.mails().looked(&cass(), &agreed(8), &BTreeMap::new()).await.unwrap();
    room.store.mails().looked(&cass(), &agreed(7), &BTreeMap::new()).await.unwrap();
    let failed = room.store.journal().next_sends(at(5), 1).await.unwrap()[0].id;
    room.store.journal().failed(failed, at(6), "550").await.unwrap();

    let status = room.store.status(at(361), London).await.unwrap();
    let day = DayCount { arrived: 3, filed: 1, waiting: 1, with_person: 1, removed: 0 };
    let expected = MailboxStatus {
        checked_at: Some(at(8)),
        compared: Some(agreed(7)),
        nobodys: 0,
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
        in_vain_since: None,
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

#[tokio::test]
async fn since_when_server_and_record_differ_is_known_until_they_agree() {
    let room = Room::new().await;
    let compared = async |found: Comparison| {
        room.store.mails().looked(&cass(), &found, &BTreeMap::new()).await.unwrap();
        room.store.status(at(60), London).await.unwrap().mailboxes[&cass()].compared.unwrap()
    };
    let differs =
        |minutes| Comparison { on_server: 4, missing: 1, differs_since: Some(at(minutes)), ..agreed(minutes) };
    assert_eq!(compared(agreed(1)).await, agreed(1));
    assert_eq!(compared(differs(2)).await, differs(2));
    assert_eq!(compared(differs(3)).await, Comparison { differs_since: Some(at(2)), ..differs(3) });
    assert_eq!(compared(agreed(4)).await, agreed(4));
    assert_eq!(compared(differs(5)).await, differs(5));
}

#[tokio::test]
async fn a_mail_that_waits_for_nothing_is_counted() {
    let room = Room::new().await;
    let one = room.mail(1, "one").await;
    room.store.commit(&[arrival(1, one, "P1", "bruises")]).await.unwrap();
    let nobodys = async || room.store.status(at(9), London).await.unwrap().mailboxes[&cass()].nobodys;
    assert_eq!(nobodys().await, 0);
    let request = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    // A request that ends and forgets its mail.
    room.store.commit(&[Commit { mail: None, ..closing(request, 5) }]).await.unwrap();
    assert_eq!(nobodys().await, 1);
}

#[tokio::test]
async fn the_clock_of_a_rehearsal_is_known_beside_the_daemon() {
    let room = Room::new().await;
    assert_eq!(room.store.clock().await.unwrap(), None);
    let reading = Reading { at: at(0), machine_at: at(-5000), until: at(-4999), speed: 60.0 };
    room.store.set_clock(Some(&Reading { at: at(-9), ..reading })).await.unwrap();
    room.store.set_clock(Some(&reading)).await.unwrap();
    assert_eq!(room.store.clock().await.unwrap(), Some(reading));
    room.store.set_clock(None).await.unwrap();
    assert_eq!(room.store.clock().await.unwrap(), None);
}
