//! Who is asked for the referral form (I4): only professionals, never the police, and only who did not use it.

use crate::domain::{Kind, ReferrerKind};
use crate::pathway::procedure::AskForForm;

use super::problem::Notes;

/// What templates of letters to referrers begin with that are no shipped ones.
const LETTER: &str = "letter-";

/// Adds what is wrong with the choice.
pub(super) fn check(notes: &mut Notes, field: &str, form: &AskForForm) {
    if !form.template.starts_with(LETTER) {
        let write = "a template whose name begins with `letter-`, as `letter-form-wanted`";
        notes.add(format!("{field}.template"), "is no letter to a referrer", write);
    }
    let asked = form.when.referrers.as_deref().unwrap_or_default();
    let never = |kind: &ReferrerKind| *kind == ReferrerKind::Police || !kind.is_professional();
    if asked.is_empty() || asked.iter().any(never) {
        let write = "those of education, health, charity and council who are asked; the police never are";
        notes.add(format!("{field}.when.referrers"), "does not name professionals alone", write);
    }
    let kinds = form.when.kinds.as_deref().unwrap_or_default();
    if kinds.is_empty() || kinds.contains(&Kind::Form) {
        let write = "kinds of mail that come without a form, such as [\"free_form\"]";
        notes.add(format!("{field}.when.kinds"), "does not say that the form was not used", write);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(choice: &str) -> Vec<String> {
        let form: AskForForm = toml::from_str(choice).unwrap();
        let mut notes = Notes::of("pathways/x.toml");
        check(&mut notes, "ask_for_form", &form);
        notes.into_problems().into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn i4_the_police_and_the_public_can_not_be_asked_for_the_form() {
        let choice = |template: &str, kinds: &str, referrers: &str| {
            format!("template = \"{template}\"\nwhen = {{ kinds = [{kinds}], referrers = [{referrers}] }}")
        };
        let right = choice("letter-form-wanted", "\"free_form\"", "\"education\", \"health\"");
        assert_eq!(problems(&right), Vec::<String>::new());
        for never in ["\"police\"", "\"health\", \"public\"", "\"anonymous\"", ""] {
            let wrong = choice("letter-form-wanted", "\"free_form\"", never);
            assert_eq!(problems(&wrong), ["ask_for_form.when.referrers"], "{never}");
        }
        let wrong = choice("letter-form-wanted", "\"form\", \"free_form\"", "\"health\"");
        assert_eq!(problems(&wrong), ["ask_for_form.when.kinds"]);
        assert_eq!(problems(&choice("alarm", "\"free_form\"", "\"health\"")), ["ask_for_form.template"]);
        assert_eq!(problems("template = \"letter-x\"\nwhen = {}").len(), 2);
    }
}
