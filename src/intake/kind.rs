//! What kind of mail it is (I2), whether it is urgent (I5), and whether its writer stays anonymous (A4).

use super::phrases::{PhraseBook, comparable, fold, places};
use super::rules::{Rules, Urgent};
use crate::domain::{Because, Kind};

/// What the kind depends on.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent signs, each as found")]
pub(super) struct Signs<'a> {
    /// The subject.
    pub(super) subject: &'a str,
    /// Headings and first lines of forms.
    pub(super) titles: &'a str,
    /// Free text: the body without quotes, and what forms say in free words.
    pub(super) text: &'a str,
    /// A delivery failure was recognised.
    pub(super) bounced: bool,
    /// An automatic reply was recognised.
    pub(super) auto_replied: bool,
    /// Sent to a list.
    pub(super) list: bool,
    /// A child is named.
    pub(super) child: bool,
    /// A form names a child.
    pub(super) form: bool,
    /// Something attached could not be read.
    pub(super) unread: bool,
}

/// All phrases that are looked for here.
pub(super) fn book(rules: &Rules) -> PhraseBook {
    let kinds = rules.kinds.iter().flat_map(|words| words.title.iter().chain(&words.text));
    PhraseBook::new(kinds.chain(&rules.anonymous).chain(&rules.portals).chain(&rules.urgent.phrases))
}

/// The kind and why.
pub(super) fn kind(rules: &Rules, book: &PhraseBook, signs: &Signs<'_>) -> Because<Kind> {
    let because = |is: Kind, why: &str| Because { is, why: why.to_owned() };
    if signs.bounced {
        return because(Kind::DeliveryFailure, "it reports that a mail was not delivered");
    }
    // Automatic-looking mail that names a child is a referral all the same.
    if signs.auto_replied && !signs.child {
        return because(Kind::AutomaticReply, "its header or subject says that a machine answers");
    }
    if signs.list && !signs.child && !signs.unread {
        return because(Kind::Bulk, "it was sent to a mailing list and names no child");
    }
    let (title, text) = (fold(&format!("{}\n{}", signs.subject, signs.titles)), fold(signs.text));
    let (title, text) = (book.standing(&title), book.standing(&text));
    for words in &rules.kinds {
        if let Some(phrase) = title.first(&words.title) {
            return because(words.kind, &format!("its subject or title says \"{phrase}\""));
        }
        if let Some(phrase) = text.first(&words.text) {
            return because(words.kind, &format!("it says \"{phrase}\""));
        }
    }
    if let Some(phrase) = text.first(&rules.anonymous) {
        return because(Kind::Anonymous, &format!("it says \"{phrase}\""));
    }
    if signs.form {
        return because(Kind::Form, "a form names the child");
    }
    if signs.child {
        return because(Kind::FreeForm, "it names a child in free words");
    }
    because(Kind::NotClear, "no child is named and no words say what it is")
}

/// The phrase by which the writer stays anonymous.
pub(super) fn anonymous<'r>(rules: &'r Rules, book: &PhraseBook, text: &str) -> Option<&'r str> {
    book.standing(&fold(text)).first(&rules.anonymous)
}

/// How many words before an urgent word may take it back.
const NEGATION_REACH: usize = 3;

/// The word or phrase that makes a text urgent. "Not urgent" and "if urgent, ring" do not.
pub(super) fn urgent_phrase<'r>(urgent: &'r Urgent, book: &PhraseBook, text: &str) -> Option<&'r str> {
    let folded = fold(text);
    book.standing(&folded).first(&urgent.phrases)?;
    let harmless: Vec<(usize, usize)> = urgent
        .harmless
        .iter()
        .flat_map(|phrase| {
            let phrase = comparable(phrase);
            places(&folded, &phrase).map(|at| (at, at + phrase.len())).collect::<Vec<_>>()
        })
        .collect();
    urgent.phrases.iter().map(String::as_str).find(|phrase| {
        let wanted = comparable(phrase);
        let found: Vec<usize> = places(&folded, &wanted).collect();
        found.into_iter().any(|at| {
            let inside = harmless.iter().any(|(from, to)| at >= *from && at + wanted.len() <= *to);
            !inside && !taken_back(urgent, &folded, at) && !answered_no(&folded, at + wanted.len())
        })
    })
}

fn taken_back(urgent: &Urgent, folded: &str, at: usize) -> bool {
    let before = folded.get(..at).unwrap_or_default();
    let sentence = before.rsplit(['.', '!', '?', ';', ':']).next().unwrap_or_default();
    let words: Vec<&str> =
        sentence.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect();
    words
        .iter()
        .rev()
        .take(NEGATION_REACH)
        .any(|word| urgent.negated_by.iter().any(|n| n == word) || word.ends_with("n't"))
}

/// "Urgent: no" and "Immediate risk? No".
fn answered_no(folded: &str, end: usize) -> bool {
    let after = folded.get(end..).unwrap_or_default().trim_start_matches([' ', ':', '?', '\t', '-']);
    let word: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
    ["no", "n", "none"].contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::rules::tests::shipped;

    #[test]
    fn i5_urgent_words_count_and_their_negations_do_not() {
        let rules = shipped();
        let book = book(&rules);
        let urgent = |text: &str| urgent_phrase(&rules.urgent, &book, text).is_some();
        for text in [
            "URGENT: Safeguarding concern",
            "URGENT - child at immediate risk",
            "Please deal with this urgently.",
            "The child is in immediate danger",
            "This is not a routine matter. It is urgent.",
            "We are considering section 47 today",
        ] {
            assert!(urgent(text), "{text}");
        }
        for text in [
            "This is not urgent.",
            "Non-urgent: safeguarding concern",
            "There is no immediate risk",
            "She isn't at immediate risk",
            "If urgent, ring 0300 000",
            "For urgent matters ring the emergency duty team",
            "In an emergency call 999",
            "Urgent: No",
            "Seen at the urgent care centre and in accident and emergency",
            "insurgent",
            "Referral",
        ] {
            assert!(!urgent(text), "{text}: {:?}", urgent_phrase(&rules.urgent, &book, text));
        }
    }

    #[test]
    fn a4_who_stays_anonymous_is_recognised() {
        let rules = shipped();
        for text in [
            "I don\u{2019}t want to give my name.",
            "I wish to remain\nanonymous please",
            "Please keep my name out of it",
        ] {
            assert!(anonymous(&rules, &book(&rules), text).is_some(), "{text}");
        }
        assert!(anonymous(&rules, &book(&rules), "My name is Esme Patel").is_none());
    }

    #[test]
    fn i2_kinds_are_told_by_their_words() {
        let rules = shipped();
        let of = |subject: &str, text: &str| {
            kind(&rules, &book(&rules), &Signs { subject, text, child: true, ..Signs::default() }).is
        };
        assert_eq!(of("Missing person notification", ""), Kind::Missing);
        assert_eq!(of("MISPER return notification", ""), Kind::Returned);
        assert_eq!(of("Transfer-in of a child with a plan", ""), Kind::TransferIn);
        assert_eq!(of("Youth remand", ""), Kind::Remand);
        assert_eq!(of("MARAC list 24 November", ""), Kind::ConferenceList);
        assert_eq!(of("LADO referral", ""), Kind::Lado);
        assert_eq!(of("Private fostering", ""), Kind::PrivateFostering);
        assert_eq!(of("EDT report", ""), Kind::EmergencyReport);
        assert_eq!(of("Request for information", ""), Kind::InformationRequest);
        assert_eq!(of("Help", "I am worried about my son Kofi"), Kind::AboutThemselves);
        assert_eq!(of("Referral", "Kofi is hungry"), Kind::FreeForm);
        let automatic = Signs { auto_replied: true, child: true, form: true, ..Signs::default() };
        assert_eq!(kind(&rules, &book(&rules), &automatic).is, Kind::Form);
    }
}
