use super::site::{Site, london};
use crate::config::Problem;

/// One mistake in each file that a council writes.
async fn spoilt() -> Site {
    let site = Site::imported()
        .await
        .edit("frontdoor.toml", "port = 993", "port = \"many\"")
        .edit("frontdoor.toml", "officers = \"rao\"", "officers = \"roa\"")
        .edit("frontdoor.toml", "[[mailbox]]", "[findigns]\n\n[[mailbox]]")
        .edit("frontdoor.toml", "\n[findings]\n", "\n[findings]\nrecent_days = 2800\n")
        .edit("people.toml", "\n[person.M1]", "\n[person.M91]")
        .edit("calendar.toml", "noon = \"12:00\"", "noon = \"noon\"")
        .edit("bank-holidays.json", "\"2026-12-25\"", "\"2026-13-25\"")
        .edit("reading.toml", "portals = [", "portals = 3\nportal = [")
        .edit("pathways/cass.toml", "next = \"review-received\"", "next = \"review-recieved\"")
        .edit("templates/alarm/text.txt", "{{ what }}", "{{ child }}")
        .edit("templates/acknowledgement/text.txt", "{{", "{% if %}{{");
    site.write("credentials/token-key", "too short");
    site
}

#[tokio::test]
async fn one_mistake_in_every_file_is_one_report_of_them_all() {
    let problems = spoilt().await.problems().await;
    for file in [
        "frontdoor.toml",
        "people.toml",
        "calendar.toml",
        "bank-holidays.json",
        "reading.toml",
        "pathways/cass.toml",
        "templates/alarm/text.txt",
        "templates/acknowledgement/text.txt",
    ] {
        assert!(problems.iter().any(|p| p.file == file), "{file}: {problems:#?}");
    }
    for problem in &problems {
        assert!(!problem.field.is_empty() && !problem.problem.is_empty() && !problem.write.is_empty(), "{problem:?}");
    }
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn a_file_that_is_not_toml_hides_nothing_of_the_others() {
    let site = spoilt().await;
    let all = site.problems().await;
    for broken in ["people.toml", "calendar.toml", "reading.toml", "pathways/cass.toml", "frontdoor.toml"] {
        let site = spoilt().await;
        let text = std::fs::read_to_string(site.path(broken)).unwrap();
        site.write(broken, &format!("{text}\n[nonsense\n"));
        let problems = site.problems().await;
        let (own, others): (Vec<_>, Vec<_>) = problems.into_iter().partition(|p| p.file == broken);
        assert!(own.iter().any(|p| p.field.starts_with("line ")), "{broken}: {own:?}");
        // What is asked of the staff list stands in the broken main file, and so does where the list of holidays is in
        // the broken calendar.
        let asked = |p: &&Problem| match broken {
            "frontdoor.toml" => p.file != "people.toml",
            "calendar.toml" => p.file != "bank-holidays.json",
            _ => true,
        };
        let expected: Vec<&Problem> = all.iter().filter(|p| p.file != broken).filter(asked).collect();
        assert_eq!(others.iter().collect::<Vec<_>>(), expected, "{broken}");
    }
}

#[tokio::test]
async fn the_shipped_configuration_fits_the_sample_extract() {
    let site = Site::imported().await;
    let settings = site.settings(london("2026-11-23 09:30")).await.unwrap();
    assert_eq!(settings.unfit.all().collect::<Vec<_>>(), Vec::<&Problem>::new());
}

#[tokio::test]
async fn officers_that_nobody_is_keep_it_from_starting() {
    let site = Site::imported().await.edit("frontdoor.toml", "officers = \"rao\"", "officers = \"roa\"");
    let settings = site.settings(london("2026-11-23 09:30")).await.unwrap();
    let refused = settings.unfit.but_those_who_left().unwrap_err().to_string();
    assert!(refused.ends_with(
        "cannot be used:\nfrontdoor.toml: mailbox.cass.officers: nobody on the staff list has the role `roa`; write a \
         role that somebody on the case system's staff list has"
    ), "{refused}");
}

#[tokio::test]
async fn before_the_first_import_that_is_said_once() {
    let problems = Site::new().problems().await;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].problem.starts_with("nothing was imported yet: run `frontdoor import DIR`"), "{problems:?}");
}

#[tokio::test]
async fn a_case_store_that_cannot_be_read_is_told_with_the_rest() {
    let site = spoilt().await;
    site.write("state/cases/current", "nothing of the kind");
    let problems = site.problems().await;
    let of_store = problems.iter().find(|p| p.field == "case_store.directory").unwrap().to_string();
    assert!(of_store.contains("run `frontdoor import --allow-shrink DIR`"), "{of_store}");
    assert!(problems.iter().any(|p| p.file == "reading.toml"), "{problems:?}");
    assert!(!problems.iter().any(|p| p.file == "people.toml"), "what needs the staff list is skipped: {problems:?}");
}
