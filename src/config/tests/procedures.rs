use super::{Site, table};

const FILE: &str = "pathways/small.toml";

#[test]
fn every_step_that_is_named_must_exist() {
    table(
        FILE,
        &[
            (
                "go = \"ask\"",
                "go = \"aks\"",
                &["pathways/small.toml: route[2] (C6).go: there is no step `aks`; write the id of a step"],
            ),
            (
                "next = \"assign\"",
                "next = \"wait\"",
                &[
                    "pathways/small.toml: step.assign: nothing leads to it; write its id where it belongs, or take it out",
                ],
            ),
            (
                "by_hand = \"check\"",
                "by_hand = \"chekc\"",
                &["pathways/small.toml: by_hand: there is no step `chekc`; write the id of a step"],
            ),
            (
                "open_case = \"open\"",
                "open_case = \"opened\"",
                &["pathways/small.toml: open_case: there is no step `opened`; write the id of a step"],
            ),
            (
                "go = \"filed\"",
                "go = \"field\"",
                &["pathways/small.toml: moved[1] (DONE).go: there is no step `field`; write the id of a step"],
            ),
            (
                "next = \"letter\"",
                "next = \"lettre\"",
                &[
                    "pathways/small.toml: step.ask.answer (NO CONTACT).next: there is no step `lettre`; write the id of a step",
                ],
            ),
            (
                "id = \"letter\"",
                "id = \"assign\"",
                &[
                    "pathways/small.toml: step.assign.id: is another step's too; write an id of its own for each",
                    "pathways/small.toml: step.ask.answer (NO CONTACT).next: there is no step `letter`; write the id of a step",
                ],
            ),
        ],
    );
}

#[test]
fn c5_the_days_for_copies_have_bounds() {
    let wrong =
        "pathways/small.toml: copies_within_days: 0 is out of bounds; write a number from 1 to 3650, or leave it out";
    table(FILE, &[("version = \"1\"", "version = \"1\"\ncopies_within_days = 0", &[wrong])]);
    let site = Site::new().edit(FILE, "version = \"1\"", "version = \"1\"\ncopies_within_days = 90");
    let small = site.load().unwrap().procedures["small"].clone();
    assert_eq!((small.copies_within_days, small.worked_on_minutes), (Some(90), 240));
    let site = Site::new().edit(FILE, "version = \"1\"", "version = \"1\"\nworked_on_minutes = 60");
    assert_eq!(site.load().unwrap().procedures["small"].worked_on_minutes, 60);
}

#[test]
fn c9_the_staff_named_are_told_by_a_step_of_their_own() {
    let site = Site::new().edit(FILE, "who = \"pool\"", "who = \"named\"");
    let wrong = "means `named` and somebody else; write a step of its own: do = \"tell\", to = [\"named\"]";
    assert_eq!(site.mistakes(), [format!("pathways/small.toml: step.ask: {wrong}")]);
}

#[test]
fn the_last_route_must_always_hold_and_no_other() {
    table(
        FILE,
        &[
            (
                "why = \"all else\"",
                "why = \"all else\"\nwhen = { urgent = true }",
                &[
                    "pathways/small.toml: route[3] (I7).when: is the last and may not hold; write a last route without `when`",
                ],
            ),
            (
                "when = { states = [\"open\"] }\n",
                "",
                &[
                    "pathways/small.toml: route[1] (C2).when: always holds, so that later routes are never tried; write it last",
                ],
            ),
            (
                "when = { states = [\"open\"] }",
                "when = { states = [\"opened\"] }",
                &[
                    "pathways/small.toml: route[1] (C2).when.states[1]: unknown variant `opened`; write `open`, `recent`, `old`, `none`",
                ],
            ),
        ],
    );
}

#[test]
fn c6_pools_and_groups_that_are_named_must_exist_and_hold_somebody() {
    table(
        FILE,
        &[
            (
                "pool = \"contacts\"",
                "pool = \"contact\"",
                &[
                    "pathways/small.toml: step.assign.pool: there is no pool `contact`; write one of contacts, review, or [pools.contact]",
                ],
            ),
            (
                "who = \"pool\"",
                "who = \"pool:managers\"",
                &[
                    "pathways/small.toml: step.ask.rung[1].who: there is no pool `managers`; write one of contacts, review, or [pools.managers]",
                ],
            ),
            (
                "default_pool = \"review\"",
                "default_pool = \"all\"",
                &[
                    "pathways/small.toml: default_pool: there is no pool `all`; write one of contacts, review, or [pools.all]",
                ],
            ),
            (
                "closed_by = [\"social_care\"]",
                "closed_by = [\"health\"]",
                &[
                    "pathways/small.toml: route[2] (C6).when.closed_by: there is no group `health`; write one of social_care",
                ],
            ),
            (
                "roles = [\"team_manager\"]",
                "roles = []",
                &["pathways/small.toml: pools.review: has no condition; write roles, teams or a list"],
            ),
            (
                "roles = [\"team_manager\"]",
                "role = [\"team_manager\"]",
                &[
                    "pathways/small.toml: pools.review.role: `role` is not known here; write one of `roles`, `teams`, `list`",
                ],
            ),
        ],
    );
}

#[test]
fn r3_answers_must_say_one_thing_each() {
    table(
        FILE,
        &[
            (
                "also = [\"no\"]",
                "also = [\"Contact\"]",
                &["pathways/small.toml: step.ask.answer: `CONTACT` is written twice; write each word once"],
            ),
            (
                "also = [\"no\"]",
                "also = [\"contact not needed\"]",
                &[
                    "pathways/small.toml: step.ask.answer: `CONTACT` and `CONTACT NOT NEEDED` begin alike and lead to different answers; write words that cannot be mistaken for each other",
                ],
            ),
            (
                "word = \"DONE\"",
                "word = \"child done\"",
                &[
                    "pathways/small.toml: step.wait.answer (child done): `CHILD DONE` is a word of the daemon's own; write another word",
                ],
            ),
            (
                "word = \"DONE\"",
                "word = \" \"",
                &["pathways/small.toml: step.wait.answer ( ): has an empty or very long word; write a word or a few"],
            ),
            ("means = \"a contact\"\n", "means = \"a contact\"\n  pools = [\"contacts\"]\n", &[]),
        ],
    );
    let limited = Site::new()
        .edit(FILE, "means = \"a contact\"\n", "means = \"a contact\"\n  pools = [\"contacts\"]\n")
        .edit(FILE, "means = \"none\"\n", "means = \"none\"\n  pools = [\"contacts\"]\n");
    assert_eq!(
        limited.mistakes(),
        [
            "pathways/small.toml: step.ask.answer: pool `review` is offered no answer; write an answer without `pools`, or one for it"
        ]
    );
}

#[test]
fn r5_a_question_needs_somebody_to_ask_and_something_to_answer() {
    let rungs = "  [[step.rung]]\n  who = \"pool\"\n  within = \"noon\"\n\n  [[step.rung]]\n  who = \"role:team_manager\"\n  within = \"2h\"\n";
    table(
        FILE,
        &[
            (
                "within = \"2h\"",
                "within = \"two hours\"",
                &[
                    "pathways/small.toml: step[2] (ask): `two hours` is no window; write `noon`, `90m`, `2h` or `30m clock`",
                ],
            ),
            (
                "text = \"Is a new contact needed?\"",
                "text = \"Is a new contact needed?\"\nonly = { urgent = true }",
                &["pathways/small.toml: step.ask.otherwise: is missing; write the step to go to else"],
            ),
            (
                "report_to = [\"role:rao\"]\n",
                "report_to = [\"role:rao\"]\nonly = { urgent = true }\n",
                &["pathways/small.toml: step.wait.otherwise: is missing; write the step to go to else"],
            ),
            (
                "why = \"all else\"",
                "why = \"all else in {weeks}\"",
                &["pathways/small.toml: route[3] (I7).why: has a placeholder that is not known; write {days} or none"],
            ),
            (
                "default_pool = \"review\"",
                "default_pool = \"review\"\nworked_on_minutes = 99999",
                &[
                    "pathways/small.toml: worked_on_minutes: 99999 is out of bounds; write a number from 0 to 20160, or leave it out: 240",
                ],
            ),
            (
                "report_to = [\"role:rao\"]\n",
                "",
                &["pathways/small.toml: step.wait.report_to: is empty; write who hears the report"],
            ),
        ],
    );
    let nobody = Site::new().edit(FILE, rungs, "").edit(FILE, "text = \"Is", "rung = []\ntext = \"Is");
    assert_eq!(
        nobody.mistakes(),
        ["pathways/small.toml: step.ask.rung: nobody is asked; write [[step.rung]] with who and within"]
    );
}

#[test]
fn no_way_runs_in_a_circle_that_waits_for_nobody() {
    table(
        FILE,
        &[
            (
                "professional = \"letter\"\npublic = \"letter\"\noutcome = true\nnext = \"filed\"",
                "professional = \"letter\"\npublic = \"letter\"\noutcome = true\nnext = \"letter\"",
                &[
                    "pathways/small.toml: step.letter.next: runs in a circle in which nobody is waited for: letter; write a step that asks, waits or closes on that way",
                ],
            ),
            ("template = \"alert\"\nnext = \"end\"", "template = \"alert\"\nnext = \"ask\"", &[]),
            (
                "subject = \"no contact - outcome sent to referrer\"\nnext = \"end\"",
                "subject = \"no contact - outcome sent to referrer\"\nnext = \"letter\"",
                &[
                    "pathways/small.toml: step.filed.next: runs in a circle in which nobody is waited for: filed, letter; write a step that asks, waits or closes on that way",
                ],
            ),
        ],
    );
}

#[test]
fn templates_that_are_named_must_exist_and_stay_in_their_directory() {
    table(
        FILE,
        &[
            (
                "template = \"alert\"",
                "template = \"alarm\"",
                &[
                    "pathways/small.toml: step.open.template: there is no template `alarm`; write the name of a template's folder",
                ],
            ),
            (
                "template = \"alert\"",
                "template = \"../alert\"",
                &[
                    "pathways/small.toml: step.open.template: `../alert` is no template's name; write a folder's name of small letters, digits and hyphens",
                ],
            ),
        ],
    );
}

#[test]
fn r7_subjects_and_folders_are_plain_words() {
    table(
        FILE,
        &[
            (
                "subject = \"no contact - outcome sent to referrer\"",
                "subject = \"no contact\\r\\nBcc: all\"",
                &[
                    "pathways/small.toml: step.filed.subject: is empty, or has brackets or control characters; write plain words on one line",
                ],
            ),
            (
                "folder = \"DONE\"",
                "folder = \"\"",
                &[
                    "pathways/small.toml: step.filed.folder: is empty, or has brackets or control characters; write plain words on one line",
                ],
            ),
            (
                "version = \"1\"\n",
                "",
                &["pathways/small.toml: version: is missing; write a version, new with each change, as \"2026-11-23\""],
            ),
        ],
    );
}

#[test]
fn a_step_that_cannot_be_read_hides_no_other_mistake_and_is_no_mistake_of_those_that_name_it() {
    let site = Site::new()
        .edit("pathways/small.toml", "do = \"assign\"", "do = \"asign\"")
        .edit("pathways/small.toml", "pool = \"contacts\"\nnext = \"wait\"", "pool = \"contacts\"\nnext = \"wiat\"")
        .edit("pathways/small.toml", "[pools.contacts]\nlist = \"contacts\"", "[pools.contacts]\nlist = 3")
        .edit("pathways/small.toml", "template = \"alert\"\nnext = \"end\"", "template = \"alert\"\nnext = \"edn\"")
        .edit("pathways/small.toml", "report_to = [\"role:rao\"]", "report_to = []");
    let said = site.mistakes();
    let fields: Vec<&str> = said.iter().filter_map(|m| m.split(": ").nth(1)).collect();
    assert_eq!(
        fields,
        ["pools.contacts.list", "step[3] (assign).do", "step.open.next", "step.wait.report_to"],
        "{said:#?}"
    );
}
