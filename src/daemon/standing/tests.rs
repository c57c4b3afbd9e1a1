use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::daemon::attachments::AttachmentReader;
use crate::daemon::entropy::Entropy;
use crate::daemon::settings::site::{Site, london};
use crate::domain::Clock;
use crate::store::Store;

/// A daemon that starts at that time on the site's store, and looks once.
async fn starts(site: &Site, at: &str) -> (Door, Raised) {
    let database = site.path("state/frontdoor.db");
    Store::migrate(&database).await.unwrap();
    let store = Store::open(&database).await.unwrap();
    let settings = Arc::new(site.settings(london(at)).await.unwrap());
    let attachments = AttachmentReader::new(PathBuf::from("none"), vec![]);
    let door = Door::new(store, settings, attachments, Clock::manual(london(at)), Entropy::Os);
    let mut raised = Raised::default();
    raised.raise(&door).await;
    (door, raised)
}

/// The alarms on record; as many mails wait to be sent.
async fn alarms(door: &Door) -> Vec<String> {
    // The status tells those since the day before.
    let status = door.store.status(london("2026-11-23 00:00"), chrono_tz::Europe::London).await.unwrap();
    let mails: u64 = status.journal.iter().map(|row| row.count).sum();
    assert_eq!(usize::try_from(mails).unwrap(), status.alarms.len(), "{:?}", status.journal);
    status.alarms.into_iter().map(|(_, what)| what).collect()
}

#[tokio::test]
async fn somebody_who_left_is_an_alarm_by_mail_once_a_week_and_not_at_every_restart() {
    let site = Site::imported().await.edit("people.toml", "[person.S2]", "[person.S92]");
    let monday = "2026-11-23 09:30";
    let (door, mut raised) = starts(&site, monday).await;
    let told = alarms(&door).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("people.toml: person.S92: nobody on the staff list has the id `S92`"), "{told:?}");
    raised.raise(&door).await;
    assert_eq!(alarms(&door).await.len(), 1, "the next look finds it told");
    door.store.close().await;

    let (door, _) = starts(&site, "2026-11-27 16:00").await;
    assert_eq!(alarms(&door).await.len(), 1, "a restart in the same week");
    door.store.close().await;

    let next_monday = "2026-11-30 09:30";
    let (door, mut raised) = starts(&site, next_monday).await;
    assert_eq!(alarms(&door).await.len(), 2, "it still stands a week later");
    // A new generation without another one: taken up while the daemon runs.
    let site = site.edit("people.toml", "[person.S1]", "[person.S91]");
    door.set_settings(Arc::new(site.settings(london(next_monday)).await.unwrap()));
    raised.raise(&door).await;
    let told = alarms(&door).await;
    assert_eq!(told.len(), 3);
    assert!(told.iter().any(|what| what.contains("person.S91")), "{told:?}");
}

#[tokio::test]
async fn nothing_is_said_of_staff_who_fit() {
    let (door, _) = starts(&Site::imported().await, "2026-11-23 09:30").await;
    assert_eq!(alarms(&door).await, Vec::<String>::new());
}

#[tokio::test]
async fn bank_holidays_that_run_out_are_an_alarm_by_mail_at_each_stage() {
    let site = Site::imported().await;
    // The shipped list ends on 31 December 2028.
    let mut told = 0;
    for (at, new) in [
        ("2028-10-01 09:30", 0),
        ("2028-10-02 09:30", 1),
        ("2028-10-02 17:00", 0),
        ("2028-10-20 09:30", 0),
        ("2028-11-02 09:30", 1),
        ("2028-12-04 09:30", 1),
        ("2028-12-20 09:30", 1),
        ("2028-12-25 09:30", 1),
        ("2028-12-26 09:30", 1),
        ("2028-12-26 17:00", 0),
    ] {
        let (door, _) = starts(&site, at).await;
        told += new;
        let found = alarms(&door).await;
        assert_eq!(found.len(), told, "{at}: {found:?}");
        assert!(found.iter().all(|what| what.contains("ends on 2028-12-31")), "{found:?}");
        door.store.close().await;
    }
}
