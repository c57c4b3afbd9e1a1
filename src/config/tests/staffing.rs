use super::*;

fn without(ids: &[&str]) -> Vec<Staff> {
    staff().into_iter().filter(|s| !ids.contains(&s.id.as_str())).collect()
}

/// The sample's staff and somebody who holds requests.
fn with_an_officer() -> Vec<Staff> {
    let officer =
        Staff { id: StaffId::from("R1"), role: "rao".into(), email: "r1@trust.test".into(), ..staff()[0].clone() };
    staff().into_iter().chain([officer]).collect()
}

fn said<'p>(problems: impl IntoIterator<Item = &'p Problem>) -> Vec<String> {
    problems.into_iter().map(ToString::to_string).collect()
}

#[test]
fn who_has_left_is_named_and_the_rest_serves() {
    let site = Site::new();
    let listed: Vec<Staff> = with_an_officer().into_iter().filter(|s| s.id.as_str() != "M2").collect();
    let (people, unfit) = site.draft().people(Some((listed, teams())));
    assert_eq!(
        said(unfit.all()),
        [
            "people.toml: person.M1.cover: is covered by `M2`, who is not on it; write another staff_id of the case system's staff list",
            "people.toml: person.M2: nobody on the staff list has the id `M2`; write a staff_id of the case system's staff list, or remove this table",
        ]
    );
    assert_eq!(unfit.but_those_who_left(), Ok(()));
    assert!(people.get(&StaffId::from("M1")).is_some());
    assert_eq!(site.load().unwrap().policy(people).mailboxes.len(), 1);
}

#[test]
fn two_with_one_address_are_the_case_systems_mistake_and_not_the_people_files() {
    let shared = with_an_officer().into_iter().map(|s| Staff { email: "one@trust.test".into(), ..s }).collect();
    let (_, unfit) = Site::new().draft().people(Some((shared, teams())));
    assert!(unfit.left[0].to_string().starts_with("staff.csv of the extract: staff "), "{}", unfit.left[0]);
}

#[test]
fn roles_and_pools_that_nobody_is_in_keep_it_from_starting() {
    let (_, unfit) = Site::new().draft().people(Some((staff(), teams())));
    let nobody_is_an_officer = [
        "frontdoor.toml: mailbox.door.officers: nobody on the staff list has the role `rao`; write a role that somebody on the case system's staff list has",
        "pathways/small.toml: step.wait.report_to: nobody on the staff list has the role `rao`; write a role that somebody on the case system's staff list has",
    ];
    assert_eq!(said(unfit.all()), nobody_is_an_officer);
    assert_eq!(said(&unfit.but_those_who_left().unwrap_err().problems), nobody_is_an_officer);
    let (_, fits) = Site::new().draft().people(Some((with_an_officer(), teams())));
    assert_eq!(said(fits.all()), Vec::<String>::new());
    // Of a pool each condition is named, and it as a whole where each is met by somebody and all by nobody.
    let site = Site::new().edit(
        "pathways/small.toml",
        "roles = [\"team_manager\"]",
        "roles = [\"teem_manager\"]\nteams = [\"ATSI\"]",
    );
    let (_, unfit) = site.draft().people(Some((with_an_officer(), teams())));
    assert_eq!(
        said(&unfit.nobody),
        [
            "pathways/small.toml: pools.review.roles: nobody on the staff list has the role `teem_manager`; write a role that somebody on the case system's staff list has",
            "pathways/small.toml: pools.review.teams: nobody is in team `ATSI`; write a team of the case system's staff list",
        ]
    );
    let (_, unfit) = Site::new().draft().people(Some((without(&["M1"]), teams())));
    let whole =
        "pathways/small.toml: pools.contacts: nobody on the staff list is in it; write conditions that somebody meets";
    assert!(said(&unfit.nobody).contains(&whole.to_owned()), "{:?}", unfit.nobody);
}

#[test]
fn o3_among_those_who_are_asked_one_after_the_other_a_role_without_anybody_is_a_warning() {
    let site = Site::new().edit("pathways/small.toml", "who = \"role:team_manager\"", "who = \"role:nobody\"");
    let (people, unfit) = site.draft().people(Some((with_an_officer(), teams())));
    assert_eq!(said(unfit.all()), Vec::<String>::new());
    let config = site.load().unwrap();
    assert_eq!(
        said(&config.warnings(&config.policy(people))),
        [
            "pathways/small.toml: step.ask.rung[2].who: nobody on the staff list has the role `nobody`: the next is asked at once; write a role that somebody on the case system's staff list has"
        ]
    );
    // With nobody else to ask it is none.
    let site = site.edit("pathways/small.toml", "who = \"pool\"", "who = \"role:nobody\"");
    let (_, unfit) = site.draft().people(Some((with_an_officer(), teams())));
    assert!(unfit.nobody[0].to_string().starts_with("pathways/small.toml: step.ask.rung[1].who: nobody"), "{unfit:?}");
}

#[test]
fn before_the_first_import_that_is_all_there_is_to_say_of_staff() {
    let (people, unfit) = Site::new().draft().people(None);
    assert_eq!(people.all().count(), 0);
    assert!(unfit.nothing_imported);
    assert_eq!(
        said(unfit.all()),
        [
            "frontdoor.toml: case_store.directory: nothing was imported yet: run `frontdoor import DIR`, DIR being the extract's"
        ]
    );
    assert!(unfit.but_those_who_left().is_err(), "with nobody to tell, nothing may start");
}

#[test]
fn a_list_that_nobody_can_be_known_to_be_on_is_not_said_to_be_empty() {
    let site = Site::new().edit("people.toml", "[person.M1]", "[person.M1");
    assert_eq!(site.mistakes().len(), 1, "only the line: {:?}", site.mistakes());
    let (_, unfit) = site.draft().people(Some((with_an_officer(), teams())));
    assert_eq!(said(unfit.all()), Vec::<String>::new());
}
