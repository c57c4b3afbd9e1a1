//! Lines of text: `Label: value`, a label with its value beneath, headings.

use super::filling::is_above;
use super::shapes::{
    could_be, is_answered, is_heading_like, is_led, is_shouted, is_underline, starts_numbered, unwrapped, without_stars,
};
use super::{Reading, Waiting, person_line};
use crate::intake::labels::{self, Meaning};
use crate::intake::rules::{Field, Owner};

/// Most labels with their values that are looked for in one line.
const MOST_PAIRS: usize = 50;

impl Reading<'_> {
    pub(super) fn paragraph(&mut self, text: &str, strong: bool) {
        let unwrapped = unwrapped(text);
        let mut lines = unwrapped.lines().peekable();
        while let Some(line) = lines.next() {
            let ruled_off = lines.next_if(|next| is_underline(next)).is_some();
            if ruled_off && is_heading_like(line.trim()) && !line.contains(':') {
                self.heading(line.trim());
            } else {
                self.line(line, strong);
                if ruled_off {
                    self.rule_off();
                }
            }
        }
    }

    /// A rule across the page: what comes is of somebody new, of whom the section speaks.
    fn rule_off(&mut self) {
        self.settle_waiting();
        self.open = None;
        self.current = self.section;
        self.last.remove(&None);
    }

    fn line(&mut self, line: &str, strong: bool) {
        let starred = without_stars(line.trim());
        let trimmed = starred.as_deref().unwrap_or_else(|| line.trim());
        if trimmed.is_empty() || trimmed.starts_with('>') || is_underline(trimmed) {
            return;
        }
        if self.reader.is_anybody(trimmed) {
            self.settle_waiting();
            self.begin_anybody();
            return;
        }
        if self.marked_off(trimmed, strong) {
            return;
        }
        if self.ruled(trimmed)
            || !strong && self.one_more(trimmed)
            || is_led(trimmed) && self.led(trimmed)
            || self.line_of_person(trimmed)
            || self.led(trimmed)
            || self.pair(trimmed)
            || self.glued(trimmed)
        {
            return;
        }
        let cells: Vec<String> = trimmed
            .split('\t')
            .flat_map(|part| part.split("  "))
            .map(|c| c.trim().to_owned())
            .filter(|c| !c.is_empty())
            .collect();
        if cells.len() >= 2 && cells.first().is_some_and(|c| self.reader.dictionary.is_label(c)) {
            self.table(&[cells]);
            return;
        }
        let meaning = self.reader.dictionary.meaning(trimmed);
        if let Some(meaning) = meaning
            && meaning.exact
            && (strong || !self.takes_anyway(meaning, trimmed))
        {
            self.settle_waiting();
            // "Subject" and "Perpetrator" alone are headings.
            if let Some(owner @ (Owner::Child | Owner::Household)) = self.section_of(trimmed)
                && matches!(meaning.field, Some(Field::Other | Field::Perpetrator))
                && !trimmed.contains(':')
            {
                self.begin(owner, trimmed);
                if meaning.field == Some(Field::Other) {
                    return;
                }
            }
            if let Some(owner) = self.reader.dictionary.section(trimmed)
                && (meaning.field.is_none() || owner == Owner::Request)
                && meaning.field.is_none_or(Field::of_the_request)
            {
                self.begin(owner, trimmed);
            }
            self.wait(meaning, trimmed);
            return;
        }
        if self.waiting.as_ref().is_some_and(|(w, _)| w.meaning.field.is_some_and(|field| !could_be(field, trimmed))) {
            self.settle_waiting();
        }
        // A question with its answer, of which nothing is known, answers nothing that was asked before it.
        if is_answered(trimmed)
            && self.waiting.as_ref().is_some_and(|(w, _)| w.meaning.field.is_none_or(|field| !field.of_the_request()))
        {
            self.settle_waiting();
            self.words(trimmed, strong);
            return;
        }
        if let Some((waiting, label)) = self.waiting.take() {
            let heading = if waiting.meaning.field.is_none() {
                (strong || is_heading_like(trimmed)).then(|| self.section_of(trimmed)).flatten()
            } else {
                self.surely_heading(trimmed, strong)
            };
            if let Some(owner) = heading {
                self.begin(owner, trimmed);
                return;
            }
            self.value(waiting.meaning, &label, trimmed);
            return;
        }
        if (strong || is_heading_like(trimmed))
            && let Some(owner) = self.section_of(trimmed)
            && (self.open.is_none()
                || strong
                || is_shouted(trimmed)
                || starts_numbered(trimmed)
                || self.surely_heading(trimmed, false).is_some())
        {
            self.begin(owner, trimmed);
            // "3. Parents' details" is a heading and "Mother's date of birth" in bold is a label.
            if let Some(meaning) = meaning.filter(|m| m.field.is_some()).filter(|_| !self.is_about(trimmed)) {
                self.wait(meaning, trimmed);
            }
            return;
        }
        self.words(trimmed, strong);
    }

    /// A line that is no label, no answer and no heading that is known: it goes on with what was before, or is kept
    /// as words around the form.
    fn words(&mut self, trimmed: &str, strong: bool) {
        // A numbered heading of which nothing is known ends what was before.
        if self.open.is_none()
            && self.section != Some(Owner::Request)
            && starts_numbered(trimmed)
            && is_heading_like(trimmed)
            && trimmed.split_whitespace().count() <= 6
        {
            if self.section == Some(Owner::Child) {
                self.doubtful = true;
            } else {
                self.enter(None);
            }
        }
        if let Some((owner, field)) = self.open {
            self.go_on(owner, field, trimmed);
        } else if self.section == Some(Owner::Request) && !strong {
            self.go_on(None, Field::Concern, trimmed);
        } else if !strong {
            self.form.loose.push_str(trimmed);
            self.form.loose.push('\n');
        }
    }

    /// Reads a line of labels and answers that marks part: `Child // Name: Kofi // Born: 7/3/21`.
    fn marked_off(&mut self, line: &str, strong: bool) -> bool {
        for mark in [" // ", " | "] {
            let parts = || line.split(mark).map(str::trim).filter(|part| !part.is_empty());
            let labelled = |part: &str| part.split_once(':').is_some_and(|(l, _)| self.reader.dictionary.is_label(l));
            if parts().filter(|part| labelled(part)).count() >= 2 {
                for part in parts() {
                    self.line(part, strong);
                    self.open = None;
                }
                return true;
            }
        }
        false
    }

    /// Whether what waits takes the line although it reads like a label: "Mother" is a relationship, and there are
    /// people called Child.
    fn takes_anyway(&self, meaning: Meaning, line: &str) -> bool {
        let one_word = !line.contains(char::is_whitespace) && line.chars().all(char::is_alphabetic);
        self.waiting.as_ref().is_some_and(|(waiting, _)| {
            let named = matches!(waiting.meaning.field, Some(Field::Family | Field::Given));
            meaning.field.is_none() && waiting.relationship || named && one_word && is_also_a_name(meaning)
        })
    }

    /// Whom a heading speaks of. "Family" alone is a heading and no owner of labels ("family name").
    pub(super) fn section_of(&self, line: &str) -> Option<Owner> {
        let words = labels::words(line);
        let of_services = words.iter().any(|word| OF_SERVICES.contains(&word.as_str()));
        let section = self.reader.dictionary.section(line).filter(|owner| *owner != Owner::Child || !of_services);
        section.or_else(|| self.is_of_family(line).then_some(Owner::Household))
    }

    fn is_of_family(&self, line: &str) -> bool {
        let words = labels::words(line);
        let of_family = words.first().is_some_and(|w| w == "family") && words.len() <= 3;
        of_family && self.reader.dictionary.meaning(line).is_none_or(|m| m.field.is_none())
    }

    /// A heading that cannot be an answer: an emphasised one, "Child 2", or a short one in capitals or with a number.
    fn surely_heading(&self, line: &str, strong: bool) -> Option<Owner> {
        let few = line.split_whitespace().count() <= 6;
        let short = few && (is_shouted(line) && line.contains(' ') || starts_numbered(line));
        // "Adults in or linked to the household" is nobody's name and no school.
        // Nor is "Children we are worried about", but in an account of what happened it may be one of its lines.
        let told = matches!(self.open, Some((_, Field::Concern)));
        let others = |owner| {
            matches!(owner, Owner::Household | Owner::Sibling | Owner::Referrer) || owner == Owner::Child && !told
        };
        let small = |word: &str| word.starts_with(char::is_lowercase);
        let sentence = is_heading_like(line)
            && line.split_whitespace().filter(|w| small(w)).count() >= 2
            && self.section_of(line).is_some_and(others);
        let shown = strong || self.is_about(line) || self.is_of_family(line) || short || sentence;
        shown.then(|| self.section_of(line)).flatten()
    }

    /// "Child 2" and "CHILD'S DETAILS (2)": nothing but whom it is about, and which of them.
    fn is_about(&self, line: &str) -> bool {
        let kept = line.trim_end_matches(|c: char| c.is_ascii_digit() || " ()#.:".contains(c));
        self.reader.dictionary.meaning(kept).is_some_and(|m| m.exact && m.field.is_none() && m.owner.is_some())
            && kept.len() < line.trim_end_matches([':', ' ']).len()
    }

    /// A line that says all of one person (`1. KHAN, Aisha (F), d.o.b. 3.4.19`), where the section speaks of people.
    pub(super) fn line_of_person(&mut self, line: &str) -> bool {
        let awaited = |w: &Waiting| w.meaning.exact && w.meaning.field.is_some_and(|f| !f.of_the_request());
        let awaits = self.waiting.as_ref().is_some_and(|(w, _)| awaited(w));
        if awaits || self.section == Some(Owner::Request) || matches!(self.open, Some((_, Field::Concern))) {
            return false;
        }
        let text = person_line::without_bullet(line);
        let (prefix, rest) = match text.split_once(':') {
            Some((before, after)) => match self.reader.dictionary.meaning(before.trim()) {
                _ if is_reference(before) => (Some((Owner::Child, "")), after),
                Some(Meaning { field: None, owner: Some(owner), .. }) => (Some((owner, before.trim())), after),
                _ if person_line::is_mark(before) => (None, text),
                _ => return false,
            },
            None => (None, text),
        };
        let Some(said) = person_line::read(rest) else { return false };
        let relationship = match prefix {
            Some((Owner::Household | Owner::Sibling, kin)) => Some(kin.to_owned()),
            Some((Owner::Child, _)) => None,
            Some(_) => return false,
            None => said.parts.iter().find(|part| self.is_kin(part)).cloned(),
        };
        let owner = match (&relationship, prefix, self.section) {
            (Some(kin), ..) if self.is_kin(kin) => self.related_owner(Some(kin)),
            (_, Some((owner, _)), _)
            | (None, None, Some(owner @ (Owner::Child | Owner::Household | Owner::Sibling))) => owner,
            _ => return false,
        };
        let mut values = said.values;
        let marked =
            [Field::DateOfBirth, Field::DueDate, Field::Gender, Field::Age].iter().any(|f| values.contains_key(f));
        let of_family = matches!(self.section, Some(Owner::Household | Owner::Sibling)) && relationship.is_some();
        if !marked && !of_family || self.reader.dictionary.is_label(values.get(&Field::Name).map_or("", |n| n)) {
            return false;
        }
        self.settle_waiting();
        self.open = None;
        if let Some(kin) = relationship {
            values.insert(Field::Relationship, kin);
        }
        self.form.labels += values.len();
        self.last.remove(&Some(owner));
        if self.section.is_none() || owner == Owner::Child && prefix.is_some() {
            self.current = Some(owner);
        }
        let blank = |value: &str| self.reader.is_blank(value) && !is_above(value);
        values.retain(|_, value| !blank(value));
        for field in values.keys() {
            self.note_label(*field, text);
        }
        // The name first: it begins the entry.
        if let Some(name) = values.remove(&Field::Name) {
            self.set(Some(owner), Field::Name, &name);
        }
        for (field, value) in values {
            if is_above(&value) {
                self.as_above(Some(owner), field);
            } else {
                self.set(Some(owner), field, &value);
            }
        }
        true
    }

    fn is_kin(&self, part: &str) -> bool {
        part.split_whitespace().count() <= 4
            && matches!(self.reader.dictionary.section(part), Some(Owner::Household | Owner::Sibling))
            && self.reader.dictionary.meaning(part).is_none_or(|m| m.field.is_none())
    }

    /// Reads `Label: value`, perhaps several in one line; `false` when it is none.
    pub(super) fn pair(&mut self, line: &str) -> bool {
        let mut rest = line.trim();
        for count in 0..MOST_PAIRS {
            let Some((label, value)) = self.split(rest) else { return count > 0 };
            let Some(meaning) = self.reader.dictionary.meaning(label) else { return count > 0 };
            self.settle_waiting();
            if value.trim().is_empty() {
                self.wait(meaning, label);
                return true;
            }
            let Some(at) = self.next_label(value, meaning) else {
                // Something unknown stands in a column of its own: "Lord      Hosp no : 4711".
                let gap =
                    value.trim().find("  ").filter(|at| value.trim().get(*at..).is_some_and(|rest| rest.contains(':')));
                let Some((alone, further)) = gap.and_then(|at| value.trim().split_at_checked(at)) else {
                    self.value(meaning, label, value.trim());
                    return true;
                };
                self.value(meaning, label, alone.trim());
                self.open = None;
                rest = further.trim();
                continue;
            };
            let (first, further) = value.split_at(at);
            self.value(meaning, label, first.trim_matches([' ', ',', ';', '|', '\t']));
            self.open = None;
            rest = further.trim();
        }
        true
    }

    /// Label and value of a line, where what stands before the colon is a label.
    fn split<'t>(&self, line: &'t str) -> Option<(&'t str, &'t str)> {
        let in_concern = matches!(self.open, Some((_, Field::Concern)));
        let fits = |label: &str| {
            self.reader
                .dictionary
                .meaning(label)
                .is_some_and(|m| m.exact || (!in_concern && m.field.is_some() && label.split_whitespace().count() <= 9))
        };
        let strict = |label: &str| self.reader.dictionary.is_label(label);
        // "child1_first_name=Kofi"
        if let Some((name, value)) = line.split_once('=')
            && !name.trim().contains(char::is_whitespace)
            && self.reader.dictionary.meaning(name).is_some_and(|m| m.field.is_some())
        {
            return Some((name.trim(), value));
        }
        for (at, mark) in line.match_indices([':', '?', '\u{ff1a}']).take(3) {
            let (before, after) = (line.get(..at)?, line.get(at + mark.len()..)?);
            // "Where does the child live? (1): 1 Elm Grove"
            let numbered = after.trim_start().strip_prefix('(').and_then(|rest| rest.split_once("):"));
            if mark == "?"
                && (after.trim_start().starts_with(':')
                    || after.trim().is_empty()
                    || numbered.is_some_and(|(number, _)| number.len() <= 2))
            {
                continue;
            }
            if fits(before.trim()) {
                return Some((before.trim(), after.trim_start_matches([':', '?'])));
            }
        }
        for mark in [" - ", " \u{2013} ", " = "] {
            if let Some((before, after)) = line.split_once(mark)
                && strict(before.trim())
                && !after.trim().is_empty()
            {
                return Some((before.trim(), after));
            }
        }
        None
    }

    /// Where in a value the next label of the same line begins: `07/03/2021  Gender: M`.
    fn next_label(&self, value: &str, meaning: Meaning) -> Option<usize> {
        for (colon, _) in value.match_indices(':').take(8) {
            let before = value.get(..colon)?;
            // A tab that had no room leaves nothing between: "NasrinSurname".
            let glued = |at: usize, c: char| {
                c.is_uppercase()
                    && before.get(..at).is_some_and(|b| b.ends_with(|l: char| l.is_lowercase() || l.is_ascii_digit()))
            };
            let starts: Vec<usize> = before
                .char_indices()
                .filter(|(at, c)| {
                    !c.is_whitespace()
                        && (*at == 0
                            || before.get(..*at).is_some_and(|b| b.ends_with(char::is_whitespace))
                            || glued(*at, *c))
                })
                .map(|(at, _)| at)
                .filter(|at| {
                    // A label crosses no gap, and no value before it ("23/06/1985 Gender").
                    before.get(*at..).is_some_and(|label| {
                        !label.contains(['\t', '|', ';', ','])
                            && !label.contains("  ")
                            && !label.starts_with(|c: char| c.is_ascii_digit())
                    })
                })
                .collect();
            // The longest label that ends at the colon.
            for start in starts.iter().rev().take(6).rev().copied() {
                let label = value.get(start..colon)?;
                let lead = value.get(..start)?;
                let parted = lead.ends_with("  ") || lead.trim_end().ends_with(['|', ';', ',']) || lead.ends_with('\t');
                let short = lead.split_whitespace().count() <= 8 && meaning.field != Some(Field::Concern);
                if self.reader.dictionary.is_label(label) && (parted || short) {
                    return Some(start);
                }
            }
        }
        None
    }
}

/// What stands before the child's name in a letter: "Re: Aisha Khan, d.o.b. 3.4.19".
pub(super) fn is_reference(before: &str) -> bool {
    let lower = before.trim().to_lowercase();
    ["re", "ref", "regarding", "concerning", "patient", "client", "in respect of"].contains(&lower.as_str())
}

/// Words of headings that speak of services for children, not of a child.
const OF_SERVICES: [&str; 10] =
    ["services", "service", "protection", "safeguarding", "social", "hub", "council", "partnership", "trust", "form"];

/// Labels that people are called: Child, Nurse, School, Faith.
pub(super) fn is_also_a_name(meaning: Meaning) -> bool {
    matches!(meaning.field, None | Some(Field::School | Field::Religion | Field::Other))
}
