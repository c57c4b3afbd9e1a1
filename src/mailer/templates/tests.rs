use std::collections::BTreeSet;
use std::fs;

use super::*;

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")
}

/// A copy of the shipped templates that a test may spoil.
fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for folder in fs::read_dir(shipped()).unwrap().map(|f| f.unwrap().path()) {
        let to = copy.path().join(folder.file_name().unwrap());
        fs::create_dir(&to).unwrap();
        // What goes with a message is not looked at here.
        for file in fs::read_dir(&folder).unwrap().map(|f| f.unwrap().path()).filter(|path| path.is_file()) {
            fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
        }
    }
    copy
}

#[test]
fn every_template_says_what_its_snapshot_says_and_no_snapshot_is_left_over() {
    let templates = Templates::load(&shipped()).unwrap();
    let mut expected = BTreeSet::new();
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (name, reader) in templates.names() {
            let said = templates.render_sample(name).unwrap();
            let whole = format!("To: {reader:?}\nSubject: {}\n\n{}\n{}", said.subject, said.text, said.html);
            insta::assert_snapshot!(name, whole);
            expected.insert(format!("{name}.snap"));
        }
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mailer/snapshots");
    let found: BTreeSet<String> =
        fs::read_dir(folder).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(found, expected);
}

#[test]
fn preview_shows_one_template_or_all() {
    let templates = Templates::load(&shipped()).unwrap();
    let one = preview(&templates, Some("outcome-no-contact-public"), |sample| sample).unwrap();
    assert!(one.starts_with("=== outcome-no-contact-public\nSubject: Your request to "));
    assert_eq!(one.matches("=== ").count(), 1);
    assert_eq!(preview(&templates, None, |sample| sample).unwrap().matches("=== ").count(), templates.names().count());
    assert!(matches!(preview(&templates, Some("nonsense"), |sample| sample), Err(ComposeError::UnknownTemplate(_))));
}

#[test]
fn what_lies_in_attached_is_small_and_plainly_named() {
    let folder = copy();
    let attached = folder.path().join("letter-form-wanted/attached");
    fs::create_dir(&attached).unwrap();
    fs::write(attached.join("form.docx"), vec![0; MOST_ENCLOSED]).unwrap();
    assert_eq!(Templates::load(folder.path()).unwrap().enclosures("letter-form-wanted").len(), 1);
    fs::write(attached.join("second \"form\".docx"), "x").unwrap();
    fs::write(attached.join("third.docx"), "x").unwrap();
    let problems = Templates::load(folder.path()).unwrap_err();
    assert_eq!(problems.len(), 2, "{problems:?}");
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let folder = copy();
    fs::remove_file(folder.path().join("alarm/html.html")).unwrap();
    fs::remove_dir_all(folder.path().join("escalation")).unwrap();
    fs::write(folder.path().join("unattended/text.txt"), "{% if %}").unwrap();
    let problems = Templates::load(folder.path()).unwrap_err();
    let files: Vec<String> =
        problems.iter().map(|p| p.file.strip_prefix(folder.path()).unwrap().display().to_string()).collect();
    assert_eq!(files, ["alarm/html.html", "unattended/text.txt", "escalation"]);
    let nowhere = Templates::load(&folder.path().join("nowhere")).unwrap_err();
    assert!(nowhere.len() > 1);
}

#[test]
fn l1_a_letter_cannot_even_name_what_it_must_not_tell() {
    for word in ["children", "last", "open", "alerts", "reasons", "siblings", "decision", "concern", "original"] {
        let folder = copy();
        fs::write(folder.path().join("outcome-no-contact/text.txt"), format!("{{{{ {word} }}}}")).unwrap();
        let problems = Templates::load(folder.path()).unwrap_err();
        assert_eq!(problems.len(), 1, "{word}");
        assert!(problems[0].why.contains("undefined"), "{word}: {}", problems[0].why);
    }
}

#[test]
fn l1_the_subject_of_a_letter_stays_neutral() {
    for subject in ["No contact: {{ reference }}", "{{ referrer_name }}, {{ reference }}", "Urgent: your child", ""] {
        let folder = copy();
        fs::write(folder.path().join("acknowledgement/subject.txt"), subject).unwrap();
        assert_eq!(Templates::load(folder.path()).unwrap_err().len(), 1, "{subject}");
    }
}

#[test]
fn a_template_that_never_ends_is_found_at_start() {
    let folder = copy();
    let endless = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
    fs::write(folder.path().join("alarm/text.txt"), endless).unwrap();
    let problems = Templates::load(folder.path()).unwrap_err();
    assert!(problems[0].why.contains("fuel"), "{}", problems[0].why);
}

#[test]
fn a_council_may_add_a_folder_of_its_own() {
    let folder = copy();
    for (name, text) in [("our-notice", "{{ concern }}"), ("letter-thanks", "{{ telephone }}")] {
        fs::create_dir(folder.path().join(name)).unwrap();
        for file in FILES {
            fs::write(folder.path().join(name).join(file), text).unwrap();
        }
    }
    let templates = Templates::load(folder.path()).unwrap();
    assert_eq!(templates.reader("our-notice"), Some(Reader::Staff));
    assert_eq!(templates.reader("letter-thanks"), Some(Reader::Outsider));
}
