//! The staff list changes while the daemon runs, and the configuration does not.

use crate::harness::town::Town;

/// The next extract, with staff changed.
fn next_extract(town: &Town, change: impl Fn(String) -> String, staff: u32) {
    town.extract(|name, text| match name {
        "staff.csv" => change(text),
        "manifest.json" => text.replace("\"staff\": 18", &format!("\"staff\": {staff}")),
        _ => text,
    });
    town.import();
}

fn without(line: &'static str) -> impl Fn(String) -> String {
    move |text| text.split_inclusive('\n').filter(|l| !l.starts_with(line)).collect()
}

#[tokio::test]
async fn somebody_who_left_is_an_alarm_by_mail_and_keeps_nobody_from_starting() {
    let mut town = Town::new("left");
    town.start("23 09:30", 30.0).await;
    next_extract(&town, without("S1,"), 17);
    let alarm = town.letter_to("alarm", "alarm").await;
    assert!(alarm.text.contains("person.S1"), "{}", alarm.text);
    // Told once in the week, however often it starts.
    town.later("24 09:30").await;
    town.arrives("001.eml").await;
    town.lies_in("NEW CONTACTS", "sample-7-1@hillside.bham.sch.test").await;
    town.settled().await;
    town.letter_to("alarm", "alarm").await;
    town.finish().await;
}

#[tokio::test]
async fn a_role_that_nobody_has_any_more_is_an_alarm_and_then_nothing_starts_that_would_tell_nobody() {
    let mut town = Town::new("nobody");
    town.start("23 09:30", 30.0).await;
    next_extract(&town, |text| text.replace(",rao,", ",rao_no_more,"), 18);
    let alarm = town.letter_to("alarm", "alarm").await;
    assert!(alarm.text.contains("mailbox.cass.officers"), "{}", alarm.text);
    assert!(alarm.text.contains("will not start again like this"), "{}", alarm.text);
    // A reload is refused as a start would be, and what works goes on.
    town.hang_up();
    town.until("the refusal", async || {
        (town.log_lines("the new configuration is refused; the old one stays") == 1).then_some(())
    })
    .await;
    town.stop().await;
    town.spawn(crate::harness::daemon::at("24 09:30"), 30.0);
    assert!(!town.ended().await.success());
    assert!(town.log().contains("nobody on the staff list has the role `rao`"), "{}", town.log());
}
