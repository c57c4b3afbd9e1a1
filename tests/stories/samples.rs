//! The sample mails: each ends in its folder, and the right people are asked.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::harness::post::{Letter, sample};
use crate::harness::town::{ROOT, Town};

#[derive(Debug, Deserialize)]
struct Truth {
    mail: String,
    folder: String,
    asked: Option<String>,
    urgent: bool,
    state: String,
    person_id: Option<String>,
    open_sibling: bool,
    service: Option<String>,
    decided_by: Option<String>,
    referrer: String,
    referrer_kind: String,
}

fn truth() -> Vec<Truth> {
    serde_json::from_str(&std::fs::read_to_string(format!("{ROOT}/tests/samples/truth.json")).unwrap()).unwrap()
}

/// The Message-ID of a sample, without brackets.
pub(super) fn message_id(name: &str) -> String {
    let text = String::from_utf8_lossy(&sample(name)).into_owned();
    let line = text.lines().find(|line| line.to_ascii_lowercase().starts_with("message-id:")).unwrap();
    line[11..].trim().trim_matches(['<', '>']).to_owned()
}

/// Where it lies while nothing was decided: "REVIEW CONTACTS until the first is decided, then PSS COMPLETED".
fn folder_of(truth: &Truth) -> &str {
    truth.folder.split(" until ").next().unwrap()
}

/// Whose record it is, where that stands, and who wrote: what was found beside what is true.
fn found_and_true(town: &Town, one: &Truth, request: &serde_json::Value) -> (Vec<String>, Vec<String>) {
    let child = &request["findings"]["children"][0];
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let referrer = &request["facts"]["referrer"];
    let found = vec![
        text(&child["found"]["person"]),
        child["state"].as_str().unwrap_or("none").to_owned(),
        child["open_siblings"].as_array().is_some_and(|all| !all.is_empty()).to_string(),
        text(&child["last"]["service"]),
        text(&child["last"]["decided_by"]),
        text(&referrer["email"]).replacen(&format!(".{}@", town.tag), "@", 1),
        text(&referrer["kind"]),
    ];
    // A record that closed three months ago or earlier is one of old.
    let state = if one.state == "three_months" { "old" } else { &one.state };
    let truth = [
        one.person_id.as_deref().unwrap_or_default(),
        state,
        if one.open_sibling { "true" } else { "false" },
        one.service.as_deref().unwrap_or_default(),
        one.decided_by.as_deref().unwrap_or_default(),
        one.referrer.as_str(),
        one.referrer_kind.as_str(),
    ];
    (found, truth.map(str::to_owned).to_vec())
}

#[tokio::test]
async fn c3_the_43_samples_end_in_their_folders_with_the_right_people_asked() {
    let mut town = Town::new("c3");
    // Slow enough that all are asked before noon.
    town.start("23 09:30", 30.0).await;
    let all = truth();
    assert_eq!(all.len(), 43);
    for one in all.iter().filter(|one| one.mail != "urgent-at-night.eml") {
        if one.mail != "second-copy.eml" {
            town.arrives(&one.mail).await;
        }
    }
    town.settled().await;
    // Only mail on record counts as the earlier one.
    town.arrives("second-copy.eml").await;
    town.settled().await;
    let mut wrong = vec![];
    let folders = town.folders().await;
    let requests = town.record().requests().await;
    let staff = staff();
    for one in all.iter().filter(|one| one.mail != "urgent-at-night.eml") {
        let id = message_id(&one.mail);
        let lies: Vec<_> = folders
            .iter()
            .flat_map(|(f, mails)| mails.iter().map(move |m| (f, m)))
            .filter(|(_, m)| m.message_id == id)
            .collect();
        let [(folder, mail)] = lies.as_slice() else {
            wrong.push(format!("{}: lies {} times", one.mail, lies.len()));
            continue;
        };
        if *folder != folder_of(one) {
            wrong.push(format!("{}: in {folder}, not {}", one.mail, folder_of(one)));
        }
        if mail.flags.contains(&"\\Flagged".to_owned()) != one.urgent {
            wrong.push(format!("{}: flags {:?}, urgent {}", one.mail, mail.flags, one.urgent));
        }
        let Some(request) = requests.iter().find(|r| r.message_id.as_deref() == Some(&id)) else {
            wrong.push(format!("{}: no request", one.mail));
            continue;
        };
        let (found, truth) = found_and_true(&town, one, &request.value());
        if found != truth {
            wrong.push(format!("{}: found {found:?}, true is {truth:?}", one.mail));
        }
        let asked = request.asked();
        let right = match &one.asked {
            None => asked.is_empty(),
            Some(who) => asked.len() == 1 && (asked[0] == *who || staff.get(&asked[0]) == Some(who)),
        };
        if !right {
            wrong.push(format!("{}: asked {asked:?}, should be {:?} ({})", one.mail, one.asked, one.state));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let letters = town.letters().await;
    // A4 and L3: nothing goes to who stays unnamed, nor to a newsletter.
    let written_to: BTreeSet<&str> = letters.iter().map(|l| l.who.as_str()).collect();
    assert!(!written_to.contains("someone@mailbox.test"), "nothing to the anonymous neighbour");
    assert!(!written_to.contains("news@sector.test"), "nothing to the newsletter");
    // One question for each mail that is to be decided, to the person and copied to both officers.
    let expected = all.iter().filter(|t| t.asked.is_some() && t.mail != "urgent-at-night.eml").count();
    let to_deciders = letters
        .iter()
        .filter(|l| l.template == "decision-request" && !["lee.hart", "mo.aziz"].contains(&&*l.who))
        .count();
    assert_eq!(to_deciders, expected);
    for officer in ["lee.hart", "mo.aziz"] {
        let copies = letters.iter().filter(|l| l.template == "decision-request" && l.who == officer).count();
        assert_eq!(copies, expected, "{officer} has a copy of each");
    }
    assert!(letters.iter().all(|l| l.who != "edt"), "nothing to the emergency team in hours");
    assert!(letters.iter().all(|l| l.who != "alarm"), "no alarm");
    insta::assert_snapshot!(all_that_was_sent(&letters));
    town.finish().await;
}

/// Every letter to somebody outside; of those to staff, whom the rotas choose by the order of arrival, how many of each.
fn all_that_was_sent(letters: &[Letter]) -> String {
    let mut lines: BTreeMap<String, u32> = BTreeMap::new();
    for letter in letters {
        let outside = letter.who.contains('@');
        let line = if outside {
            format!("{}: {}", letter.who, letter.template)
        } else {
            format!("staff: {}", letter.template)
        };
        *lines.entry(line).or_default() += 1;
    }
    let lines: Vec<String> = lines.into_iter().map(|(line, count)| format!("{count} {line}")).collect();
    lines.join("\n")
}

/// Staff and their roles.
fn staff() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(format!("{ROOT}/tests/samples/extract/staff.csv")).unwrap();
    text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()).map(|f| (f[0].into(), f[3].into())).collect()
}

#[tokio::test]
async fn i6_an_urgent_mail_at_night_goes_to_the_emergency_team_at_once_and_is_asked_about_in_the_morning() {
    let mut town = Town::new("i6");
    town.start("23 22:15", 30.0).await;
    town.arrives("urgent-at-night.eml").await;
    // In hours the same kind of mail waits for the opening; this one is not urgent.
    town.arrives("first.eml").await;
    town.expect_letters(&["edt: emergency-duty-team"]).await;
    let letter = town.letter_to("edt", "emergency-duty-team").await;
    assert!(letter.subject.to_lowercase().contains("urgent"), "I5: it says so: {}", letter.subject);
    assert!(letter.priority, "and is marked so");
    assert_eq!(letter.attached.len(), 1, "with the original");
    let id = message_id("urgent-at-night.eml");
    assert_eq!(town.lies_in("REVIEW CONTACTS", &id).await.flags, ["RAO", "\\Flagged"].map(String::from));

    town.later("24 08:05").await;
    town.until("both are asked about", async || {
        let all = town.record().requests().await;
        all.iter().all(|r| r.asked().len() == 1).then_some(())
    })
    .await;
    let requests = town.record().requests().await;
    let asked = |id: &str| requests.iter().find(|r| r.message_id.as_deref() == Some(id)).unwrap().asked();
    assert!(["M1", "M2"].contains(&asked(&id)[0].as_str()), "a team manager at work: {:?}", asked(&id));
    assert_eq!(asked(&message_id("first.eml")), ["S2"], "who decided before");
    town.settled().await;
    let letters = town.letters().await;
    assert_eq!(letters.iter().filter(|l| l.template == "emergency-duty-team").count(), 1, "once");
    town.finish().await;
}
