//! `frontdoor match`, as it is run at a terminal and by other programs.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

/// The people on record: twins of whom one is known, a pupil, a sealed record.
const PEOPLE: &str = "\
person_id,given_names,family_name,date_of_birth,gender,nhs_number,upn,address,postcode,school,disability,safety_alert,restricted
P1,Noah,McDonald,2015-01-19,M,9434765919,,163 Dudley Road,B23 9HG,Hillside Primary School,none,no,
P2,Sana,Begum,2018-06-02,F,,,12 Mill Lane,B31 4GL,,none,no,
P3,Zofia,Nowak,2016-03-05,F,,,7 Elm Grove,B37 5GD,,none,no,yes
";
const MANIFEST: &str = r#"{"extracted_at": "2026-11-23T05:30:00+00:00",
    "rows": {"people": 3, "names": 0, "relationships": 0, "involvements": 0, "staff": 0, "teams": 0}}"#;
const EMPTY: &[(&str, &str)] = &[
    ("names.csv", "person_id,given_names,family_name,kind\n"),
    ("relationships.csv", "person_id,other_id,kind\n"),
    (
        "involvements.csv",
        "involvement_id,person_id,kind,service,team,worker,opened_on,closed_on,outcome,decided_by,decided_on,source,summary\n",
    ),
    ("staff.csv", "staff_id,name,email,role,team\n"),
    ("teams.csv", "team,service,tray_email,manager,covering_manager,business_support_email,service_manager\n"),
];

/// A front door with a case store and no mailbox.
struct Desk {
    folder: TempDir,
}

impl Desk {
    /// Nothing was imported yet.
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().display();
        let calendar = concat!(env!("CARGO_MANIFEST_DIR"), "/config/calendar.toml");
        let config = format!(
            "[store]\ndirectory = \"{at}/store\"\n[case_store]\ndirectory = \"{at}/cases\"\n[files]\ncalendar = \"{calendar}\"\n[matching]\n"
        );
        fs::write(folder.path().join("frontdoor.toml"), config).unwrap();
        Self { folder }
    }

    /// With the people above.
    fn open() -> Self {
        let desk = Self::empty();
        let extract = desk.path("extract");
        fs::create_dir(&extract).unwrap();
        fs::write(extract.join("people.csv"), PEOPLE).unwrap();
        fs::write(extract.join("manifest.json"), MANIFEST).unwrap();
        for (file, header) in EMPTY {
            fs::write(extract.join(file), header).unwrap();
        }
        let done = |output: Output| assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        done(desk.run("migrate", &[]));
        done(desk.run("import", &[extract.to_str().unwrap()]));
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Output {
        let config = self.path("frontdoor.toml");
        Command::new(env!("CARGO_BIN_EXE_frontdoor"))
            .args([command, "--config"])
            .arg(config)
            .args(arguments)
            .output()
            .unwrap()
    }

    /// What `match` prints.
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.run("match", &[&["--received", "2026-11-23"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Why `match` refuses.
    fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.run("match", arguments);
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }

    /// The lines that come out for a table, each as its cells.
    fn answers(&self, table: &str) -> Vec<Vec<String>> {
        let file = self.path("asked.csv");
        fs::write(&file, table).unwrap();
        let out = self.says(&["--csv", file.to_str().unwrap()]);
        assert!(out.starts_with("row,band,person_id,bits,runner_up,runner_up_bits,reason\n"), "{out}");
        let mut reader = csv::Reader::from_reader(out.as_bytes());
        reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
    }
}

#[test]
fn c1_a_table_is_answered_line_by_line_in_its_order() {
    let desk = Desk::open();
    let answers = desk.answers(
        "row,given_names,family_name,date_of_birth,address,postcode\n\
         b,Ava,Lewis,2012-07-02,4 High Street,B5 5AF\n\
         a,Naoh,McDonald,2015-01-19,\"163 Dudley Road, Birmingham\",b239hg\n\
         c,Leo,McDonald,2015-01-19,163 Dudley Road,B23 9HG\n\
         d,Sana,Khan,2018-06-02,,B31 4GL\n",
    );
    let bands: Vec<[&str; 3]> = answers.iter().map(|a| [a[0].as_str(), a[1].as_str(), a[2].as_str()]).collect();
    assert_eq!(bands, [["b", "not_known", ""], ["a", "same", "P1"], ["c", "perhaps", "P1"], ["d", "same", "P2"]]);
    assert!(answers[1][3].parse::<f64>().unwrap() > 10.0 && answers[1][4].is_empty());
    assert!(answers[2][6].contains("perhaps a twin"), "{}", answers[2][6]);
    assert!(
        answers[3][6]
            .starts_with("same given name and date of birth; surname differs (Khan, Begum); postcode the same")
    );
}

#[test]
fn c1_columns_may_be_missing_and_others_say_nothing_of_who_it_is() {
    let desk = Desk::open();
    let answers = desk.answers("nhs_number,person_id,row,colour\n943 476 5919,P2,1,blue\n,P2,2,red\n");
    assert_eq!((answers[0][1].as_str(), answers[0][2].as_str()), ("perhaps", "P1"));
    assert_eq!(answers[1][1], "not_known");
}

#[test]
fn a_date_that_is_none_is_left_out_and_said() {
    let desk = Desk::open();
    let answers = desk.answers(
        "row,given_names,family_name,date_of_birth,postcode,address\n1,Noah,McDonald,2015-02-31,B23 9HG,163 Dudley Road\n",
    );
    assert_eq!((answers[0][1].as_str(), answers[0][2].as_str()), ("perhaps", "P1"));
    assert!(answers[0][6].ends_with("; the date of birth given is no date and was left out"), "{}", answers[0][6]);
    let answers = desk.answers("row,given_names,date_of_birth,age\n1,Noah,19/01/15,ten\n");
    for part in ["date of birth given is no date", "age given is no number"] {
        assert!(answers[0][6].contains(part), "{}", answers[0][6]);
    }
}

#[test]
fn c1_one_child_is_explained_field_by_field() {
    let desk = Desk::open();
    let child = ["--given", "Naoh", "--family", "McDonald", "--born", "2015-01-19", "--postcode", "B23 9HG"];
    let brief = desk.says(&child);
    assert!(
        brief.starts_with("the same person: same surname and date of birth; given name nearly the same"),
        "{brief}"
    );
    assert!(!brief.contains("field by field"), "{brief}");
    let page = desk.says(&[&child[..], &["--explain"]].concat());
    for part in [
        "P1 Noah McDonald, field by field:",
        "-18.2  before any evidence",
        "given name: nearly the same (Naoh, Noah)",
        "surname: the same (Mcdonald)",
        "date of birth: the same (19/01/2015)",
        "postcode: the same",
        "  date of birth and one name: P1\n",
        "model: bits-4 population=300000",
    ] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
}

#[test]
fn c9_of_a_restricted_record_a_person_must_look_and_nothing_else_is_said() {
    let desk = Desk::open();
    let child = ["--given", "Zofia", "--family", "Nowak", "--born", "2016-03-05", "--postcode", "B37 5GD", "--explain"];
    assert_eq!(desk.says(&child), "a person must look\n");
    let answers =
        desk.answers("row,given_names,family_name,date_of_birth,postcode\n1,Zofia,Nowak,2016-03-05,B37 5GD\n");
    assert_eq!(answers, [["1", "perhaps", "", "", "", "", "a person must look"]]);
}

#[test]
fn c9_an_explanation_confirms_no_name_and_no_address_of_a_restricted_record() {
    let desk = Desk::open();
    // Somebody else at the sealed address, and the sealed name with another date: neither is said to be on record.
    let stranger = ["--given", "Tom", "--family", "Archer", "--born", "2001-02-03", "--explain"];
    let at_home = [&stranger[..], &["--address", "7 Elm Grove", "--postcode", "B37 5GD"]].concat();
    assert_eq!(desk.says(&at_home), "a person must look\n");
    let elsewhere = [&stranger[..], &["--address", "7 Oak Grove", "--postcode", "B1 1AA"]].concat();
    let nobody = desk.says(&elsewhere);
    let namesake = ["--given", "Zofia", "--family", "Nowak", "--born", "2001-02-03", "--explain"];
    for page in [nobody, desk.says(&namesake)] {
        assert!(page == "a person must look\n" || !page.contains("found by"), "{page}");
    }
}

#[test]
fn c1_a_case_number_is_found_however_it_is_written() {
    let desk = Desk::open();
    let page = desk.says(&["--case-number", " p1", "--given", "Kofi", "--family", "Mensah", "--born", "2001-02-03"]);
    assert!(page.starts_with("perhaps the same person: "), "{page}");
    assert!(page.contains("P1  Noah McDonald: same case number"), "{page}");
}

#[test]
fn c8_how_old_the_extract_is_is_said_apart_from_the_answers() {
    let desk = Desk::open();
    let output = desk.run("match", &["--given", "Noah"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("as the case system stood on 23/11/2026 at 05:30"), "{said}");
}

#[test]
fn what_cannot_be_asked_is_refused_in_words() {
    let desk = Desk::open();
    let table = desk.path("asked.csv");
    let asked = ["--csv", table.to_str().unwrap()];
    assert!(desk.refuses(&asked).contains("asked.csv"), "the file is not there");
    fs::write(&table, "given_names,family_name\nNoah,McDonald\n").unwrap();
    assert!(desk.refuses(&asked).contains("line 1: the column row is missing"));
    fs::write(&table, "row,name\n1,Noah\n").unwrap();
    assert!(desk.refuses(&asked).contains("no column says who is meant; write some of given_names, family_name"));
    fs::write(&table, "row,address,given_names\n1,163 Dudley Road, Birmingham,Noah\n").unwrap();
    assert!(desk.refuses(&asked).contains("line 2: it has more cells than the first line"));
    fs::write(&table, b"row,given_names\n1,No\xe9\n").unwrap();
    assert!(desk.refuses(&asked).contains("it is not UTF-8"));
    assert!(desk.refuses(&[]).contains("--csv"), "neither a table nor a child");
    assert!(desk.refuses(&["--given", "Noah", "--csv", "asked.csv"]).contains("cannot be used with"));
}

#[test]
fn c8_before_the_first_import_nobody_is_called_unknown() {
    let desk = Desk::empty();
    let said = desk.refuses(&["--given", "Noah", "--family", "McDonald"]);
    assert!(said.contains("nothing was ever imported into the case store"), "{said}");
}
