//! Stories over the sample extract.

use std::sync::LazyLock;

use chrono::TimeZone as _;
use chrono_tz::Europe::London;

use super::*;
use crate::domain::{Address, Because, CaseState, Clock, Digest, Envelope, Kind, Name, Referrer, ReferrerKind};
use crate::store::cases::import::{ImportOptions, import};

/// Mail, given name, family name, date of birth, postcode; then who it is, the state, whether a sibling is open.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, CaseState, bool);

#[rustfmt::skip]
const TRUTH: &[Row] = &[
    ("000", "Jessica", "Smith", "2020-11-19", "B40 9BF", "P10099", CaseState::Recent, false),
    ("001", "Tariq", "Taylor-Reid", "2018-08-10", "B21 3YQ", "", CaseState::None, false),
    ("002", "Zofia", "Begum", "2023-03-29", "B6 5PN", "P10072", CaseState::Old, false),
    ("003", "Priya", "Ali", "2025-09-09", "B5 5AF", "P10120", CaseState::Recent, false),
    ("004", "Yusuf", "de Souza", "2021-04-13", "B35 1HH", "P10034", CaseState::Old, false),
    ("005", "Hannah", "Evans", "2010-04-08", "B20 2YR", "", CaseState::None, false),
    ("006", "Ruby", "Khan", "2018-09-07", "B42 6JP", "P10093", CaseState::Open, true),
    ("007", "Jessica", "Smith", "2020-11-19", "B40 9BF", "P10099", CaseState::Recent, false),
    ("008", "Amelia", "Shah", "2015-07-13", "B19 3AL", "P10016", CaseState::Recent, false),
    ("009", "Jessica", "Clarke", "2019-03-18", "B27 6ZY", "", CaseState::None, false),
    ("010", "Fatima", "Khan", "2021-04-30", "B42 6JP", "P10095", CaseState::Open, true),
    ("011", "Bethany", "Nowak", "2013-02-15", "B18 5GF", "P10104", CaseState::None, false),
    ("012", "Fatima", "Begum", "2018-10-16", "B33 9HN", "P10060", CaseState::None, false),
    ("013", "Harry", "Brown", "2012-07-18", "B12 6TX", "", CaseState::None, false),
    ("014", "Abigail", "Begum", "2014-03-24", "B8 8DL", "P10086", CaseState::Recent, false),
    ("015", "Fatima", "Begum", "2018-10-16", "B33 9HN", "P10060", CaseState::None, false),
    ("016", "Declan", "Hussain", "2024-08-19", "B33 5HG", "P10111", CaseState::Recent, false),
    ("017", "Bethany", "Khan", "2015-04-11", "B41 6GB", "P10118", CaseState::Old, false),
    ("018", "Fatima", "Begum", "2018-10-16", "B33 9HN", "P10060", CaseState::None, false),
    ("019", "Fatima", "Patel", "2017-10-24", "B5 7TW", "", CaseState::None, false),
    ("020", "Isaac", "Walker", "2010-05-21", "B18 3AF", "P10065", CaseState::Old, false),
    ("021", "Noah", "McDonald", "2021-12-03", "B23 5DL", "P10028", CaseState::Open, false),
    ("022", "Niamh", "Singh", "2010-06-02", "B34 5LH", "P10112", CaseState::Recent, false),
    ("023", "Maryam", "Evans", "2014-08-25", "B28 1HE", "P10054", CaseState::Recent, false),
    ("024", "Hannah", "Ahmed", "2020-06-30", "B25 5GA", "P10021", CaseState::Recent, false),
    ("025", "Priya", "O’Brien", "2026-01-05", "B6 9FH", "P10067", CaseState::Old, false),
    ("026", "Isaac", "Ali", "2014-07-22", "B43 4GB", "P10091", CaseState::Recent, false),
    ("027", "Niamh", "Davies", "2023-03-20", "B13 8FF", "P10096", CaseState::Recent, false),
    ("028", "Noah", "Smith", "2025-04-01", "B24 2HH", "P10018", CaseState::Old, false),
    ("029", "Noah", "McDonald", "2015-01-19", "B23 9HG", "P10079", CaseState::Recent, false),
    ("open-child", "Rhys", "Jones", "2010-02-17", "B23 1AF", "P10006", CaseState::Open, false),
    ("first", "Kofi", "Nguyen", "2021-03-07", "B11 4LG", "P10042", CaseState::Recent, false),
    ("second-copy", "Kofi", "Nguyen", "2021-03-07", "B11 4LG", "P10042", CaseState::Recent, false),
    ("fuller-copy", "Kofi", "Nguyen", "2021-03-07", "B11 4LG", "P10042", CaseState::Recent, false),
    ("misspelt", "Noah", "McDonald", "2015-01-19", "B23 9HG", "P10079", CaseState::Recent, false),
    ("swapped", "Jessica", "Smith", "2020-11-19", "B40 9BF", "P10099", CaseState::Recent, false),
    ("urgent-at-night", "Zachary", "Mensah", "2014-08-17", "B8 7DF", "P10089", CaseState::Recent, false),
    ("free-form", "Jayden", "Taylor-Reid", "2011-01-23", "B18 5JE", "P10105", CaseState::Recent, false),
    ("anonymous", "Rhys", "Okafor", "2015-07-12", "B37 5GD", "P10053", CaseState::Recent, false),
    ("nobody-named", "", "", "", "B13 8FF", "", CaseState::None, false),
    ("protected", "", "", "", "B13 8FF", "", CaseState::None, false),
    ("scanned", "", "", "", "B13 8FF", "", CaseState::None, false),
    ("newsletter", "", "", "", "B13 8FF", "", CaseState::None, false),
];

pub(super) fn facts(children: Vec<ChildFacts>, household: Vec<Relative>) -> Facts {
    Facts {
        envelope: Envelope { from: Address::default(), ..Envelope::default() },
        kind: Because { is: Kind::Form, why: String::new() },
        urgent: None,
        referrer: Referrer {
            kind: ReferrerKind::Education,
            kind_why: String::new(),
            name: String::new(),
            agency: String::new(),
            email: String::new(),
            telephone: String::new(),
        },
        children,
        household,
        alleged: crate::domain::Alleged::default(),
        alerts: Vec::new(),
        concern: String::new(),
        missing: Vec::new(),
        given: Vec::new(),
        doubtful: Vec::new(),
        problems: Vec::new(),
        text: String::new(),
        content: Digest::of(b""),
        attachments: Vec::new(),
        fresh_text: String::new(),
        bounce: None,
        away_until: None,
    }
}

fn named(given: &str, family: &str) -> Name {
    Name { given: given.to_owned(), family: family.to_owned() }
}

fn child(given: &str, family: &str, born: &str, postcode: &str) -> ChildFacts {
    ChildFacts {
        name: named(given, family),
        date_of_birth: born.parse().ok(),
        postcode: postcode.to_owned(),
        ..ChildFacts::default()
    }
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).unwrap()
}

/// A mail that came to CASS at noon.
fn received(facts: &Facts) -> ToCheck<'_> {
    static CASS: LazyLock<MailboxName> = LazyLock::new(|| "cass".into());
    ToCheck { facts, received_at: noon(), mailbox: &CASS }
}

async fn checker(dir: &std::path::Path) -> Checker {
    let extract = std::path::Path::new("tests/samples/extract");
    import(extract, dir, ImportOptions::new(indexing()), noon()).await.unwrap();
    let store = CaseStore::open(dir).await.unwrap();
    Checker::new(store, Model::default(), FindingRules::default(), London)
}

fn sample(row: &Row) -> Facts {
    let (mail, given, family, born, postcode, ..) = *row;
    if given.is_empty() {
        return facts(Vec::new(), Vec::new());
    }
    let mut child = child(given, family, born, postcode);
    match mail {
        "misspelt" => {
            child.name.given = "Naoh".to_owned();
            child.address = "163 Dudley Road".to_owned();
        }
        "swapped" => child.name = named("Smith", "Jessica"),
        "free-form" => {
            child.name = named("Jayden Taylor-Reid", "");
            child.address = "178 Canal Walk, Birmingham".to_owned();
        }
        "anonymous" => {
            child.date_of_birth = None;
            child.age = Some(11);
            child.address = "7 Elm Grove, Birmingham".to_owned();
        }
        _ => {}
    }
    facts(vec![child], Vec::new())
}

#[tokio::test]
async fn c1_every_sample_is_matched_and_its_state_is_right() {
    let dir = tempfile::tempdir().unwrap();
    let checker = checker(dir.path()).await;
    let all: Vec<Facts> = TRUTH.iter().map(sample).collect();
    let batch: Vec<ToCheck<'_>> = all.iter().map(received).collect();
    let found = checker.check(&batch).await.unwrap();
    assert_eq!(found.len(), 43);
    for (row, found) in TRUTH.iter().zip(&found) {
        let (mail, .., person, state, sibling_open) = *row;
        let first = found.children.first();
        let is = first.and_then(|c| c.found.person.as_ref()).map_or("", PersonId::as_str);
        let why = first.map_or("", |c| c.found.why.as_str());
        assert_eq!((is, found.state(), found.sibling_open()), (person, state, sibling_open), "{mail}: {why}");
        let band = if person.is_empty() { Band::NotKnown } else { Band::Same };
        assert!(first.is_none_or(|c| c.found.band == band), "{mail}: {why}");
        assert!(!found.restricted(), "{mail}");
    }
}

#[tokio::test]
async fn c1_one_mail_alone_is_checked_as_in_a_batch() {
    let dir = tempfile::tempdir().unwrap();
    let checker = checker(dir.path()).await;
    let all: Vec<Facts> = TRUTH.iter().map(sample).collect();
    let batch: Vec<ToCheck<'_>> = all.iter().map(received).collect();
    let together = checker.check(&batch).await.unwrap();
    for (one, together) in batch.iter().zip(together) {
        assert_eq!(checker.check(&[*one]).await.unwrap(), vec![together]);
    }
}

#[tokio::test]
async fn c3_each_mail_of_a_batch_is_judged_by_its_own_mailboxs_look_back() {
    let dir = tempfile::tempdir().unwrap();
    let days = [("duty".into(), 3_650), ("yesterday".into(), 1)];
    let checker = checker(dir.path()).await.with_look_backs(days);
    let (recent, old) = (sample(&TRUTH[0]), sample(&TRUTH[2]));
    let (cass, duty, yesterday) = ("cass".into(), "duty".into(), "yesterday".into());
    let to = |facts, mailbox| ToCheck { facts, received_at: noon(), mailbox };
    let batch = [
        to(&recent, &cass),
        to(&recent, &duty),
        to(&recent, &yesterday),
        to(&old, &cass),
        to(&old, &duty),
        to(&old, &yesterday),
    ];
    let found = checker.check(&batch).await.unwrap();
    let states: Vec<CaseState> = found.iter().map(Findings::state).collect();
    assert_eq!(
        states,
        [CaseState::Recent, CaseState::Recent, CaseState::Old, CaseState::Old, CaseState::Recent, CaseState::Old]
    );
    // Copies are counted from the same day, unless the procedure says otherwise (C5).
    let from: Vec<String> = found.iter().take(3).map(|f| f.counted_from.to_string()).collect();
    assert_eq!(from, ["2026-10-26", "2016-11-25", "2026-11-22"]);
    // It is the same where a person said who the child is.
    let known = checker.check_known(to(&old, &duty), &[Some("P10072".into())]).await.unwrap();
    assert_eq!((known.state(), known.counted_from), (CaseState::Recent, found[1].counted_from));
}

#[tokio::test]
async fn c1_what_a_person_said_is_taken() {
    let dir = tempfile::tempdir().unwrap();
    let checker = checker(dir.path()).await;
    let mail = facts(vec![child("Somebody", "Else", "2011-01-01", "B1 1AA")], Vec::new());

    let found = checker.check_known(received(&mail), &[Some("P10093".into())]).await.unwrap();
    let first = &found.children[0];
    assert_eq!((first.found.band, first.found.why.as_str()), (Band::Same, "a person said so"));
    assert_eq!((first.state, first.siblings.len(), first.open_siblings.len()), (CaseState::Open, 2, 2));

    let found = checker.check_known(received(&mail), &[None]).await.unwrap();
    assert_eq!((found.children[0].found.band, found.state()), (Band::NotKnown, CaseState::None));
    assert_eq!(found.children[0].found.why, "a person said so");

    let found = checker.check_known(received(&mail), &[Some("P1".into())]).await.unwrap();
    assert_eq!((found.children[0].found.band, found.state()), (Band::Perhaps, CaseState::None));
}

#[tokio::test]
async fn c2_an_open_sibling_that_only_the_mail_names_counts() {
    let dir = tempfile::tempdir().unwrap();
    let checker = checker(dir.path()).await;
    let sister = Relative {
        name: named("Ruby", "Khan"),
        relationship: "Sister".to_owned(),
        date_of_birth: "2018-09-07".parse().ok(),
        ..Relative::default()
    };
    let mut newcomer = child("Zofia", "Lewandowska", "2024-05-06", "B42 6JP");
    newcomer.address = "54 Ivy Terrace".to_owned();
    let mail = facts(vec![newcomer], vec![sister]);
    let found = checker.check(&[received(&mail)]).await.unwrap().remove(0);
    assert_eq!(found.children.len(), 1);
    assert!(found.children[0].found.person.is_none());
    assert_eq!(found.children[0].open_siblings.len(), 1);
    assert_eq!(found.children[0].open_siblings[0].0, "P10093".into());
}

#[tokio::test]
async fn c2_a_sibling_named_without_a_date_who_may_be_one_whose_case_is_open_is_shown_to_a_person() {
    let dir = tempfile::tempdir().unwrap();
    let checker = checker(dir.path()).await;
    let sister =
        |given: &str| Relative { name: named(given, "Khan"), relationship: "Sister".to_owned(), ..Relative::default() };
    let newcomer = |address: &str, postcode| {
        let newcomer = child("Zofia", "Lewandowska", "2024-05-06", postcode);
        ChildFacts { address: address.to_owned(), ..newcomer }
    };
    let found = async |given, address, postcode| {
        let mail = facts(vec![newcomer(address, postcode)], vec![sister(given)]);
        checker.check(&[received(&mail)]).await.unwrap().remove(0)
    };
    let ruby = found("Ruby", "54 Ivy Terrace", "B42 6JP").await;
    assert_eq!(ruby.children[0].open_siblings, [], "never silently taken");
    assert_eq!(ruby.perhaps_siblings[0].person, "P10093".into());
    // Of the same household at least, whatever she is called there.
    assert!(!found("Xanthippe", "54 Ivy Terrace", "B42 6JP").await.perhaps_siblings.is_empty());
    assert_eq!(found("Xanthippe", "99 Nowhere Lane", "B1 9ZZ").await.perhaps_siblings, []);
}

#[tokio::test]
async fn c8_while_nothing_was_imported_nobody_is_known_and_it_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = CaseStore::open(&dir.path().join("none yet")).await.unwrap();
    assert_eq!(store.as_of(), None);
    assert_eq!(store.staff().await.unwrap(), Vec::new());
    let checker = Checker::new(store, Model::default(), FindingRules::default(), London);
    let mail = sample(&TRUTH[0]);
    let found = checker.check(&[received(&mail)]).await.unwrap().remove(0);
    assert_eq!((found.store_as_of, found.children[0].found.band), (None, Band::NotKnown));
}

#[tokio::test]
async fn c8_an_import_is_taken_up_by_the_next_check() {
    let dir = tempfile::tempdir().unwrap();
    let store = CaseStore::open(dir.path()).await.unwrap();
    let checker = Checker::new(store, Model::default(), FindingRules::default(), London);
    let mail = sample(&TRUTH[0]);
    assert_eq!(checker.check(&[received(&mail)]).await.unwrap()[0].store_as_of, None);
    let extract = std::path::Path::new("tests/samples/extract");
    import(extract, dir.path(), ImportOptions::new(indexing()), noon()).await.unwrap();
    let found = checker.check(&[received(&mail)]).await.unwrap().remove(0);
    assert_eq!(found.store_as_of, Utc.with_ymd_and_hms(2026, 11, 23, 5, 30, 0).single());
    assert_eq!(found.children[0].found.person, Some("P10099".into()));
}

#[tokio::test]
async fn a_store_of_another_index_version_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let extract = std::path::Path::new("tests/samples/extract");
    let indexing = Indexing { version: "of old", ..indexing() };
    import(extract, dir.path(), ImportOptions::new(indexing), noon()).await.unwrap();
    let store = CaseStore::open(dir.path()).await.unwrap();
    let checker = Checker::new(store, Model::default(), FindingRules::default(), London);
    let mail = sample(&TRUTH[0]);
    assert!(matches!(checker.check(&[received(&mail)]).await, Err(CaseError::Outdated { .. })));
}

/// Prints how long a larger store takes; nothing is asserted about time.
#[tokio::test]
async fn a_backlog_against_a_larger_store_is_matched() {
    let people = std::env::var("FRONTDOOR_PEOPLE").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000_u32);
    let mails = std::env::var("FRONTDOOR_MAILS").ok().and_then(|n| n.parse().ok()).unwrap_or(200_u32);
    let dir = tempfile::tempdir().unwrap();
    let extract = dir.path().join("extract");
    made_up(&extract, people);
    let clock = Clock::System;
    let started = clock.now();
    import(&extract, dir.path(), ImportOptions::new(indexing()), noon()).await.unwrap();
    let imported = clock.now();
    let store = CaseStore::open(dir.path()).await.unwrap();
    let checker = Checker::new(store, Model::default(), FindingRules::default(), London);
    let all: Vec<Facts> = (0..mails)
        .map(|n| {
            let one = Made::of(n * (people / mails).max(1));
            let mut child = child(&one.given, &one.family, &one.born, &one.postcode);
            child.address.clone_from(&one.address);
            facts(vec![child], Vec::new())
        })
        .collect();
    let batch: Vec<ToCheck<'_>> = all.iter().map(received).collect();
    // Made up beyond the store's: nobody of them is on record.
    let strangers: Vec<Facts> = (0..mails)
        .map(|n| {
            let one = Made::of(people + 7 * n + 1);
            let mut child = child(&one.given, &one.family, &one.born, &one.postcode);
            child.address.clone_from(&one.address);
            facts(vec![child], Vec::new())
        })
        .collect();
    let opened = clock.now();
    let found = checker.check(&batch).await.unwrap();
    let done = clock.now();
    let same = found.iter().filter(|f| f.children[0].found.band == Band::Same).count();
    println!(
        "{people} people imported in {}, {mails} mails checked in {}, {same} the same",
        imported - started,
        done - opened
    );
    assert!(same * 10 >= found.len() * 9, "{same}");
    let batch: Vec<ToCheck<'_>> = strangers.iter().map(received).collect();
    let found = checker.check(&batch).await.unwrap();
    let count = |band: Band| found.iter().filter(|f| f.children[0].found.band == band).count();
    println!("of {mails} strangers {} are perhaps known, {} are taken", count(Band::Perhaps), count(Band::Same));
    assert_eq!(count(Band::Same), 0);
}

struct Made {
    given: String,
    family: String,
    born: String,
    address: String,
    postcode: String,
}

impl Made {
    /// A made-up person, spread by a multiplier: names follow their own ranks, so that some are common.
    fn of(n: u32) -> Self {
        let spread = |salt: u32, most: u32| {
            let mixed = (n ^ salt.wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b);
            ((mixed ^ (mixed >> 13)).wrapping_mul(0xc2b2_ae35) >> 8) % most
        };
        let syllable = |k: u32| {
            let consonants = "bcdfghjklmnprstvwz";
            let vowels = "aeiou";
            let c = consonants.chars().nth((k % 18) as usize).unwrap();
            let v = vowels.chars().nth((k / 18 % 5) as usize).unwrap();
            format!("{c}{v}")
        };
        // The square makes low numbers, and so some names, common.
        let ranked = |salt, most: u32| spread(salt, most) * spread(salt + 100, most) / most;
        let name = |k: u32| format!("{}{}{}", syllable(k * 7), syllable(k / 11 + k), syllable(k * 3 + k / 90));
        Self {
            given: name(ranked(1, 1_500)),
            family: name(ranked(2, 9_000)),
            born: format!("{}-{:02}-{:02}", 2008 + spread(3, 18), 1 + spread(4, 12), 1 + spread(5, 28)),
            address: format!("{} {} Road", 1 + spread(6, 150), name(spread(7, 3_000))),
            postcode: format!(
                "B{} {}A{}",
                1 + spread(8, 70),
                spread(9, 10),
                char::from(b'A' + u8::try_from(spread(10, 26)).unwrap())
            ),
        }
    }
}

fn made_up(dir: &std::path::Path, people: u32) {
    use std::fmt::Write as _;
    std::fs::create_dir_all(dir).unwrap();
    let mut text = String::from(
        "person_id,given_names,family_name,date_of_birth,gender,nhs_number,upn,address,postcode,school,disability,safety_alert\n",
    );
    let mut work = String::from(
        "involvement_id,person_id,kind,service,team,worker,opened_on,closed_on,outcome,decided_by,decided_on,source,summary\n",
    );
    for n in 0..people {
        let Made { given, family, born, address, postcode } = Made::of(n);
        writeln!(text, "P{n},{given},{family},{born},F,,,{address},{postcode},,none,no").unwrap();
        writeln!(work, "V{n},P{n},contact,cass,CASS,,2026-10-01,2026-11-01,nfa,M1,2026-10-02,police,Words").unwrap();
    }
    std::fs::write(dir.join("people.csv"), text).unwrap();
    std::fs::write(dir.join("involvements.csv"), work).unwrap();
    let sample = std::path::Path::new("tests/samples/extract");
    for (file, header) in
        [("names.csv", "person_id,given_names,family_name,kind"), ("relationships.csv", "person_id,other_id,kind")]
    {
        std::fs::write(dir.join(file), format!("{header}\n")).unwrap();
    }
    for file in ["staff.csv", "teams.csv"] {
        std::fs::copy(sample.join(file), dir.join(file)).unwrap();
    }
    let manifest = format!(
        r#"{{"extracted_at": "2026-11-23T05:30:00Z", "rows": {{"people": {people}, "names": 0, "relationships": 0,
        "involvements": {people}, "staff": 18, "teams": 7}}}}"#
    );
    std::fs::write(dir.join("manifest.json"), manifest).unwrap();
}
