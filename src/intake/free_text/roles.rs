//! What somebody is to the child, by the words that stand around a name.

use super::FreeReader;
use super::around::{has_friend, names_a_pair};
use super::found::Mention;
use super::names::Candidate;
use super::tokens::Words;

/// What the words around a name make of its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    /// Nothing is said.
    #[default]
    Unsaid,
    /// Words that often lead to a child: `about`, `re`, `called`.
    Led,
    /// `boy`, `daughter`, `pupil`.
    Child,
    /// `brother`, `sister`.
    Sibling,
    /// A relative who is grown up.
    Kin,
    /// Any other who is no child here.
    Other,
}

/// Words for a child, with the gender they say.
const CHILD_WORDS: [(&str, &str); 38] = [
    ("boy", "M"),
    ("son", "M"),
    ("lad", "M"),
    ("grandson", "M"),
    ("nephew", "M"),
    ("girl", "F"),
    ("daughter", "F"),
    ("granddaughter", "F"),
    ("niece", "F"),
    ("lass", "F"),
    ("child", ""),
    ("pupil", ""),
    ("student", ""),
    ("baby", ""),
    ("toddler", ""),
    ("infant", ""),
    ("patient", ""),
    ("teenager", ""),
    ("newborn", ""),
    ("master", "M"),
    ("boys", "M"),
    ("sons", "M"),
    ("girls", "F"),
    ("daughters", "F"),
    ("children", ""),
    ("kids", ""),
    ("pupils", ""),
    ("twins", ""),
    ("male", "M"),
    ("female", "F"),
    ("youngster", ""),
    ("grandchild", ""),
    ("kid", ""),
    ("lads", "M"),
    ("triplets", ""),
    ("great-grandson", "M"),
    ("great-granddaughter", "F"),
    ("children's", ""),
];
const SIBLINGS: [(&str, &str); 9] = [
    ("brother", "M"),
    ("sister", "F"),
    ("brothers", "M"),
    ("sisters", "F"),
    ("sibling", ""),
    ("siblings", ""),
    ("half-brother", "M"),
    ("half-sister", "F"),
    ("twin", ""),
];
const KIN: [&str; 58] = [
    "mother",
    "father",
    "mum",
    "mums",
    "dad",
    "dads",
    "mam",
    "mom",
    "mummy",
    "daddy",
    "parent",
    "parents",
    "carer",
    "carers",
    "stepfather",
    "stepmother",
    "stepdad",
    "stepmum",
    "step-dad",
    "step-mum",
    "step-father",
    "step-mother",
    "partner",
    "boyfriend",
    "girlfriend",
    "husband",
    "wife",
    "widow",
    "widower",
    "ex-partner",
    "ex-husband",
    "ex-wife",
    "ex",
    "grandmother",
    "grandfather",
    "grandma",
    "grandad",
    "granddad",
    "gran",
    "nan",
    "nana",
    "granny",
    "nanny",
    "grandparents",
    "uncle",
    "aunt",
    "auntie",
    "aunty",
    "cousin",
    "guardian",
    "guardians",
    "fiance",
    "foster",
    "godmother",
    "godfather",
    "tenant",
    "lodger",
    "fiancé",
];
const TITLES: [&str; 10] = ["mr", "mrs", "ms", "miss", "dr", "master", "mx", "prof", "professor", "sir"];
/// Words that may stand between a role and a name.
const SMALL: [&str; 43] = [
    "said", "says", "she", "he", "that", "wee", "\u{201c}", "the", "a", "an", "our", "my", "her", "his", "their", "is",
    "was", "are", "were", "who", "and", ":", ",", "-", "\"", "'", "(", "young", "little", "older", "younger", "eldest",
    "youngest", "oldest", "big", "baby", "year", "years", "old", "s", "three", "two", "four",
];

/// What a child is to the writer, who tells of another.
pub(super) const WRITERS_OWN: &str = "child of the writer";

impl FreeReader {
    /// The role of a name, the gender its words say, and the word for a relative.
    pub(super) fn role(&self, words: &Words<'_>, candidate: &Candidate) -> (Role, &'static str, String) {
        let (role, gender, word) = self.role_before(words, candidate);
        if role == Role::Child && has_children(words, candidate) {
            return (Role::Kin, "", String::new());
        }
        if matches!(role, Role::Unsaid | Role::Led)
            && let Some(found) = role_after(words, candidate)
        {
            return found;
        }
        (role, gender, word)
    }

    fn role_before(&self, words: &Words<'_>, candidate: &Candidate) -> (Role, &'static str, String) {
        let mut titled = "";
        let mut named = false;
        let mut at = candidate.from;
        let mut steps = 0;
        while let Some(before) = at.checked_sub(1) {
            at = before;
            steps += 1;
            let word = words.low(at);
            let gap = words.between(words.end(at), words.at(at + 1));
            let broken = gap.contains('\n') && !words.is_wrapped(at + 1) && !matches!(word, ":" | ",");
            if steps > 7 || word != "?" && (broken || words.parted(at, at + 1)) {
                break;
            }
            // "We foster Rhys": he is the child.
            if word == "foster" && at + 1 == candidate.from {
                return (Role::Child, "", String::new());
            }
            // "Ellis's mum's boyfriend": the nearest word counts; an owner before it is another matter.
            if KIN.contains(&word) && !(word == "partner" && words.low(at.saturating_sub(1)) == "gp") {
                return (Role::Kin, "", kin_word(words, at));
            }
            if let Some((_, gender)) = SIBLINGS.iter().find(|(w, _)| *w == word) {
                // "two brothers Reece and Jordan": of each other, not of somebody else.
                let before = at.checked_sub(1).map_or("", |b| words.low(b));
                let owned = at.checked_sub(1).and_then(|b| words.owns.get(b)).copied().unwrap_or_default();
                let counted = ["two", "three", "four", "five", "2", "3", "4", "5", "the", "of"].contains(&before);
                if counted && !owned && word.ends_with('s') {
                    return (Role::Child, gender, String::new());
                }
                return (Role::Sibling, gender, word.to_owned());
            }
            if let Some((_, gender)) = CHILD_WORDS.iter().find(|(w, _)| *w == word)
                && !(word == "baby" && steps > 1 && words.low(at + 1) == "brother")
            {
                // "My own son Jack saw it too": the writer's.
                let before = words.lows(at.saturating_sub(2), at).concat();
                if before == "myown" || before == "ourown" || has_friend(words, at, candidate) {
                    return (Role::Other, gender, WRITERS_OWN.to_owned());
                }
                if titled.is_empty() || word == "master" || titled == "miss" {
                    // Who is a patient or a student may be grown up.
                    let grown = ["patient", "student", "male", "female"].contains(&word);
                    return (if grown { Role::Led } else { Role::Child }, gender, String::new());
                }
                break;
            }
            if TITLES.contains(&word) {
                titled = if titled.is_empty() { word } else { titled };
                continue;
            }
            if word == "." && TITLES.contains(&words.low(at.saturating_sub(1))) {
                continue;
            }
            if word == ":" && is_list_of_children(words, at) || word == "?" && asks_name(words, at) {
                return (Role::Child, "", String::new());
            }
            if word == "," && names_a_pair(words, at, candidate.to) {
                return (Role::Child, "", String::new());
            }
            if word == "?" {
                break;
            }
            if word == "one" && ["little", "small", "young", "wee"].contains(&words.low(at.saturating_sub(1))) {
                return (Role::Child, "", String::new());
            }
            if ["oldest", "eldest", "youngest"].contains(&word) {
                let known = has_children(words, candidate);
                return (if known { Role::Kin } else { Role::Child }, "", String::new());
            }
            if matches!(word, "called" | "named" | "name") {
                named = true;
                continue;
            }
            // "Hi, Tilda came in today": the greeting is over.
            if words.low(at + 1) == "," && ["hi", "hello", "hiya", "dear", "thanks"].contains(&word) {
                break;
            }
            let lead = words.lows(at.saturating_sub(4), at + 1);
            // "We understand this is Li Jun Chen"
            if let [.., verb, this, is] = lead
                && this == "this"
                && is == "is"
                && ["understand", "believe", "think", "that", "confirm"].contains(&verb.as_str())
            {
                return (Role::Led, "", String::new());
            }
            if self.before_others.iter().any(|p| lead.ends_with(p)) {
                return (Role::Other, "", String::new());
            }
            if titled.is_empty() && self.before_child.iter().any(|p| lead.ends_with(p)) {
                return (Role::Led, "", String::new());
            }
            let number = word.chars().all(|c| c.is_ascii_digit());
            if !(SMALL.contains(&word) || number) {
                break;
            }
        }
        match titled {
            "miss" | "mrs" | "ms" => (Role::Other, "F", String::new()),
            "mr" => (Role::Other, "M", String::new()),
            "master" => (Role::Child, "M", String::new()),
            "" if named => (Role::Led, "", String::new()),
            "" => (Role::Unsaid, "", String::new()),
            _ => (Role::Other, "", String::new()),
        }
    }
}

/// "three siblings at our school: Tommy, Katie …"
fn is_list_of_children(words: &Words<'_>, colon: usize) -> bool {
    const HEADS: [&str; 12] = [
        "children",
        "grandchildren",
        "twins",
        "lads",
        "siblings",
        "boys",
        "girls",
        "kids",
        "pupils",
        "brothers",
        "sisters",
        "students",
    ];
    let low = colon.saturating_sub(9);
    let begin = (low..colon).rev().find(|t| words.parted(*t, t + 1)).map_or(low, |t| t + 1);
    words.lows(begin, colon).iter().any(|w| HEADS.contains(&w.as_str()))
}

/// "> What is the child's name?": the answer is.
fn asks_name(words: &Words<'_>, mark: usize) -> bool {
    let asked = words.lows(mark.saturating_sub(8), mark);
    let says = |list: &[&str]| asked.iter().any(|w| list.contains(&w.as_str()));
    says(&["child", "children", "pupil"]) && says(&["name", "names", "called"])
}

/// "mum's boyfriend": with whose it is.
fn kin_word(words: &Words<'_>, at: usize) -> String {
    let word = words.low(at).to_owned();
    let before = at.checked_sub(1).map_or("", |b| words.low(b));
    let owner = at.checked_sub(1).and_then(|b| words.owns.get(b)).copied().unwrap_or_default() || before.ends_with('s');
    if word != before && owner && KIN.contains(&before) { format!("{before}'s {word}") } else { word }
}

/// ", her mother," and "(auntie)" after a name.
fn role_after(words: &Words<'_>, candidate: &Candidate) -> Option<(Role, &'static str, String)> {
    let mut at = candidate.to;
    if !matches!(words.low(at), "," | "(" | "-" | "\u{2013}" | ":") {
        return None;
    }
    let bracket = words.low(at) == "(";
    at += 1;
    while ["his", "her", "their", "the", "a", "birth", "our", "maternal", "paternal"].contains(&words.low(at)) {
        at += 1;
    }
    let word = words.low(at);
    let owned = words.owns.get(at).copied().unwrap_or_default();
    let next = words.low(at + 1);
    let closed = matches!(next, "," | "." | ")" | "" | "-" | "\u{2013}" | ";" | ":") || bracket && !owned;
    if owned || !closed {
        return None;
    }
    if KIN.contains(&word) {
        return Some((Role::Kin, "", kin_word(words, at)));
    }
    // "Oscar Finch - son - 14/02/2015"
    if let Some((_, gender)) = CHILD_WORDS.iter().find(|(w, _)| *w == word) {
        return Some((Role::Child, gender, String::new()));
    }
    if let Some((_, gender)) = SIBLINGS.iter().find(|(w, _)| *w == word) {
        return Some((Role::Sibling, gender, word.to_owned()));
    }
    let other = ["neighbour", "teacher", "friend", "volunteer", "head", "nurse", "dsl", "manager", "officer", "gp"];
    other.contains(&word).then(|| (Role::Other, "", String::new()))
}

/// Whether a child writes for itself: "im 15 … my name is Jess Holloway". Its name is then a child's of that age.
pub(super) fn child_speaks(words: &Words<'_>, mentions: &mut [Mention]) -> bool {
    let age = (1..words.len()).find_map(|at| {
        let me = matches!(words.low(at - 1), "im" | "i'm" | "i\u{2019}m")
            || words.low(at - 1) == "am" && words.low(at.saturating_sub(2)) == "i";
        let unit = ["week", "month", "min", "day", "%"].iter().any(|u| words.low(at + 1).starts_with(u));
        super::ages::small_number(words.low(at)).filter(|n| me && !unit && (5..18).contains(n))
    });
    // "im 14 and this isnt about me, its my mate"
    let of_another = (1..words.len()).any(|at| {
        matches!(words.low(at - 1), "my" | "a")
            && matches!(words.low(at), "mate" | "friend" | "bestie")
            && words
                .lows(at.saturating_sub(4), at - 1)
                .iter()
                .any(|w| matches!(w.as_str(), "its" | "it's" | "about" | "for"))
    });
    let Some(age) = age.filter(|_| !of_another) else { return false };
    let mut found = false;
    for mention in mentions.iter_mut() {
        let lead = words.lows(mention.from.saturating_sub(3), mention.from).join(" ");
        if !found && (lead.ends_with("my name is") || lead.ends_with("my names") || lead.ends_with("i am")) {
            mention.role = Role::Child;
            mention.age = Some(age);
            mention.age_beside = true;
            found = true;
        }
    }
    found
}

/// Whether a grandparent or the like speaks of a child's parent: "my granddaughter Leanne has three girls".
fn has_children(words: &Words<'_>, candidate: &Candidate) -> bool {
    let tail = words.lows(candidate.to, candidate.to + 5);
    let has = tail.first().is_some_and(|w| w == "has" || w == "and") || tail.get(1).is_some_and(|w| w == "has");
    has && tail.iter().any(|w| {
        matches!(
            w.as_str(),
            "girls" | "boys" | "kids" | "children" | "sons" | "daughters" | "child" | "daughter" | "son"
        )
    })
}

/// Whether a word says what somebody is: "Twins Yusra and Idris" begins with no name.
pub(super) fn is_role_word(word: &str) -> bool {
    is_kin(word) || is_sibling(word) || TITLES.contains(&word) || is_child_word(word)
}

/// Whether a word is one for a child.
pub(super) fn is_child_word(word: &str) -> bool {
    CHILD_WORDS.iter().any(|(w, _)| *w == word)
}

/// Whether a word is one for a grown-up relative.
pub(super) fn is_kin(word: &str) -> bool {
    KIN.contains(&word)
}

/// Whether a word is one for a brother or sister.
pub(super) fn is_sibling(word: &str) -> bool {
    SIBLINGS.iter().any(|(w, _)| *w == word)
}
