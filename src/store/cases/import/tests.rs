//! Imports, as stories.

mod households;
mod nothing_lost;

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use chrono::TimeZone as _;

use super::extract::Layout;
use super::*;
use crate::store::cases::CaseStore;

struct Desk {
    dir: tempfile::TempDir,
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 6, 0, 0).unwrap()
}

fn keys(person: &Person) -> Vec<i64> {
    let digits: String = person.id.as_str().chars().filter(char::is_ascii_digit).collect();
    vec![digits.parse().unwrap_or(0), 7]
}

fn terms(_: &Person) -> Vec<i64> {
    vec![1]
}

fn form(person: &Person) -> String {
    format!("form-of-{}", person.id)
}

/// Everybody of one family name at one address.
fn households(person: &Person, _: NaiveDate) -> Vec<i64> {
    let home = format!("{} {}", person.name.family, person.address);
    vec![home.bytes().fold(7, |sum: i64, byte| sum.wrapping_mul(31) + i64::from(byte))]
}

fn options() -> ImportOptions {
    ImportOptions::new(Indexing { version: "test", keys, terms, households, form })
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let extract = dir.path().join("extract");
        fs::create_dir(&extract).unwrap();
        for entry in fs::read_dir("tests/samples/extract").unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), extract.join(entry.file_name())).unwrap();
        }
        Self { dir }
    }

    fn extract(&self) -> PathBuf {
        self.dir.path().join("extract")
    }

    fn cases(&self) -> PathBuf {
        self.dir.path().join("cases")
    }

    fn edit(&self, file: &str, change: impl Fn(String) -> String) {
        let path = self.extract().join(file);
        let text = fs::read_to_string(&path).unwrap_or_default();
        fs::write(path, change(text)).unwrap();
    }

    /// Keeps so many rows of a file and corrects the manifest.
    fn cut(&self, name: &str, keep: impl Fn(&str) -> bool) {
        self.edit(&format!("{name}.csv"), |text| {
            let mut lines = text.lines();
            let header = lines.next().unwrap().to_owned();
            let rows: Vec<&str> = lines.filter(|line| keep(line)).collect();
            format!("{header}\n{}\n", rows.join("\n"))
        });
        self.count(name);
    }

    fn count(&self, name: &str) {
        let text = fs::read_to_string(self.extract().join(format!("{name}.csv"))).unwrap();
        let rows = text.lines().count() - 1;
        self.edit("manifest.json", |manifest| {
            let mut value: serde_json::Value = serde_json::from_str(&manifest).unwrap();
            value["rows"][name] = rows.into();
            value.to_string()
        });
    }

    async fn import(&self) -> Result<ImportReport, ImportError> {
        import(&self.extract(), &self.cases(), options(), now()).await
    }

    /// Imports what must be refused, and shows that nothing changed.
    async fn refused(&self) -> String {
        let before = pointer::read(&self.cases()).unwrap();
        let error = self.import().await.unwrap_err();
        assert_eq!(pointer::read(&self.cases()).unwrap(), before);
        let mut files: Vec<String> =
            fs::read_dir(self.cases()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        let kept: Vec<String> = before.iter().map(|n| format!("cases-{n}.db")).collect();
        assert_eq!(files.into_iter().filter(|f| f.starts_with("cases-")).collect::<Vec<_>>(), kept);
        error.to_string()
    }
}

#[tokio::test]
async fn c8_the_same_extract_again_is_unchanged_and_no_younger() {
    let desk = Desk::new();
    let first = desk.import().await.unwrap();
    assert_eq!((first.generation, first.people), (1, Counts { added: 124, ..Counts::default() }));
    assert_eq!((first.open_involvements, first.rows["involvements"]), ((0, 15), 102));
    assert_eq!(first.warnings, Vec::<String>::new());
    let later = now() + chrono::TimeDelta::days(3);
    let second = import(&desk.extract(), &desk.cases(), options(), later).await.unwrap();
    assert_eq!((second.generation, second.people), (2, Counts { unchanged: 124, ..Counts::default() }));
    let store = CaseStore::open(&desk.cases()).await.unwrap();
    assert_eq!(store.as_of(), Utc.with_ymd_and_hms(2026, 11, 23, 5, 30, 0).single());
    assert_eq!((store.staff().await.unwrap().len(), store.teams().await.unwrap().len()), (18, 7));
}

#[tokio::test]
async fn changes_are_counted_wherever_they_stand_on_the_record() {
    let desk = Desk::new();
    desk.import().await.unwrap();
    desk.edit("people.csv", |text| {
        text.replace("P10001,Keziah,", "P10001,Kezia,").replace("P10002,Harry,", "P99999,Harry,")
    });
    desk.edit("involvements.csv", |text| {
        text.replace("V50004,P10006,care_plan", "V50004,P10006,child_protection_plan")
    });
    let report = desk.import().await.unwrap();
    // P10001 by name, P10006 by an involvement.
    assert_eq!(report.people, Counts { added: 1, changed: 2, unchanged: 121, removed: 1 });
    assert_eq!(report.warnings.len(), 2, "involvements and relationships of P10002: {:?}", report.warnings);
}

#[tokio::test]
async fn c8_what_looks_wrong_in_an_extract_is_said_by_line_and_imported_all_the_same() {
    let desk = Desk::new();
    let text = std::fs::read_to_string(desk.extract().join("people.csv")).unwrap();
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let at = |column: &str| header.iter().position(|c| *c == column).unwrap();
    let (nhs, upn, born) = (at("nhs_number"), at("upn"), at("date_of_birth"));
    let wrong = [(1, nhs, "9434765918"), (2, upn, "C801200005001"), (3, born, "2031-01-01"), (4, born, "1850-01-01")];
    let shared = [(5, nhs, "9434765919"), (6, nhs, "9434765919")];
    desk.edit("people.csv", |text| {
        let mut rows: Vec<Vec<String>> =
            text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
        for (row, column, value) in wrong.into_iter().chain(shared) {
            rows[row][column] = value.to_owned();
        }
        rows.iter().map(|row| row.join(",") + "\n").collect()
    });
    let report = desk.import().await.unwrap();
    assert_eq!(report.people.added, 124, "nobody is left out");
    assert_eq!(
        report.warnings,
        [
            "people.csv: an NHS number whose check digit is wrong: 1 (line 2)",
            "people.csv: a unique pupil number whose check letter is wrong: 1 (line 3)",
            "people.csv: a birth more than a year ahead: 1 (line 4)",
            "people.csv: an age over 120 years: 1 (line 5)",
            "people.csv: an NHS number on more than one person: 1",
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_its_file_line_and_column() {
    type Break = (&'static str, fn(String) -> String, &'static str);
    let broken: [Break; 11] = [
        ("people.csv", |t| t.replace("2021-07-14", "14/07/2021"), "people.csv, line 2, column date_of_birth"),
        (
            "people.csv",
            |t| t.replace("none,no\r\nP10002", "none,maybe\r\nP10002"),
            "people.csv, line 2, column safety_alert",
        ),
        (
            "people.csv",
            |t| t.replacen("P10003,", "P10002,", 1),
            "people.csv, line 4, column person_id: it stands there twice",
        ),
        ("people.csv", |t| t.replacen("P10003,", ",", 1), "people.csv, line 4, column person_id: it is empty"),
        (
            "people.csv",
            |t| t.replacen("P10003,", "P10003,extra,", 1),
            "people.csv, line 4, column 13: 12 columns expected, 13 found",
        ),
        (
            "people.csv",
            |t| t.replacen("family_name", "surname", 1),
            "people.csv, line 1: the column family_name is missing",
        ),
        (
            "involvements.csv",
            |t| t.replacen("2026-10-23", "yesterday", 1),
            "involvements.csv, line 2, column opened_on",
        ),
        (
            "involvements.csv",
            |t| t.replacen("V50001", "V50000", 1),
            "involvements.csv, line 3, column involvement_id: it stands there twice",
        ),
        (
            "names.csv",
            |t| t.lines().take(5).collect::<Vec<_>>().join("\n"),
            "names.csv, line 5, every column: the manifest says 21 rows, the file has 4",
        ),
        ("manifest.json", |t| t.replace("extracted_at", "taken"), "manifest.json, line 11, column 1"),
        ("manifest.json", |t| t.replace("\"staff\": 18,", ""), "manifest.json, line 1, column rows.staff"),
    ];
    for (file, change, expected) in broken {
        let desk = Desk::new();
        desk.import().await.unwrap();
        desk.edit(file, change);
        let error = desk.refused().await;
        assert!(error.starts_with(expected), "{error}");
    }
}

#[tokio::test]
async fn what_is_not_utf_8_is_refused() {
    let desk = Desk::new();
    let path = desk.extract().join("people.csv");
    let mut bytes = fs::read(&path).unwrap();
    let place = bytes.windows(5).position(|w| w == b"Harry").unwrap();
    bytes[place] = 0xe9;
    fs::write(path, bytes).unwrap();
    assert_eq!(desk.refused().await, "people.csv, line 3, column 2: it is not UTF-8");
}

#[tokio::test]
async fn a_missing_file_is_refused_and_an_optional_one_only_if_the_manifest_lists_it() {
    let desk = Desk::new();
    fs::remove_file(desk.extract().join("teams.csv")).unwrap();
    assert_eq!(desk.refused().await, "teams.csv of the extract cannot be opened");
    let desk = Desk::new();
    desk.edit("manifest.json", |t| t.replace("\"staff\": 18,", "\"staff\": 18, \"addresses\": 4,"));
    assert_eq!(desk.refused().await, "addresses.csv of the extract cannot be opened");
}

#[tokio::test]
async fn an_unknown_column_is_only_named() {
    let desk = Desk::new();
    desk.edit("staff.csv", |t| t.lines().map(|l| [l, ",x\n"].concat()).collect());
    let report = desk.import().await.unwrap();
    assert_eq!(report.warnings, ["staff.csv: the column x is not known and was not read"]);
}

#[tokio::test]
async fn too_few_people_or_open_cases_are_refused_unless_allowed() {
    let desk = Desk::new();
    desk.import().await.unwrap();
    desk.cut("people", |line| line < "P10118");
    assert_eq!(desk.refused().await, "7 of 124 people would vanish, more than the 5.0 % allowed");
    let allowed = ImportOptions { allow_shrink: true, ..options() };
    let report = import(&desk.extract(), &desk.cases(), allowed, now()).await.unwrap();
    assert_eq!((report.people.removed, report.generation), (7, 2));

    let desk = Desk::new();
    desk.import().await.unwrap();
    desk.cut("involvements", |line| !line.starts_with("V50004"));
    assert_eq!(desk.refused().await, "1 of 15 open involvements would vanish, more than the 5.0 % allowed");
}

#[tokio::test]
async fn six_of_124_people_may_vanish_and_cases_may_close() {
    let desk = Desk::new();
    desk.import().await.unwrap();
    desk.cut("people", |line| line < "P10119");
    desk.edit("involvements.csv", |t| t.replace("2026-10-28,,,M1", "2026-10-28,2026-11-22,advice,M1"));
    let report = desk.import().await.unwrap();
    assert_eq!((report.people.removed, report.open_involvements), (6, (15, 13)));
}

#[tokio::test]
async fn a_reader_keeps_its_generation_until_it_refreshes() {
    let desk = Desk::new();
    desk.import().await.unwrap();
    let reader = CaseStore::open(&desk.cases()).await.unwrap();
    let held = reader.held().unwrap();
    let named = |records: Vec<crate::domain::Record>| records.first().map(|r| r.person.name.given.clone());
    for new in ["Kezia", "Kez", "Keza"] {
        desk.edit("people.csv", |text| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines[1] = format!("P10001,{new},Begum,2021-07-14,F,,,39 Grange Avenue,B42 1BL,,none,no");
            lines.join("\n")
        });
        desk.import().await.unwrap();
        assert_eq!(named(held.records(&["P10001".into()]).await.unwrap()).as_deref(), Some("Keziah"));
    }
    assert!(reader.refresh().await.unwrap());
    assert!(!reader.refresh().await.unwrap());
    assert_eq!(named(reader.records(&["P10001".into()]).await.unwrap()).as_deref(), Some("Keza"));
    let mut files: Vec<String> =
        fs::read_dir(desk.cases()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(files, ["cases-3.db", "cases-4.db", "current", "import.lock"]);
}

#[tokio::test]
async fn an_import_that_was_cut_off_leaves_nothing_behind() {
    let desk = Desk::new();
    desk.import().await.unwrap();
    fs::write(desk.cases().join("cases-2.db"), b"half of it").unwrap();
    fs::write(desk.cases().join("current.new"), b"cases-").unwrap();
    let reader = CaseStore::open(&desk.cases()).await.unwrap();
    assert_eq!(reader.held().unwrap().number(), 1);
    assert_eq!(desk.import().await.unwrap().generation, 2);
    assert!(reader.refresh().await.unwrap());
}

#[tokio::test]
async fn a_damaged_store_is_replaced_only_when_allowed() {
    let desk = Desk::new();
    desk.import().await.unwrap();
    fs::write(desk.cases().join("cases-1.db"), b"not a database").unwrap();
    assert!(matches!(desk.import().await, Err(ImportError::Current { .. })));
    let allowed = ImportOptions { allow_shrink: true, ..options() };
    let report = import(&desk.extract(), &desk.cases(), allowed, now()).await.unwrap();
    assert_eq!((report.generation, report.people.added), (2, 124));
    assert!(CaseStore::open(&desk.cases()).await.is_ok());
}

#[tokio::test]
async fn two_imports_at_once_are_one_too_many() {
    let desk = Desk::new();
    fs::create_dir(desk.cases()).unwrap();
    let lock = File::create(desk.cases().join("import.lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(desk.import().await, Err(ImportError::Busy)));
    drop(lock);
    assert!(desk.import().await.is_ok());
}

#[tokio::test]
async fn c8_an_extract_from_the_future_counts_as_taken_now() {
    let desk = Desk::new();
    desk.edit("manifest.json", |t| t.replace("2026-11-23T05", "2027-11-23T05"));
    let report = desk.import().await.unwrap();
    assert_eq!((report.extracted_at, report.warnings.len()), (now(), 1));
}

#[tokio::test]
async fn merged_ids_restricted_records_and_earlier_addresses_are_taken_in() {
    let desk = Desk::new();
    desk.edit("merged.csv", |_| "old_id,person_id\nP555,P10005\nP10005,P10004\n".to_owned());
    desk.edit("addresses.csv", |_| {
        "person_id,address,postcode,from,to\nP10004,9 Old Street,B1 1AA,2019-01-01,2020-01-01\n".to_owned()
    });
    desk.edit("people.csv", |text| {
        let restricted = |line: &str| match line.split(',').next() {
            Some("person_id") => "restricted",
            Some("P10006") => "yes",
            Some("P10007") => "M1;M2",
            _ => "no",
        };
        text.lines().map(|line| [line, ",", restricted(line), "\n"].concat()).collect()
    });
    let report = desk.import().await.unwrap();
    assert_eq!(report.warnings, Vec::<String>::new());
    let store = CaseStore::open(&desk.cases()).await.unwrap();
    let records = store.records(&["P555".into(), "P10006".into(), "P10007".into(), "P0".into()]).await.unwrap();
    assert_eq!(records.len(), 3);
    let merged = &records[0];
    assert_eq!((merged.person.id.as_str(), merged.former_ids.len()), ("P10004", 2));
    assert_eq!(merged.person.aliases[0].given, "Noah");
    assert_eq!(merged.person.earlier_addresses, [("9 Old Street".to_owned(), "B1 1AA".to_owned())]);
    assert!(merged.relations.is_empty(), "they were brother and sister, and are one person");
    let seal = |n: usize| (records[n].person.restricted, records[n].person.restricted_to.len());
    assert_eq!((seal(1), seal(2)), ((true, 0), (true, 2)));
}

#[tokio::test]
async fn c9_a_restricted_record_names_staff_of_the_extract_or_the_extract_is_refused() {
    for (value, ok) in [("M1", true), ("M1 M2", true), ("M1; M2", true), ("yes", true), ("", true), ("M1 X9", false)] {
        let desk = Desk::new();
        desk.edit("people.csv", |text| {
            let cell = |line: &str| match line.split(',').next() {
                Some("person_id") => "restricted",
                Some("P10002") => value,
                _ => "no",
            };
            text.lines().map(|line| [line, ",", cell(line), "\n"].concat()).collect()
        });
        if ok {
            desk.import().await.unwrap();
        } else {
            let error = desk.refused().await;
            assert!(error.starts_with("people.csv, line 3, column restricted: "), "{error}");
            assert!(!error.contains("X9"), "a value is not repeated: {error}");
        }
    }
}

#[tokio::test]
async fn a_merge_in_a_circle_is_refused() {
    let desk = Desk::new();
    desk.edit("merged.csv", |_| "old_id,person_id\nP1,P2\nP2,P1\n".to_owned());
    assert_eq!(desk.refused().await, "merged.csv, line 3, column person_id: the person was merged into themselves");
}

#[tokio::test]
async fn a_key_that_fits_too_many_finds_nobody_and_says_so() {
    let desk = Desk::new();
    desk.import().await.unwrap();
    let store = CaseStore::open(&desk.cases()).await.unwrap();
    let found = store.candidates(&[7, 10_001, 5]).await.unwrap();
    assert_eq!((found[&7].crowd, found[&7].people.len()), (124, 0));
    assert_eq!((found[&10_001].crowd, found[&10_001].people.len()), (1, 1));
    assert!(!found.contains_key(&5));
    let held = store.held().unwrap();
    assert_eq!((held.people_count(), held.frequencies(&[1]).await.unwrap()[&1]), (124, 124));
}

#[tokio::test]
async fn the_first_import_makes_a_folder_that_not_everybody_can_look_into() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    let cases = desk.dir.path().join("frontdoor/cases");
    import(&desk.extract(), &cases, options(), now()).await.unwrap();
    for made in [cases.as_path(), cases.parent().unwrap()] {
        assert_eq!(fs::metadata(made).unwrap().permissions().mode() & 0o777, 0o750, "{}", made.display());
    }
}

/// C8: whoever imports a million people is told how far it has come, a hundred thousand rows at a time.
#[test]
fn c8_a_large_file_says_how_far_it_has_come() {
    static TOLD: Mutex<Vec<Progress>> = Mutex::new(Vec::new());
    const LAYOUT: Layout =
        Layout { file: "names.csv", name: "names", required: &["person_id"], optional: &[], may_be_missing: false };
    let desk = Desk::new();
    desk.edit("names.csv", |_| format!("person_id\n{}", "P1\n".repeat(250_000)));
    desk.count("names");

    let mut extract = Extract::open(&desk.extract(), |progress| TOLD.lock().unwrap().push(progress)).unwrap();
    let mut table = extract.table(&LAYOUT).unwrap().unwrap();
    while table.next().unwrap() {}
    extract.finish(&table).unwrap();

    let step = |done| Progress { step: "names.csv", done, of: Some(250_000) };
    assert_eq!(*TOLD.lock().unwrap(), [step(100_000), step(200_000)]);
}
