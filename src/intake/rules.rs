//! What the reader knows of words: labels of forms, words for kinds, urgency, referrers. All of it is
//! data (`config/reading.toml`); no council's form is known to the code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{Because, Kind, ReferrerKind};

/// A thing a form asks for. The names are those of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Given names.
    Given,
    /// Family name.
    Family,
    /// A whole name.
    Name,
    /// Other names.
    Alias,
    /// Date of birth (also labels that mean both birth and due date).
    DateOfBirth,
    /// Expected date of delivery.
    DueDate,
    /// Age.
    Age,
    /// Gender.
    Gender,
    /// Address.
    Address,
    /// Postcode.
    Postcode,
    /// School or nursery.
    School,
    /// NHS number.
    NhsNumber,
    /// Unique pupil number.
    Upn,
    /// The case system's number.
    CaseNumber,
    /// How somebody is related to the child.
    Relationship,
    /// Telephone.
    Telephone,
    /// Email address.
    Email,
    /// Agency or organisation.
    Agency,
    /// Job title.
    JobTitle,
    /// Ethnicity.
    Ethnicity,
    /// Language.
    Language,
    /// Religion.
    Religion,
    /// Disability and special needs.
    Disability,
    /// Who has parental responsibility.
    ParentalResponsibility,
    /// The concern.
    Concern,
    /// When it happened.
    IncidentDate,
    /// Where the child is now.
    WhereNow,
    /// Whether parents agree.
    Consent,
    /// Whether parents know.
    ParentsKnow,
    /// Alleged perpetrator.
    Perpetrator,
    /// Alerts for the safety of staff.
    SafetyAlert,
    /// Other agencies.
    OtherAgencies,
    /// How urgent the sender says it is.
    Urgency,
    /// A label that is known and says nothing we keep; it ends the value before it.
    Other,
}

impl Field {
    /// Whether the field speaks of the request as a whole and of nobody in particular.
    #[must_use]
    pub fn of_the_request(self) -> bool {
        matches!(
            self,
            Self::Concern
                | Self::IncidentDate
                | Self::Consent
                | Self::ParentsKnow
                | Self::Perpetrator
                | Self::SafetyAlert
                | Self::OtherAgencies
                | Self::Urgency
                | Self::ParentalResponsibility
                | Self::WhereNow
                | Self::Other
        )
    }
}

/// Whom a section or a label speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Who writes.
    Referrer,
    /// Another professional (general practitioner, health visitor …).
    Professional,
    /// Brothers and sisters.
    Sibling,
    /// Parents, carers, household.
    Household,
    /// The child it is about.
    Child,
    /// Nobody: the concern, consent, signatures.
    Request,
}

/// Words that make a mail urgent (I5).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Urgent {
    /// Words and phrases that say urgent.
    pub phrases: Vec<String>,
    /// Words shortly before one of them that take it back: `not`, `non`, `if` …
    pub negated_by: Vec<String>,
    /// Phrases that contain such a word and mean nothing: `urgent care centre`, `urgent enquiries` …
    pub harmless: Vec<String>,
    /// Words of what forms and leaflets print for whoever fills them in: an urgent word in a sentence with one of them is
    /// nobody's about this child. What a mail itself says is not looked at for them.
    #[serde(default)]
    pub guidance: Vec<String>,
}

/// What gateways add to mail on its way: a paragraph that begins like this was written by nobody (C5, I5).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Added {
    /// Above the text.
    pub above: Vec<String>,
    /// Below it.
    pub below: Vec<String>,
}

/// Words for one kind of mail (I2). The first kind in the file that fits is taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindWords {
    /// The kind.
    pub kind: Kind,
    /// Phrases of a subject or of a form's title.
    #[serde(default)]
    pub title: Vec<String>,
    /// Phrases of free text.
    #[serde(default)]
    pub text: Vec<String>,
}

/// Domains of one kind of referrer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferrerDomains {
    /// The kind.
    pub kind: ReferrerKind,
    /// Domains with all that lies under them; `*.sch.uk` and `sch.uk` mean the same.
    pub domains: Vec<String>,
}

/// A piece of essential information (I4).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Essential {
    /// Its plain name, for people.
    pub name: String,
    /// Of whom; the child or the request as a whole where it is left out.
    #[serde(default)]
    pub of: Option<Owner>,
    /// Any of these fields is enough.
    pub any: Vec<Field>,
}

/// Words of free text that lead to a child's name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeText {
    /// Words right before a child's name: `about`, `my pupil` …
    pub before_child: Vec<String>,
    /// Words right before the name of somebody else: `mother`, `PC`, `Mrs` …
    pub before_others: Vec<String>,
    /// Capitalised words that no name begins with: `Hello`, `The`, `Monday` …
    pub not_names: Vec<String>,
    /// Words that make a place of what looks like a name, where a number or a preposition stands before it.
    pub place_words: Vec<String>,
    /// Words that make an organisation of what looks like a name.
    pub organisation_words: Vec<String>,
    /// Words that belong to a family name and are written small: `de`, `van` …
    pub particles: Vec<String>,
    /// Days that people call by a name, with their day and month: `Boxing Day` is `26 December`.
    #[serde(default)]
    pub feasts: BTreeMap<String, String>,
}

/// Words that are not looked up as names of known people (C1). Those of [`FreeText`] that are no names are not either.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownWords {
    /// Ordinary words, never a name.
    pub ordinary: Vec<String>,
    /// Ordinary words that are names too: `will`, `grace`, `mark`, `may`.
    pub names_too: Vec<String>,
}

/// The whole of `config/reading.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The authserv-id of our own server: only its Authentication-Results are believed.
    pub authserv_id: String,
    /// Labels of each field.
    pub labels: BTreeMap<Field, Vec<String>>,
    /// Words that say whom a section or label speaks of.
    pub owners: BTreeMap<Owner, Vec<String>>,
    /// Words that, with a number, are the heading of somebody of whom the form says further down who it is: `person`.
    #[serde(default)]
    pub anybody: Vec<String>,
    /// Words that change nothing in a label: `legal`, `current` …
    #[serde(default)]
    pub qualifiers: Vec<String>,
    /// Relationships that mean the child itself in a family table: `self`, `subject` …
    pub subject_relationships: Vec<String>,
    /// What a referrer who is the child, or its parent, writes as their relationship to the child (L4).
    #[serde(default)]
    pub own_family: Vec<String>,
    /// Values that mean nothing was filled in: `n/a`, `not known` …
    pub blanks: Vec<String>,
    /// Urgency.
    pub urgent: Urgent,
    /// Phrases by which people stay anonymous (A4).
    pub anonymous: Vec<String>,
    /// Words for kinds, in order.
    pub kinds: Vec<KindWords>,
    /// Referrers by domain, the longest suffix wins; an unknown domain is the public.
    pub referrers: Vec<ReferrerDomains>,
    /// Subjects that begin like this are automatic replies.
    pub automatic_subjects: Vec<String>,
    /// Subjects that begin like this are delivery failures.
    pub bounce_subjects: Vec<String>,
    /// Local parts that delivery failures come from: `mailer-daemon` …
    pub bounce_senders: Vec<String>,
    /// Phrases of a secure-mail portal's notice: the message itself is elsewhere.
    pub portals: Vec<String>,
    /// Essential information, in the order in which it is asked for.
    pub essential: Vec<Essential>,
    /// Banners and disclaimers of gateways.
    #[serde(default)]
    pub added: Added,
    /// Words that are looked up as names, or not.
    #[serde(default)]
    pub known: KnownWords,
    /// Words of free text.
    pub free_text: FreeText,
}

impl Rules {
    /// Reads the rules.
    ///
    /// # Errors
    /// What is wrong, naming the field, where the text is not valid.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| format!("reading rules: {}", error.to_string().trim()))
    }

    /// Every problem of the rules, naming the field, and after "; write " what to write there.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for field in [Field::Given, Field::Family, Field::Name, Field::DateOfBirth, Field::Address] {
            if self.labels.get(&field).is_none_or(Vec::is_empty) {
                problems.push(format!(
                    "labels.{0}: has no label, without which no form can be read; write {0} = [\"…\"], the labels of forms",
                    written(field)
                ));
            }
        }
        let mut seen: BTreeMap<Vec<String>, Field> = BTreeMap::new();
        for (field, labels) in &self.labels {
            let at = written(field);
            for label in labels {
                let words = super::labels::words(label);
                if words.is_empty() {
                    problems.push(format!("labels.{at}: {label:?} has no letters; write a label's words"));
                } else if let Some(other) = seen.insert(words, *field)
                    && other != *field
                {
                    let other = written(other);
                    problems.push(format!(
                        "labels.{at}: {label:?} is a label of {other} too; write it below one of the two"
                    ));
                }
            }
        }
        for owner in [Owner::Child, Owner::Referrer, Owner::Household, Owner::Sibling] {
            if self.owners.get(&owner).is_none_or(Vec::is_empty) {
                problems.push(format!("owners.{0}: has no words; write {0} = [\"…\"]", written(owner)));
            }
        }
        for (feast, day) in &self.free_text.feasts {
            if super::values::day_and_month(day).is_none() {
                problems.push(format!("free_text.feasts.{feast:?}: {day:?} is no day; write it as \"5 November\""));
            }
        }
        if self.urgent.phrases.is_empty() {
            problems.push(
                "urgent.phrases: is empty, so that nothing would be urgent by its words (I5); write phrases = [\"urgent\"]"
                    .to_owned(),
            );
        }
        for (number, referrer) in (1..).zip(&self.referrers) {
            for domain in &referrer.domains {
                let bare = domain.trim_start_matches("*.");
                if bare.is_empty() || bare.contains(['*', '@', ' ']) {
                    problems.push(format!(
                        "referrers[{number}].domains: {domain:?} is no domain; write one as \"sch.uk\", with all that lies under it"
                    ));
                }
            }
        }
        for (name, phrases) in [("above", &self.added.above), ("below", &self.added.below)] {
            for phrase in phrases.iter().filter(|phrase| phrase.split_whitespace().count() < 2 && phrase.len() < 8) {
                problems.push(format!(
                    "added.{name}: {phrase:?} is too short, so that what people write could begin with it; write a banner's first words"
                ));
            }
        }
        for (number, kind) in (1..).zip(&self.kinds) {
            if kind.title.is_empty() && kind.text.is_empty() {
                problems.push(format!("kinds[{number}]: has no words for {:?}; write title or text", kind.kind));
            }
        }
        for (number, essential) in (1..).zip(&self.essential) {
            if essential.name.trim().is_empty() || essential.any.is_empty() {
                problems
                    .push(format!("essential[{number}]: lacks its name or its fields; write a name and any = [\"…\"]"));
            }
        }
        problems
    }

    /// What a sender with this domain is.
    #[must_use]
    pub fn referrer_kind(&self, domain: &str) -> Because<ReferrerKind> {
        let domain = domain.to_lowercase();
        let fits = |suffix: &str| {
            domain == suffix
                || domain.strip_suffix(suffix).is_some_and(|before| !suffix.is_empty() && before.ends_with('.'))
        };
        self.referrers
            .iter()
            .flat_map(|r| r.domains.iter().map(move |d| (r.kind, d.trim_start_matches("*.").to_lowercase())))
            .filter(|(_, suffix)| fits(suffix))
            .max_by_key(|(_, suffix)| suffix.len())
            .map_or_else(
                || Because { is: ReferrerKind::Public, why: "its address is of no known organisation".to_owned() },
                |(is, suffix)| Because { is, why: format!("its address ends in {suffix}") },
            )
    }
}

/// As it stands in the file.
fn written(word: impl Serialize) -> String {
    toml::Value::try_from(word).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The shipped rules.
    pub(crate) fn shipped() -> Rules {
        Rules::from_toml(include_str!("../../config/reading.toml")).unwrap()
    }

    #[test]
    fn the_shipped_rules_have_no_problem() {
        assert_eq!(shipped().problems(), Vec::<String>::new());
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let mut rules = shipped();
        rules.labels.remove(&Field::Family);
        rules.urgent.phrases.clear();
        rules.referrers[0].domains.push("*".into());
        let problems = rules.problems();
        assert_eq!(problems.len(), 3, "{problems:?}");
    }

    #[test]
    fn an_unknown_setting_is_an_error_that_names_it() {
        let text = format!("surprise = 1\n{}", include_str!("../../config/reading.toml"));
        assert!(Rules::from_toml(&text).unwrap_err().contains("surprise"));
    }

    #[test]
    fn i3_a_referrer_is_known_by_the_longest_domain() {
        let rules = shipped();
        for (domain, kind) in [
            ("west-mids.police.test", ReferrerKind::Police),
            ("westmidlands.police.uk", ReferrerKind::Police),
            ("hillside.bham.sch.test", ReferrerKind::Education),
            ("hillside.bham.sch.uk", ReferrerKind::Education),
            ("bwc.nhs.test", ReferrerKind::Health),
            ("NHS.net", ReferrerKind::Health),
            ("nspcc.org.uk", ReferrerKind::Charity),
            ("slough.gov.uk", ReferrerKind::Council),
            ("notpolice.uk", ReferrerKind::Public),
            ("evilnhs.net", ReferrerKind::Public),
            ("", ReferrerKind::Public),
        ] {
            assert_eq!(rules.referrer_kind(domain).is, kind, "{domain}");
        }
    }
}
