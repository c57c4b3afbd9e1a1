//! `frontdoor read`, as a council tries its own forms with it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use frontdoor::daemon::check::indexing;
use frontdoor::store::cases::import::{ImportOptions, import};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/mail").join(name)
}

fn read(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_frontdoor")).arg("read").args(arguments).output().unwrap()
}

fn lines(output: &Output) -> Vec<serde_json::Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn i3_each_file_is_an_object_of_its_own_line_in_the_order_given() {
    let (form, free) = (sample("003.eml"), sample("free-form.eml"));
    let output = read(&["--json", form.to_str().unwrap(), free.to_str().unwrap()]);
    assert!(output.status.success());
    let read = lines(&output);
    assert_eq!(read.len(), 2);
    assert_eq!(read[0]["file"], form.to_str().unwrap());
    assert_eq!((&read[0]["kind"], &read[0]["urgent"]), (&"form".into(), &false.into()));
    assert_eq!(read[0]["referrer"]["name"], "Grace Singh");
    let child = &read[0]["children"][0];
    assert_eq!((&child["given_names"], &child["family_name"]), (&"Priya".into(), &"Ali".into()));
    assert_eq!((&child["date_of_birth"], &child["sure"]), (&"2025-09-09".into(), &true.into()));
    assert_eq!(child["from"], "form in \"Referral form.pdf\"");
    assert_eq!(read[1]["kind"], "free_form");
    assert_eq!(read[1]["children"][0]["from"], "text of the mail");
    assert!(read[1]["missing"].as_array().unwrap().iter().any(|missing| missing == "school or nursery"));
}

#[test]
fn i3_a_form_is_read_without_its_mail_and_a_page_is_for_people() {
    let folder = tempfile::tempdir().unwrap();
    let form = folder.path().join("form.txt");
    let text = "Details of child\nFirst name: Noor\nSurname: Haddad\nDate of birth: 3 April 2019\nGender: F\nSchool: Oak Primary\n";
    std::fs::write(&form, text).unwrap();
    let output = read(&["--received", "2026-11-23", form.to_str().unwrap()]);
    assert!(output.status.success());
    let page = String::from_utf8(output.stdout).unwrap();
    for words in
        ["child         Noor Haddad (sure; form in \"form.txt\")", "born        03/04/2019", "school      Oak Primary"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[test]
fn i3_the_rules_may_be_ones_own_before_a_server_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/reading.toml");
    let rules = std::fs::read_to_string(shipped).unwrap().replace("given = [", "given = [\"rufname\", ");
    std::fs::write(folder.path().join("mine.toml"), rules).unwrap();
    // A main file in which all else is still missing.
    let config = folder.path().join("frontdoor.toml");
    std::fs::write(&config, "[files]\nreading = \"mine.toml\"\n").unwrap();
    let form = folder.path().join("form.txt");
    let text = "Details of child\nRufname: Noor\nSurname: Haddad\nDate of birth: 3 April 2019\nGender: F\n";
    std::fs::write(&form, text).unwrap();
    let output = read(&["--json", "--config", config.to_str().unwrap(), form.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(lines(&output)[0]["children"][0]["given_names"], "Noor");
}

#[tokio::test]
async fn c1_names_in_small_letters_are_looked_up_in_the_case_store_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let extract = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/extract");
    let taken = "2026-11-23T02:00:00Z".parse().unwrap();
    let options = ImportOptions::new(indexing());
    import(&extract, &folder.path().join("cases"), options, taken).await.unwrap();
    let reading = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/reading.toml");
    let config = folder.path().join("frontdoor.toml");
    let files = format!("[files]\nreading = {reading:?}\n");
    std::fs::write(&config, format!("{files}[case_store]\ndirectory = \"cases\"\n")).unwrap();
    let mail = folder.path().join("mail.eml");
    std::fs::write(&mail, "From: jo@b.test\nSubject: hi\n\nkeziah begum was alone at the park again\n").unwrap();
    let of = |config: &Path| {
        let output = read(&["--json", "--config", config.to_str().unwrap(), mail.to_str().unwrap()]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        lines(&output)[0]["children"].clone()
    };
    let known = of(&config);
    assert_eq!((&known[0]["given_names"], &known[0]["sure"]), (&"keziah".into(), &false.into()));
    assert_eq!(known[0]["from"], "text of the mail, known in the case store");
    // Without a store it is read all the same, and nobody is named.
    std::fs::write(&config, files).unwrap();
    assert_eq!(of(&config), serde_json::json!([]));
}

#[test]
fn i7_a_file_that_is_not_there_is_named_and_the_others_are_read() {
    let form = sample("003.eml");
    let output = read(&["--json", "/nowhere/form.eml", form.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nowhere/form.eml"));
    assert_eq!(lines(&output).len(), 1);
}

#[test]
fn i3_the_labels_of_a_form_are_shown_with_what_they_ask_and_those_that_are_not_known() {
    let dir = tempfile::tempdir().unwrap();
    let form = dir.path().join("form.txt");
    std::fs::write(&form, "Child details\nLegal surname: Ali\nYour agency: Oak School\nFavourite colour: red\n")
        .unwrap();
    let output = read(&["--labels", form.to_str().unwrap()]);
    assert!(output.status.success());
    let page = String::from_utf8(output.stdout).unwrap();
    let said = |label: &str| {
        let line = page.lines().find(|line| line.trim().starts_with(label));
        line.map(|line| line.trim().trim_start_matches(label).trim().to_owned())
    };
    assert_eq!(said("Legal surname").as_deref(), Some("family"), "{page}");
    assert_eq!(said("Your agency").as_deref(), Some("agency, of the referrer"));
    let unknown = page.split("not known, or no label:").nth(1).unwrap_or_default();
    assert_eq!(unknown.split_whitespace().collect::<Vec<_>>(), ["Favourite", "colour"]);
}
