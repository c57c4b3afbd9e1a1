use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret as _;
use tempfile::TempDir;

use super::*;
use crate::domain::{Staff, StaffId};
use crate::pathway::calendar::Gravity;
use crate::pathway::calendar::samples::london;
use crate::pathway::people::samples::{staff, teams};
use crate::pathway::people::{Leave, LeaveKind};

/// A copy of `tests/config` that a test can spoil.
struct Site(TempDir);

impl Site {
    fn new() -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config");
        site.write("reading.toml", include_str!("../../config/reading.toml"));
        for file in
            ["frontdoor.toml", "calendar.toml", "bank-holidays.json", "people.toml", "leave.ics", "pathways/small.toml"]
        {
            site.write(file, &fs::read_to_string(from.join(file)).unwrap());
        }
        for template in ["alert", "question", "reminder", "unattended", "letter"] {
            site.write(&format!("templates/{template}/subject.txt"), "subject");
            site.write(&format!("templates/{template}/text.txt"), "text");
        }
        site.secret("secrets/door", "a password\n", 0o600);
        site.secret("secrets/token-key", "0123456789abcdefghijklmnopqrstuv", 0o600);
        site
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), text).unwrap();
    }

    fn secret(&self, file: &str, text: &str, mode: u32) {
        self.write(file, text);
        fs::set_permissions(self.path(file), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Replaces a text that must be there, once.
    fn edit(self, file: &str, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        self.write(file, &text.replacen(from, to, 1));
        self
    }

    fn draft(&self) -> Draft {
        Draft::read(&self.path("frontdoor.toml"), &Credentials::In(self.path("credentials")))
    }

    fn load(&self) -> Result<Config, ConfigProblems> {
        self.draft().finish()
    }

    /// Every mistake, one line each.
    fn mistakes(&self) -> Vec<String> {
        self.load().map_or_else(|e| e.problems.iter().map(ToString::to_string).collect(), |_| Vec::new())
    }
}

/// Each edit alone makes exactly these mistakes.
fn table(file: &str, rows: &[(&str, &str, &[&str])]) {
    for (from, to, expected) in rows {
        assert_eq!(Site::new().edit(file, from, to).mistakes(), *expected, "{from} -> {to}");
    }
}

#[test]
fn a_right_configuration_is_read_whole() {
    let site = Site::new();
    let config = site.load().unwrap();
    assert_eq!(config.store, site.path("state"));
    assert_eq!(config.case_store, CaseStore { directory: site.path("state/cases"), max_shrink_percent: 5 });
    assert_eq!(config.alarm.email, "alarm@trust.test");
    assert_eq!(config.token_key.expose_secret(), b"0123456789abcdefghijklmnopqrstuv");
    assert_eq!(config.limits.max_message_bytes, 50 * 1024 * 1024);
    assert!(config.smtp.server.login.is_none());
    let mailbox = &config.mailboxes[&MailboxName::from("door")];
    assert_eq!(mailbox.policy.address, Address { name: "The front door".into(), email: "door@trust.test".into() });
    assert_eq!(mailbox.policy.officers, "rao");
    assert_eq!(mailbox.policy.inbox.as_str(), "INBOX");
    assert_eq!(mailbox.start_from, london("2026-11-23 08:00"));
    assert_eq!(mailbox.server.login.as_ref().unwrap().password.expose_secret(), "a password");
    assert_eq!(config.calendar.covers_until().to_string(), "2028-12-31");
    assert_eq!(config.matching.population, 100_000);
    assert_eq!(config.findings.recent_days, 14);
    assert_eq!(config.reader.authserv_id(), "mail.trust.test");
    assert_eq!(config.procedures["small"].steps.len(), 8);
    let shown = format!("{config:?}");
    assert!(!shown.contains("a password") && !shown.contains("0123456789abcdef"), "secrets are never printed");
}

#[test]
fn who_looks_at_what_is_on_record_needs_not_everything_right() {
    let site = Site::new().edit("people.toml", "[person.M1]", "[person.M1").edit("reading.toml", "portals", "portal");
    let places = site.draft().places().unwrap();
    assert_eq!((places.store, places.case_store.directory), (site.path("state"), site.path("state/cases")));
    let hidden = site.edit("frontdoor.toml", "directory = \"state\"", "directory = 3").draft().places().unwrap_err();
    let files: Vec<&str> = hidden.problems.iter().map(|p| p.file.as_str()).collect();
    assert_eq!(files[0], "frontdoor.toml");
    assert!(files.contains(&"people.toml") && files.contains(&"reading.toml"), "{files:?}");
}

#[test]
fn o2_leave_comes_from_the_file_and_from_a_calendar() {
    let config = Site::new().load().unwrap();
    let person = &config.people[&StaffId::from("M1")];
    let wall = |text: &str| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    let leave = |from: &str, to: &str, kind| Leave { from: wall(from), to: wall(to), kind };
    assert_eq!(
        person.leave,
        [
            leave("2026-11-23 00:00", "2026-11-28 00:00", LeaveKind::Long),
            leave("2026-12-07 00:00", "2026-12-12 00:00", LeaveKind::Medium),
            leave("2026-12-14 14:00", "2026-12-14 15:30", LeaveKind::Short),
            leave("2026-07-06 10:00", "2026-07-06 11:00", LeaveKind::Short),
            leave("2026-12-23 00:00", "2026-12-24 00:00", LeaveKind::Medium),
        ],
        "summer time is an hour on; cancelled and free entries are none"
    );
    let hours = config.people[&StaffId::from("M2")].hours.clone().unwrap();
    assert_eq!(hours.spans(chrono::Weekday::Mon).len(), 2);
    assert_eq!(hours.spans(chrono::Weekday::Fri), []);
}

#[test]
fn every_mistake_of_every_file_is_told_at_once() {
    let site = Site::new()
        .edit("frontdoor.toml", "port = 993", "port = \"many\"\nprot = 993")
        .edit("frontdoor.toml", "telephone = \"0000 000 0000\"\n", "")
        .edit("frontdoor.toml", "address = \"alarm@trust.test\"", "address = \"nobody\"")
        .edit("frontdoor.toml", "[matching]", "[matchnig]")
        .edit("calendar.toml", "noon = \"12:00\"", "noon = \"noon\"")
        .edit("calendar.toml", "friday = [\"08:00-16:15\"]", "friday = [\"16:15-08:00\"]\nfryday = []")
        .edit("people.toml", "kind = \"long\"", "kind = \"ill\"")
        .edit("pathways/small.toml", "who = \"pool\"", "who = \"somebody\"")
        .edit("pathways/small.toml", "do = \"assign\"", "do = \"asign\"");
    site.secret("secrets/token-key", "too short", 0o600);
    site.secret("secrets/door", "a password", 0o644);
    insta::assert_snapshot!(site.mistakes().join("\n"));
}

#[test]
fn r4_mistakes_of_the_calendar_say_what_to_write() {
    table(
        "calendar.toml",
        &[
            (
                "zone = \"Europe/London\"",
                "zone = \"Europe/Londres\"",
                &[
                    "calendar.toml: zone: `Europe/Londres` is no time zone; write a name of the tz database, as \"Europe/London\"",
                ],
            ),
            (
                "next_day_by = \"10:00\"",
                "next_day_by = \"08:30\"",
                &[
                    "calendar.toml: next_day_by: on Mon the office is not open 60 minutes before next_day_by; write a time that leaves people that long after opening",
                ],
            ),
            (
                "division = \"england-and-wales\"",
                "division = \"england\"",
                &["bank-holidays.json: division: there is no `england` in the list; write one of england-and-wales"],
            ),
            (
                "monday = [\"08:00-17:15\"]",
                "monday = [\"08:00-13:00\", \"12:00-17:15\"]",
                &["calendar.toml: hours.monday: has stretches that overlap; write each later than the one before"],
            ),
        ],
    );
    table(
        "bank-holidays.json",
        &[(
            "\"2025-12-26\"",
            "\"2025-12-25\"",
            &[
                "bank-holidays.json: england-and-wales.2025-12-25: is listed twice, as Christmas Day and Boxing Day; write each date once",
            ],
        )],
    );
}

#[test]
fn o2_mistakes_of_the_people_file_say_what_to_write() {
    table(
        "people.toml",
        &[
            (
                "to = \"2026-11-27\"",
                "to = \"2026-11-22\"",
                &[
                    "people.toml: person.M1.leave[1].to: 2026-11-22 is before 2026-11-23; write the last day away, itself included",
                ],
            ),
            (
                "from = 2026-11-23, ",
                "",
                &["people.toml: person.M1.leave[1].from: is missing; write a date, as 2026-11-23"],
            ),
            (
                "lists = [\"contacts\"]",
                "lists = [\"kontacts\"]",
                &[
                    "pathways/small.toml: pools.contacts.list: nobody of the people file is on list `contacts`; write a list that people are on",
                ],
            ),
            (
                "tuesday = [\"09:30-14:30\"]",
                "tuesday = \"09:30-14:30\"",
                &["people.toml: person.M2.hours.tuesday: invalid type: string \"09:30-14:30\"; write a list: [\"…\"]"],
            ),
        ],
    );
    table(
        "leave.ics",
        &[
            (
                "DTSTART;VALUE=DATE:20261207\r\n",
                "DTSTART;VALUE=DATE:20261207\r\nRRULE:FREQ=YEARLY\r\n",
                &["leave.ics: entry 1: repeats; write each absence as an entry of its own"],
            ),
            ("20261212", "20261201", &["leave.ics: entry 1: ends before it begins; write an entry that ends later"]),
        ],
    );
}

#[test]
fn the_shipped_list_of_bank_holidays_reaches_to_the_end_of_2028() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let (calendar, problems) = calendar_file::load(&shipped, "calendar.toml");
    assert_eq!(problems, []);
    let calendar = calendar.unwrap();
    assert_eq!(calendar.covers_until().to_string(), "2028-12-31");
    for (date, title) in [
        ("2025-05-05", "Early May bank holiday"),
        ("2026-12-28", "Boxing Day"),
        ("2027-03-26", "Good Friday"),
        ("2027-12-27", "Christmas Day"),
        ("2028-01-03", "New Year’s Day"),
        ("2028-04-17", "Easter Monday"),
    ] {
        assert_eq!(calendar.holiday(date.parse().unwrap()), Some(title), "{date}");
    }
    assert_eq!(calendar.holiday("2026-12-26".parse().unwrap()), None, "a Saturday; the substitute counts");
    assert_eq!(calendar.check(london("2026-11-23 10:00")), []);
}

#[test]
fn the_shipped_configuration_is_right() {
    let site = Site::new();
    for name in ["token-key", "smtp", "cass-mailbox"] {
        site.secret(&format!("credentials/{name}"), "0123456789abcdefghijklmnopqrstuv", 0o400);
    }
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/frontdoor.toml");
    let loaded = Config::load(&shipped, &Credentials::In(site.path("credentials")));
    let mistakes = loaded.map_or_else(|e| e.problems.iter().map(ToString::to_string).collect(), |_| Vec::new());
    assert_eq!(mistakes, Vec::<String>::new());
}

#[test]
fn the_demonstrations_configuration_is_right_once_filled_in() {
    let site = Site::new();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let text = fs::read_to_string(shipped.join("demo/frontdoor.toml.in")).unwrap();
    let filled = [
        ("@CONFIG@", shipped.to_str().unwrap()),
        ("@STATE@", site.path("state").to_str().unwrap()),
        ("@SECRETS@", site.path("secrets").to_str().unwrap()),
        ("@CA_FILE@", site.path("ca.pem").to_str().unwrap()),
        ("@HOST@", "127.0.0.1"),
        ("@IMAP_PORT@", "10143"),
        ("@SMTP_PORT@", "10025"),
        ("@START_FROM@", "2026-11-23T00:00:00Z"),
        ("@TEMPLATES@", shipped.with_file_name("templates").to_str().unwrap()),
    ]
    .into_iter()
    .fold(text, |text, (marker, value)| text.replace(marker, value));
    assert!(!filled.contains("= @") && !filled.contains("\"@"), "a marker is left");
    site.write("frontdoor.toml", &filled);
    site.secret("secrets/password", "private", 0o600);
    site.write("ca.pem", "-----BEGIN CERTIFICATE-----\n");
    assert_eq!(site.mistakes(), Vec::<String>::new());
}

#[test]
fn r3_a_server_that_vouches_for_nobody_is_refused_where_answers_need_it() {
    let asks = || Site::new().edit("frontdoor.toml", "name = \"door\"", "name = \"door\"\nrequire_dmarc = true");
    let write = "write the name that your own mail server writes first into Authentication-Results";
    let sample = format!(
        "reading.toml: authserv_id: is still the sample's, and mailbox.door has require_dmarc: every answer would be refused; {write}"
    );
    assert_eq!(asks().mistakes(), std::slice::from_ref(&sample));
    let empty = asks().edit("reading.toml", "mail.trust.test", " ").mistakes();
    assert_eq!(empty, [sample.replace("is still the sample's", "is missing")]);
    assert_eq!(asks().edit("reading.toml", "mail.trust.test", "mx.trust.test").mistakes(), Vec::<String>::new());
    // Who only observes asks nobody: a warning.
    let site = asks().edit("frontdoor.toml", "name = \"door\"", "name = \"door\"\nobserve_only = true");
    let config = site.load().unwrap();
    let (people, _) = site.draft().people(Some((staff(), teams())));
    let warnings = config.warnings(&config.policy(people));
    assert!(warnings.iter().any(|w| w.to_string() == sample), "{warnings:?}");
}

#[test]
fn r4_the_calendar_is_checked_against_the_longest_window() {
    let config = Site::new().load().unwrap();
    assert_eq!(config.check_calendar(london("2026-11-23 10:00")), []);
    let late = config.check_calendar(london("2028-12-29 16:00"));
    assert_eq!(late.first().map(|w| w.gravity), Some(Gravity::Error));
    let mut draft = Site::new().draft();
    draft.check_calendar(london("2028-12-29 16:00"));
    let said: Vec<String> = draft.finish().unwrap_err().problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "calendar.toml: bank_holidays: the list of bank holidays ends on 2028-12-31 and a deadline can fall on 2029-01-01; write the current list of www.gov.uk/bank-holidays.json into the file named there"
        ]
    );
}

mod main_file;
mod procedures;
mod reading_file;
mod staffing;
