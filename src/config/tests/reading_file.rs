use super::{Site, table};

#[test]
fn mistakes_of_the_reading_file_say_what_to_write() {
    table(
        "reading.toml",
        &[
            (
                "automatic_subjects = [",
                "automatic_subject = [",
                &[
                    "reading.toml: automatic_subject: `automatic_subject` is not known here; write one of `authserv_id`, `labels`, `owners`, `anybody`, `qualifiers`, `subject_relationships`, `own_family`, `blanks`, `urgent`, `anonymous`, `kinds`, `referrers`, `automatic_subjects`, `bounce_subjects`, `bounce_senders`, `portals`, `essential`, `added`, `known`, `free_text`",
                    "reading.toml: automatic_subjects: is missing; write automatic_subjects = …",
                ],
            ),
            (
                "bounce_senders = [\"mailer-daemon\",",
                "bounce_senders = [\"mailer-daemon\", 7,",
                &["reading.toml: bounce_senders[2]: invalid type: integer `7`; write text in quotes"],
            ),
            (
                "family = [\"surname\",",
                "family = [\"upn\", \"surname\",",
                &["reading.toml: labels.upn: \"upn\" is a label of family too; write it below one of the two"],
            ),
        ],
    );
}

#[test]
fn each_mistake_of_the_reading_file_is_told_and_none_hides_another() {
    let site = Site::new()
        .edit("reading.toml", "blanks = [", "blank = [")
        .edit("reading.toml", "portals = [", "portals = 3\nportal = [")
        .edit("reading.toml", "given = [", "givn = [")
        .edit("reading.toml", "upn = [", "upn = 7\nnothing = [");
    let said = site.mistakes();
    let fields: Vec<&str> = said.iter().filter_map(|m| m.split(": ").nth(1)).collect();
    assert_eq!(
        fields,
        ["blank", "labels.givn", "labels.nothing", "labels.upn", "portal", "portals", "blanks"],
        "{said:#?}"
    );
    assert!(said.iter().all(|m| m.contains("; write ")), "{said:#?}");
}
