//! What else is said of a child: home, school, gender and numbers.

use super::found::Mention;
use super::numbers::Number;
use super::people::Said;
use super::places::Place;
use super::roles::{is_kin, is_sibling};

/// Words for grown-up men, and for women.
const MEN: [&str; 14] = [
    "father",
    "dad",
    "stepdad",
    "step-dad",
    "boyfriend",
    "man",
    "men",
    "uncle",
    "mr",
    "husband",
    "grandad",
    "brother",
    "grandfather",
    "partner",
];
const WOMEN: [&str; 16] = [
    "mother",
    "mum",
    "stepmum",
    "girlfriend",
    "woman",
    "aunt",
    "mrs",
    "ms",
    "wife",
    "nan",
    "gran",
    "sister",
    "grandmother",
    "partner",
    "mums",
    "mam",
];

impl Said<'_> {
    /// The person of a mention.
    fn person_of(&self, mention: usize) -> Option<usize> {
        self.people.iter().position(|p| p.mentions.contains(&mention))
    }

    /// The last mention before a token that is of the text itself, by its place in the list.
    fn last_mention(&self, token: usize, children: bool) -> Option<usize> {
        self.mentions.iter().enumerate().rev().find_map(|(index, m)| {
            let fits =
                m.to <= token && !m.subject && (!children || self.person_of(index).is_some_and(|p| self.is_child(p)));
            fits.then_some(index)
        })
    }

    /// Where a child lives: the only address, or the one that follows its name.
    pub(super) fn home(&self, person: usize) -> Option<&Place> {
        let usable: Vec<&Place> = self.addresses.iter().filter(|p| self.is_home(p)).collect();
        let body: Vec<&Place> = usable.iter().copied().filter(|p| p.start < self.words.signature).collect();
        let usable = if body.is_empty() { usable } else { body };
        if let [only] = usable.as_slice() {
            return Some(only);
        }
        let near = |place: &&Place| {
            let token = self.words.token_at(place.start);
            self.last_mention(token, true).and_then(|m| self.person_of(m)) == Some(person)
        };
        let own = usable.iter().copied().filter(near).min_by_key(|place| place.postcode.is_empty());
        let one_post = usable.first().filter(|f| usable.iter().all(|p| p.postcode == f.postcode)).copied();
        let next = || {
            // The address that a list of children shares stands behind the last of them.
            let last = self
                .people
                .get(person)?
                .mentions
                .iter()
                .filter_map(|m| self.mentions.get(*m))
                .map(|m| self.words.at(m.to))
                .max()?;
            usable.iter().copied().find(|p| p.start >= last)
        };
        own.or(one_post).or_else(next).or_else(|| usable.first().copied())
    }

    /// Whether an address is nobody's former one, and no adult's who is named right before it.
    fn is_home(&self, place: &Place) -> bool {
        let token = self.words.token_at(place.start);
        let before = self.words.lows(token.saturating_sub(4), token);
        let lives = self
            .words
            .lows(token.saturating_sub(16), token)
            .iter()
            .any(|w| w.starts_with("live") || w == "living" || w == "home" || w == "address" || w == "staying");
        let before_is = |list: &[&str]| before.iter().any(|w| list.contains(&w.as_str()));
        if before_is(&["old", "previous", "former", "incident"]) || before_is(&["wife"]) && !lives {
            return false;
        }
        let beside = self.mentions.iter().enumerate().rev().find(|(_, m)| m.to <= token && token - m.to <= 1);
        let adult = beside.is_some_and(|(index, _)| self.person_of(index).is_some_and(|p| !self.is_child(p)));
        !adult
            || lives
            || self.addresses.len() == 1
                && !beside.is_some_and(|(_, m)| m.signs)
                && !self.words.lows(token.saturating_sub(12), token).iter().any(|w| w == "go" || w == "goes")
    }

    /// Whether a name and an address stand in one sentence or in two that follow each other.
    pub(super) fn one_sentence(&self, person: usize, place: &Place) -> bool {
        let token = self.words.token_at(place.start);
        let Some(person) = self.people.get(person) else { return false };
        person
            .mentions
            .iter()
            .filter_map(|m| self.mentions.get(*m))
            .any(|m| m.to <= token && token - m.to <= 24 && self.words.sentences(m.to, token) == 0)
    }

    /// The school that a child goes to.
    pub(super) fn school(&self, person: usize) -> String {
        let writers = |p: &Place| self.signs(p);
        let own = self.schools.iter().filter(|p| !writers(p)).find(|place| {
            let token = self.words.token_at(place.start);
            let begin = (token.saturating_sub(9)..token).rev().find(|at| self.words.parted(*at, at + 1));
            let lead = self.words.lows(begin.map_or(token.saturating_sub(9), |at| at + 1), token);
            let goes = lead.iter().any(|w| {
                [
                    "at",
                    "attends",
                    "attend",
                    "to",
                    "school",
                    "in",
                    "is",
                    "attending",
                    "nursery",
                    "college",
                    "go",
                    "goes",
                    "pupil",
                ]
                .contains(&w.as_str())
            });
            let others = lead.iter().any(|w| w == "teaches" || w == "teacher");
            let both =
                lead.iter().any(|w| ["both", "they", "all", "children", "brothers", "sisters"].contains(&w.as_str()));
            let last = self.last_mention(token, true);
            // "Kwabena Mensah (13/1/12) - Nottingham Academy": a line for each child.
            let in_row = last.is_some_and(|m| {
                let told = self.mentions.get(m).map_or("", |m| self.words.between(self.words.at(m.from), place.start));
                let line = told.lines().count() == 1 && told.len() < 60 && !told.contains(". ");
                line && told.trim_end().ends_with(['-', ',', '\u{2013}', ';', ':'])
            });
            (goes || in_row)
                && !others
                && (both
                    || last.and_then(|m| self.person_of(m)) == Some(person)
                    || last.is_some_and(|m| self.same_list(m, person)) && self.schools.len() == 1)
        });
        if let Some(place) = self.respective_school(person) {
            return place.address.clone();
        }
        if let Some(own) = own {
            return own.address.clone();
        }
        // The writer's own: in the signature, or before any child is named.
        let early = |p: &Place| self.last_mention(self.words.token_at(p.start), true).is_none();
        let mut signed: Vec<&str> = self.schools.iter().map(|p| p.address.as_str()).collect();
        signed.dedup();
        let from = |w: &String| {
            [
                "pupil",
                "pupils",
                "class",
                "classroom",
                "reception",
                "teach",
                "nursery",
                "school",
                "register",
                "collected",
                "senco",
                "dsl",
                "tutor",
                "attendance",
                "lesson",
                "lessons",
                "assembly",
                "playground",
                "year",
            ]
            .contains(&w.as_str())
        };
        match signed.as_slice() {
            [one] if self.schools.iter().all(|p| writers(p) || early(p)) && self.words.lower.iter().any(from) => {
                (*one).to_owned()
            }
            _ => String::new(),
        }
    }

    /// "Rochelle and Marcus go to Firth High and Firth Primary respectively"
    fn respective_school(&self, person: usize) -> Option<&Place> {
        let at = self.words.lower.iter().position(|w| w == "respectively")?;
        let begin = (0..at).rev().find(|t| self.words.parted(*t, t + 1)).map_or(0, |t| t + 1);
        let inside = |p: &&Place| (begin..at).contains(&self.words.token_at(p.start));
        let named: Vec<&Place> = self.schools.iter().filter(inside).collect();
        let mut children: Vec<usize> = Vec::new();
        for index in
            (0..self.mentions.len()).filter(|m| self.mentions.get(*m).is_some_and(|m| (begin..at).contains(&m.from)))
        {
            children.extend(self.person_of(index).filter(|p| self.is_child(*p) && !children.contains(p)));
        }
        let place = children.iter().position(|p| *p == person)?;
        (children.len() == named.len()).then(|| named.get(place).copied()).flatten()
    }

    /// Whether a school stands in the signature: beneath the closing, or on a short line at the end.
    fn signs(&self, place: &Place) -> bool {
        let text = self.words.text;
        let after = text.get(place.end..).unwrap_or_default();
        let line = text.get(..place.end).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let short = line.len() < 70 && !line.contains(". ") && !after.trim_start_matches('.').starts_with([' ', ',']);
        // "Safeguarding Lead, Hillside Primary" right beneath the writer's name.
        let above = text.get(..place.end - line.len()).unwrap_or_default();
        let name = above.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
        let beneath = short && after.starts_with('\n') && !name.is_empty() && name.len() < 40 && !name.contains(':');
        place.start >= self.words.signature
            || beneath
            || short && after.trim().len() < 120 && after.trim_start_matches(' ').starts_with(['\n', '\r'])
            || short && after.trim().is_empty()
    }

    fn same_list(&self, mention: usize, person: usize) -> bool {
        let mut at = mention;
        while at > 0 && self.mentions.get(at).is_some_and(|m| m.listed) {
            at -= 1;
            if self.person_of(at) == Some(person) {
                return true;
            }
        }
        false
    }

    /// A number that stands behind a name, or before the name in brackets.
    pub(super) fn number(&self, person: usize, numbers: &[Number]) -> String {
        let whose = |number: &Number| {
            if matches!(self.words.low(number.end), "(" | "for")
                && let Some(next) = self.mentions.iter().position(|m| m.from == number.end + 1)
            {
                return self.person_of(next);
            }
            let before = self
                .mentions
                .iter()
                .rposition(|m| m.to <= number.at && (!m.subject || self.words.sentences(m.to, number.at) == 0));
            let between = before.and_then(|b| self.mentions.get(b)).map_or(0, |m| m.to);
            let children: Vec<usize> = (0..self.people.len()).filter(|p| self.is_child(*p)).collect();
            let adult = self.words.lows(between.max(number.at.saturating_sub(7)), number.at).iter().any(|w| is_kin(w));
            match before {
                Some(before) if !adult => {
                    let person = self.person_of(before);
                    // "UPN …" on a line of its own is the only child's.
                    let line = self
                        .words
                        .between(0, self.words.at(number.at))
                        .rsplit('\n')
                        .next()
                        .is_some_and(|l| l.trim().len() < 12);
                    match (person.filter(|p| self.is_child(*p)), children.as_slice()) {
                        (None, [only]) if line => Some(*only),
                        (found, _) => found,
                    }
                }
                _ => match children.as_slice() {
                    [only] if !adult => Some(*only),
                    _ => None,
                },
            }
        };
        numbers.iter().find(|n| whose(n) == Some(person)).map(|n| n.digits.clone()).unwrap_or_default()
    }

    /// `M` or `F` by the words that lead to the name, or by what it is called after that: he, she.
    pub(super) fn gender(&self, index: usize) -> String {
        let Some(person) = self.people.get(index) else { return String::new() };
        let mentions = || person.mentions.iter().filter_map(|at| Some((*at, self.mentions.get(*at)?)));
        let own = |(at, m): (usize, &Mention)| (!m.gender.is_empty()).then_some(m.gender).or_else(|| self.marked(at));
        let mut votes: Vec<&str> = mentions().filter_map(own).collect();
        if votes.is_empty() {
            votes = mentions().filter_map(|(at, _)| self.pronoun(at)).collect();
        }
        match votes.as_slice() {
            [first, rest @ ..] if rest.iter().all(|v| v == first) => (*first).to_owned(),
            [] if self.children.iter().filter(|c| **c).count() == 1 => self.only_gender().to_owned(),
            _ => String::new(),
        }
    }

    /// The gender of the only child, where the text speaks of nobody of the other, or of no grown-up of the same.
    fn only_gender(&self) -> &'static str {
        let has = |list: &[&str]| self.words.lower.iter().any(|w| list.contains(&w.as_str()));
        // "Our client's daughter, Hannah" is grown up.
        let of_child = |list: &[&str]| {
            (0..self.words.len()).filter(|at| list.contains(&self.words.low(*at))).any(|at| {
                let next = self.mentions.iter().position(|m| m.from > at && m.from <= at + 2);
                next.and_then(|m| self.person_of(m)).is_none_or(|p| self.is_child(p))
            })
        };
        let boy = of_child(&["boy", "son", "lad", "grandson", "nephew"]);
        let girl = of_child(&["girl", "daughter", "granddaughter", "niece", "lass"]);
        let he = has(&["he", "hes", "he's", "him"]);
        let she = has(&["she", "shes", "she's"]);
        let (men, women) = (has(&MEN), has(&WOMEN));
        match (boy, girl) {
            (true, false) if !she || he || women => "M",
            (false, true) if !he || she || men => "F",
            (false, false) if he && !she && !men => "M",
            (false, false) if she && !he && !women => "F",
            _ => "",
        }
    }

    /// "(M)", ", female," right behind the name, or "white female" further on in the sentence.
    fn marked(&self, mention: usize) -> Option<&'static str> {
        let to = self.mentions.get(mention)?.to;
        let next = self.mentions.get(mention + 1).map_or(self.words.len(), |m| m.from);
        (to..next.min(to + 16)).take_while(|at| !self.words.parted(to, *at)).find_map(|at| {
            let beside = at < to + 3 && matches!(self.words.low(at.saturating_sub(1)), "(" | "," | "-" | "\u{2013}");
            match self.words.low(at) {
                "male" => Some("M"),
                "female" => Some("F"),
                "m" | "boy" if beside => Some("M"),
                "f" | "girl" if beside => Some("F"),
                _ => None,
            }
        })
    }

    /// The first he or she behind a name, where nobody else is named before it.
    fn pronoun(&self, mention: usize) -> Option<&'static str> {
        let found = self.mentions.get(mention)?;
        let person = self.person_of(mention);
        // Somebody else in the sentence may be the one who is meant.
        let other = self.mentions.iter().enumerate().any(|(at, m)| {
            at != mention
                && m.to <= found.from
                && self.words.sentences(m.to, found.from) == 0
                && self.person_of(at) != person
                && !m.subject
        });
        let begin = (0..found.from).rev().find(|at| self.words.parted(*at, at + 1)).map_or(0, |at| at + 1);
        if other || self.words.lows(begin, found.from).iter().any(|w| is_kin(w)) {
            return None;
        }
        let end = self.mentions.get(mention + 1).map_or(self.words.len(), |next| next.from).min(found.to + 40);
        for at in found.to..end {
            if self.words.sentences(found.to, at) > 1 {
                return None;
            }
            let word = self.words.low(at);
            match word {
                "he" | "hes" | "he's" | "him" | "himself" | "his" => return Some("M"),
                "she" | "shes" | "she's" | "herself" | "her" => return Some("F"),
                "man" | "woman" | "teacher" | "boy" | "girl" | "theyre" | "they're" | "friend" | "they" | "tutor"
                | "worker" | "doctor" | "nurse" => return None,
                _ if is_kin(word) || is_sibling(word) || MEN.contains(&word) || WOMEN.contains(&word) => return None,
                _ => {}
            }
        }
        None
    }
}
