use std::fs;
use std::path::Path;

use secrecy::ExposeSecret as _;

use super::{Config, Credentials, Site, table};

#[test]
fn mistakes_of_the_main_file_say_what_to_write() {
    table(
        "frontdoor.toml",
        &[
            (
                "security = \"plain\"",
                "security = \"ssl\"",
                &["frontdoor.toml: smtp.security: unknown variant `ssl`; write `tls`, `starttls`, `plain`"],
            ),
            (
                "host = \"127.0.0.1\"",
                "host = \"smtp.trust.test\"",
                &[
                    "frontdoor.toml: smtp.security: is plain, and smtp.trust.test is not this machine; write \"tls\" or \"starttls\"",
                ],
            ),
            (
                "port = 2525",
                "port = 2525\npassword = \"hunter2\"",
                &[
                    "frontdoor.toml: smtp.password: is not known here; write password_file or credential: secrets stay out of this file",
                ],
            ),
            (
                "port = 2525",
                "port = 2525\nuser = \"door\"",
                &[
                    "frontdoor.toml: smtp.password_file: is missing; write password_file = \"PATH\" or credential = \"NAME\"",
                ],
            ),
            (
                "start_from = 2026-11-23T08:00:00Z\n",
                "",
                &[
                    "frontdoor.toml: mailbox.door.start_from: is missing; write when its mail begins to count, with a zone, as 2026-11-23T08:00:00Z",
                ],
            ),
            (
                "start_from = 2026-11-23T08:00:00Z",
                "start_from = 2026-11-23T08:00:00",
                &[
                    "frontdoor.toml: mailbox.door.start_from: `2026-11-23T08:00:00` is no instant; write when its mail begins to count, with a zone, as 2026-11-23T08:00:00Z",
                ],
            ),
            (
                "procedure = \"small\"",
                "procedure = \"large\"",
                &["frontdoor.toml: mailbox.door.procedure: there is no procedure `large`; write one of small"],
            ),
            (
                "business_support = \"bso@trust.test\"\n",
                "",
                &[
                    "frontdoor.toml: mailbox.door.business_support: is missing, and procedure `small` writes to it; write its address",
                ],
            ),
            (
                "name = \"door\"",
                "name = \"The Door\"",
                &[
                    "frontdoor.toml: mailbox[1].name: `The Door` is no plain name; write a short name of small letters, digits and hyphens, as \"cass\"",
                ],
            ),
            (
                "password_file = \"secrets/door\"",
                "password_file = \"secrets/none\"",
                &[
                    "frontdoor.toml: mailbox.door.password_file: cannot be read (entity not found); write the path of a file this user can read",
                ],
            ),
            (
                "procedure = \"small\"",
                "procedure = \"small\"\nextra_ca = \"reading.toml\"",
                &[
                    "frontdoor.toml: mailbox.door.extra_ca: holds no certificate; write the path of a PEM file with the authority's certificate",
                ],
            ),
            (
                "procedure = \"small\"",
                "procedure = \"small\"\nidle_seconds = 3000",
                &["frontdoor.toml: mailbox.door.idle_seconds: 3000 is out of bounds; write a number from 1 to 540"],
            ),
            (
                "procedure = \"small\"",
                "procedure = \"small\"\ninbox = \"DONE\"",
                &[
                    "frontdoor.toml: mailbox.door.inbox: procedure `small` files into it; write a folder that nothing is filed into",
                ],
            ),
            (
                "calendar = \"calendar.toml\"",
                "calendar = \"kalender.toml\"",
                &[
                    "kalender.toml: the file: cannot be read (entity not found); write the path of a readable UTF-8 text",
                ],
            ),
        ],
    );
}

#[test]
fn a_syntax_error_names_the_line() {
    let line = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config/frontdoor.toml"))
        .unwrap()
        .lines()
        .position(|l| l == "[smtp]")
        .unwrap()
        + 1;
    let mistakes = Site::new().edit("frontdoor.toml", "[smtp]", "[smtp").mistakes();
    assert_eq!(mistakes.len(), 1);
    assert!(mistakes[0].starts_with(&format!("frontdoor.toml: line {line}: ")), "{}", mistakes[0]);
}

#[test]
fn c3_a_mailbox_may_have_a_look_back_of_its_own() {
    let own = |days: &str| {
        let line = format!("procedure = \"small\"\nrecent_days = {days}");
        Site::new().edit("frontdoor.toml", "procedure = \"small\"", &line)
    };
    let of_all = |days: &str| Site::new().edit("frontdoor.toml", "recent_days = 14", &format!("recent_days = {days}"));
    for days in ["0", "367"] {
        let wrong = format!("recent_days: {days} is out of bounds; write a number from 1 to 366");
        assert_eq!(own(days).mistakes(), [format!("frontdoor.toml: mailbox.door.{wrong}")]);
        assert_eq!(of_all(days).mistakes(), [format!("frontdoor.toml: findings.{wrong}")]);
    }
    let of = |site: Site| site.load().unwrap().mailboxes[&"door".into()].recent_days;
    assert_eq!([of(own("1")), of(own("366")), of(Site::new())], [Some(1), Some(366), None]);
}

#[test]
fn two_mailboxes_must_differ() {
    let site = Site::new();
    let text = fs::read_to_string(site.path("frontdoor.toml")).unwrap();
    let (_, rest) = text.split_once("[[mailbox]]").unwrap();
    let (mailbox, _) = rest.split_once("[files]").unwrap();
    site.write(
        "frontdoor.toml",
        &format!(
            "{text}
[[mailbox]]{mailbox}"
        ),
    );
    assert_eq!(
        site.mistakes(),
        [
            "frontdoor.toml: mailbox.door.address: is another mailbox's too; write an address of its own for each",
            "frontdoor.toml: mailbox.door.name: is another mailbox's too; write a name of its own for each",
        ]
    );
}

#[test]
fn secrets_come_from_files_or_credentials_that_others_cannot_open() {
    let by_credential =
        || Site::new().edit("frontdoor.toml", "key_file = \"secrets/token-key\"", "credential = \"key\"");
    assert_eq!(by_credential().mistakes().len(), 1, "no such credential");
    let site = by_credential();
    site.secret("credentials/key", "abcdefghijklmnopqrstuvwxyz0123456789\n", 0o400);
    assert_eq!(site.load().unwrap().token_key.expose_secret().len(), 37, "a key is taken as it is, to the last byte");
    assert_eq!(
        Config::load(&site.path("frontdoor.toml"), &Credentials::OfSystemd).unwrap_err().problems[0].to_string(),
        "frontdoor.toml: tokens.credential: there is no $CREDENTIALS_DIRECTORY; write LoadCredential=NAME:PATH in the unit, and NAME here; at a terminal give `check` the folder with --credentials DIR"
    );
    let outside =
        Site::new().edit("frontdoor.toml", "key_file = \"secrets/token-key\"", "credential = \"../secrets/door\"");
    assert_eq!(outside.mistakes().len(), 1, "a name is no path");
    let site = Site::new();
    site.secret("secrets/token-key", &"a".repeat(64), 0o600);
    assert_eq!(
        site.mistakes(),
        [
            "frontdoor.toml: tokens.key_file: does not hold a random key; write a key of random bytes: head -c 32 /dev/urandom > FILE; chmod 600 FILE"
        ]
    );
}

#[test]
fn what_would_refuse_every_answer_or_fit_no_server_is_told() {
    table(
        "frontdoor.toml",
        &[
            (
                "start_from = 2026-11-23T08:00:00Z",
                "start_from = 2026-11-23T08:00:00Z\nrequire_dmarc = true",
                &[
                    "reading.toml: authserv_id: is still the sample's, and mailbox.door has require_dmarc: every answer would be refused; write the name that your own mail server writes first into Authentication-Results",
                ],
            ),
            (
                "port = 2525",
                "port = 2525\nmax_message_mb = 0",
                &["frontdoor.toml: smtp.max_message_mb: 0 is out of bounds; write a number from 1 to 150"],
            ),
        ],
    );
}
