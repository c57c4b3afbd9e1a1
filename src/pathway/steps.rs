//! The generic steps that every way is made of.

use serde::Deserialize;

use crate::domain::{FolderName, RuleId, StepId};

use super::procedure::When;
use super::who::{Who, Window};

/// A step of a way.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Step {
    /// File the mail.
    File(FileStep),
    /// Tell people.
    Tell(TellStep),
    /// Ask one person after the other until somebody answers.
    Ask(AskStep),
    /// Wait for a person to act.
    Wait(WaitStep),
    /// Write to the referrer.
    Letter(LetterStep),
    /// Choose somebody from a list with its own memory (R6).
    Assign(AssignStep),
    /// Wait for the earlier request that this one copies (C5).
    Join(JoinStep),
    /// The end.
    Close(CloseStep),
}

impl Step {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &StepId {
        match self {
            Self::File(s) => &s.id,
            Self::Tell(s) => &s.id,
            Self::Ask(s) => &s.id,
            Self::Wait(s) => &s.id,
            Self::Letter(s) => &s.id,
            Self::Assign(s) => &s.id,
            Self::Join(s) => &s.id,
            Self::Close(s) => &s.id,
        }
    }

    /// The rule it keeps.
    #[must_use]
    pub fn rule(&self) -> &RuleId {
        match self {
            Self::File(s) => &s.rule,
            Self::Tell(s) => &s.rule,
            Self::Ask(s) => &s.rule,
            Self::Wait(s) => &s.rule,
            Self::Letter(s) => &s.rule,
            Self::Assign(s) => &s.rule,
            Self::Join(s) => &s.rule,
            Self::Close(s) => &s.rule,
        }
    }

    /// Every step it can lead to, for validation and graphs.
    #[must_use]
    pub fn leads_to(&self) -> Vec<&StepId> {
        match self {
            Self::File(s) => vec![&s.next],
            Self::Tell(s) => vec![&s.next],
            Self::Ask(s) => s.answers.iter().map(|a| &a.next).chain(&s.otherwise).collect(),
            Self::Wait(s) => s.answers.iter().map(|a| &a.next).chain(&s.otherwise).collect(),
            Self::Letter(s) => vec![&s.next],
            Self::Assign(s) => vec![&s.next],
            Self::Join(s) => [&s.next, &s.with_it, &s.other_sender].into_iter().chain(s.by_outcome.values()).collect(),
            Self::Close(_) => vec![],
        }
    }
}

/// File the mail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileStep {
    /// Id.
    pub id: StepId,
    /// Rule.
    pub rule: RuleId,
    /// Into this folder.
    pub folder: FolderName,
    /// The outcome that the subject is to carry (R6, R7, C5).
    #[serde(default)]
    pub subject: Option<String>,
    /// The wording where no letter may go or none was accepted (R7).
    #[serde(default)]
    pub subject_without_letter: Option<String>,
    /// Flags to set.
    #[serde(default)]
    pub add: Vec<String>,
    /// Flags to clear.
    #[serde(default)]
    pub remove: Vec<String>,
    /// The next step.
    pub next: StepId,
}

/// Tell people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellStep {
    /// Id.
    pub id: StepId,
    /// Rule.
    pub rule: RuleId,
    /// To whom.
    pub to: Vec<Who>,
    /// Copies.
    #[serde(default)]
    pub cc: Vec<Who>,
    /// The template's folder.
    pub template: String,
    /// What is told, in a sentence or two.
    #[serde(default)]
    pub text: String,
    /// Attach the original mail.
    #[serde(default)]
    pub original: bool,
    /// Attach the case notes (R8).
    #[serde(default)]
    pub notes: bool,
    /// Only when this holds.
    #[serde(default)]
    pub only: When,
    /// Words that may be answered to this notice (the reader becomes able to answer).
    #[serde(default)]
    pub answerable: bool,
    /// The next step.
    pub next: StepId,
}

/// Ask one person after the other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskStep {
    /// Id.
    pub id: StepId,
    /// Rule.
    pub rule: RuleId,
    /// The template's folder.
    pub template: String,
    /// The reminder's template.
    pub reminder: String,
    /// The question, in two sentences.
    pub text: String,
    /// Copies of each request.
    #[serde(default)]
    pub cc: Vec<Who>,
    /// Minutes before the deadline at which to remind (R5).
    #[serde(default = "an_hour")]
    pub remind_before: u32,
    /// Only when this holds; otherwise the way goes to `otherwise`.
    #[serde(default)]
    pub only: When,
    /// Where the way goes when `only` does not hold.
    #[serde(default)]
    pub otherwise: Option<StepId>,
    /// Whether the question cannot wait for the opening.
    #[serde(default)]
    pub at_any_hour: bool,
    /// Whether a reason is compulsory.
    #[serde(default = "yes")]
    pub reason: bool,
    /// The answers.
    #[serde(rename = "answer")]
    pub answers: Vec<AnswerRule>,
    /// Whom to ask, one rung after the other.
    #[serde(rename = "rung")]
    pub rungs: Vec<Rung>,
}

/// One rung of the ladder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Whom.
    pub who: Who,
    /// How long they have.
    pub within: Window,
}

/// An answer and where it leads.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRule {
    /// The word to type.
    pub word: String,
    /// Other ways to say it.
    #[serde(default)]
    pub also: Vec<String>,
    /// What it means, for the reader.
    pub means: String,
    /// Only offered when the request's pool is one of these; empty: always.
    #[serde(default)]
    pub pools: Vec<String>,
    /// The next step.
    pub next: StepId,
}

/// Wait for a person to act.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitStep {
    /// Id.
    pub id: StepId,
    /// Rule.
    pub rule: RuleId,
    /// After so many working minutes it is reported to all officers (R1); 0: never.
    #[serde(default)]
    pub report_after: u32,
    /// The report's template.
    #[serde(default)]
    pub report: String,
    /// Who hears the report.
    #[serde(default)]
    pub report_to: Vec<Who>,
    /// Only when this holds; otherwise the way goes to `otherwise`.
    #[serde(default)]
    pub only: When,
    /// Where the way goes when `only` does not hold.
    #[serde(default)]
    pub otherwise: Option<StepId>,
    /// Words that go on.
    #[serde(rename = "answer", default)]
    pub answers: Vec<AnswerRule>,
}

/// Write to the referrer (L1 to L4 decide whether one may go).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterStep {
    /// Id.
    pub id: StepId,
    /// Rule.
    pub rule: RuleId,
    /// The template for professionals (L1).
    pub professional: String,
    /// The template for members of the public (L2).
    pub public: String,
    /// An outcome letter waits for SMTP's acceptance (R7); an acknowledgement does not.
    #[serde(default)]
    pub outcome: bool,
    /// Waits for opening hours.
    #[serde(default)]
    pub in_hours: bool,
    /// Whether a professional who did not use the form is asked for it, with the form attached (I4); left out: nobody is.
    #[serde(default)]
    pub ask_for_form: Option<AskForForm>,
    /// Only to a verified professional whose question about an absent worker it answers (O2).
    #[serde(default)]
    pub worker_away: bool,
    /// The next step.
    pub next: StepId,
}

/// Who is asked for the referral form (I4): never the police, nor anybody who is no professional.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskForForm {
    /// When; it names the kinds of mail that came without a form, and the referrers.
    pub when: When,
    /// The template that is sent instead of the one for professionals. What lies in its folder `attached` goes with it.
    pub template: String,
}

/// Choose somebody from a list (R6).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignStep {
    /// Id.
    pub id: StepId,
    /// Rule.
    pub rule: RuleId,
    /// The pool, which is also the name of the rota's memory.
    pub pool: String,
    /// Prefer who took the decision.
    #[serde(default)]
    pub prefer_adviser: bool,
    /// The next step.
    pub next: StepId,
}

/// Wait for the earlier request (C5).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinStep {
    /// Id.
    pub id: StepId,
    /// Rule.
    pub rule: RuleId,
    /// The next step when that was closed before this one came: the same sender gets the outcome.
    pub next: StepId,
    /// The next step when this one waited and closes with it: the same sender has just had the outcome.
    pub with_it: StepId,
    /// The next step when another sender wrote: a plain acknowledgement.
    pub other_sender: StepId,
    /// The next step by the other's outcome, instead of `next` and `with_it`.
    #[serde(default)]
    pub by_outcome: std::collections::BTreeMap<String, StepId>,
}

/// The end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseStep {
    /// Id.
    pub id: StepId,
    /// Rule.
    pub rule: RuleId,
    /// The outcome, in the pathway's words.
    pub outcome: String,
}

fn an_hour() -> u32 {
    60
}

fn yes() -> bool {
    true
}
