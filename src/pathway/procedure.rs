//! A procedure as data: routes that choose a way by what is known, and the few generic steps of the
//! ways: file, tell, ask, wait, letter, assign, join, close. Read from `config/pathways/*.toml`.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::domain::{CaseState, FolderName, Kind, ReferrerKind, RuleId, StepId};

/// One council's procedure for one sort of mailbox.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Its name; mailboxes name it.
    pub name: String,
    /// Version of this text; each request keeps the one it began under.
    pub version: String,
    /// The document it follows.
    pub source: String,
    /// Services by group, for "closed by".
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
    /// Who can be chosen, by name.
    #[serde(default)]
    pub pools: BTreeMap<String, Pool>,
    /// Tried in order; the first that fits is taken. The last must fit everything.
    #[serde(rename = "route")]
    pub routes: Vec<Route>,
    /// The steps.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    /// What a person's move into a folder means (R9).
    #[serde(rename = "moved", default)]
    pub moves: Vec<Moved>,
    /// Where mail goes that belongs to a request or needs nobody: answers, bounces, later mail.
    pub correspondence: FolderName,
    /// The step for mail that a person must look at and that no route could be tried for.
    pub by_hand: StepId,
    /// The step that a request goes to when its child turns out to be open (C2).
    pub open_case: StepId,
}

impl Procedure {
    /// The step with this id.
    #[must_use]
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id() == id)
    }

    /// Every folder that the procedure files into, once each.
    #[must_use]
    pub fn folders(&self) -> Vec<FolderName> {
        let filed = self.steps.iter().filter_map(|step| match step {
            Step::File(file) => Some(&file.folder),
            Step::Tell(_)
            | Step::Ask(_)
            | Step::Wait(_)
            | Step::Letter(_)
            | Step::Assign(_)
            | Step::Join(_)
            | Step::Close(_) => None,
        });
        let mut all: Vec<FolderName> =
            filed.chain(self.moves.iter().map(|m| &m.to)).chain([&self.correspondence]).cloned().collect();
        all.sort();
        all.dedup();
        all
    }
}

/// People who can be chosen: all conditions together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// Any of these roles.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Any of these teams; empty: any team.
    #[serde(default)]
    pub teams: Vec<String>,
    /// On this list of the people file; empty: any.
    #[serde(default)]
    pub list: String,
}

/// If all of `when` holds, go to `go`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The rule it keeps.
    pub rule: RuleId,
    /// In words, for `why`.
    pub why: String,
    /// The conditions; an empty table always holds.
    #[serde(default)]
    pub when: When,
    /// The first step of the way.
    pub go: StepId,
    /// The pool that decides (C6), where the way asks somebody.
    #[serde(default)]
    pub pool: Option<String>,
}

/// Conditions; all that are given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The kind is one of these.
    #[serde(default)]
    pub kinds: Option<Vec<Kind>>,
    /// Something could not be read, or no child is named (I7).
    #[serde(default)]
    pub needs_person: Option<bool>,
    /// Some child is "perhaps" in the store (C1).
    #[serde(default)]
    pub perhaps: Option<bool>,
    /// Some record is restricted (C9).
    #[serde(default)]
    pub restricted: Option<bool>,
    /// The store's extract is older than the mailbox's limit, or there is none (C8).
    #[serde(default)]
    pub store_stale: Option<bool>,
    /// The most protective state of any child is one of these.
    #[serde(default)]
    pub states: Option<Vec<CaseState>>,
    /// A sibling is open (C2).
    #[serde(default)]
    pub sibling_open: Option<bool>,
    /// It is absolutely identical to an earlier request (C5).
    #[serde(default)]
    pub identical: Option<bool>,
    /// Some recent involvement is of a service of one of these groups (C6).
    #[serde(default)]
    pub closed_by: Option<Vec<String>>,
    /// Urgent (I5).
    #[serde(default)]
    pub urgent: Option<bool>,
    /// The referrer is one of these.
    #[serde(default)]
    pub referrers: Option<Vec<ReferrerKind>>,
}

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
            Self::Ask(s) => s.answers.iter().map(|a| &a.next).collect(),
            Self::Wait(s) => s.answers.iter().map(|a| &a.next).collect(),
            Self::Letter(s) => vec![&s.next],
            Self::Assign(s) => vec![&s.next],
            Self::Join(s) => vec![&s.next],
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
    /// Only to a verified professional whose question about an absent worker it answers (O2).
    #[serde(default)]
    pub worker_away: bool,
    /// The next step.
    pub next: StepId,
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
    /// The next step, once that is closed (at once, if it is).
    pub next: StepId,
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

/// What a person's move into a folder means (R9).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// Rule.
    pub rule: RuleId,
    /// The folder.
    pub to: FolderName,
    /// The step that goes on from there.
    pub go: StepId,
    /// What it would send waits the mailbox's settling time first.
    #[serde(default)]
    pub settle: bool,
}

/// Whom a step means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The officer who holds the request.
    Holder,
    /// Everybody of a role: `role:rao`.
    Role(String),
    /// One chosen from a pool by rota: `pool:review`.
    Pool(String),
    /// One chosen from the pool that the route named: `pool`.
    RoutePool,
    /// Who took the decision.
    Adviser,
    /// Who is to take the contact.
    Assigned,
    /// Everybody asked whose answer does not stand.
    OthersAsked,
    /// The allocated worker of each open involvement (O1).
    Worker,
    /// The tray of each open involvement's team.
    Tray,
    /// The manager of that team; absent: the covering manager (O1).
    TeamManager,
    /// The covering manager of that team.
    CoveringManager,
    /// The service manager of that team.
    ServiceManager,
    /// Business support of that team.
    TeamBusinessSupport,
    /// The mailbox's own business support address.
    BusinessSupport,
    /// The emergency duty team's address.
    EmergencyTeam,
    /// The administrator's alarm address.
    Alarm,
}

impl Who {
    /// Reads it as written in a procedure.
    ///
    /// # Errors
    /// With what may be written instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(role) = text.strip_prefix("role:") {
            return Ok(Self::Role(role.to_owned()));
        }
        if let Some(pool) = text.strip_prefix("pool:") {
            return Ok(Self::Pool(pool.to_owned()));
        }
        Ok(match text {
            "holder" => Self::Holder,
            "pool" => Self::RoutePool,
            "adviser" => Self::Adviser,
            "assigned" => Self::Assigned,
            "others_asked" => Self::OthersAsked,
            "worker" => Self::Worker,
            "tray" => Self::Tray,
            "team_manager" => Self::TeamManager,
            "covering_manager" => Self::CoveringManager,
            "service_manager" => Self::ServiceManager,
            "team_business_support" => Self::TeamBusinessSupport,
            "business_support" => Self::BusinessSupport,
            "emergency_team" => Self::EmergencyTeam,
            "alarm" => Self::Alarm,
            other => {
                return Err(format!(
                    "`{other}` is nobody; write one of holder, pool, pool:NAME, role:NAME, adviser, assigned, \
                     others_asked, worker, tray, team_manager, covering_manager, service_manager, \
                     team_business_support, business_support, emergency_team, alarm"
                ));
            }
        })
    }
}

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// How long somebody has to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// By noon's rule (R4): `noon`.
    Noon,
    /// So many minutes of working time: `90m` or `2h`.
    WorkingMinutes(u32),
    /// So many minutes by the clock, for what cannot wait: `30m clock`.
    Minutes(u32),
}

impl Window {
    /// Reads it as written in a procedure.
    ///
    /// # Errors
    /// With what may be written instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no window; write `noon`, `90m`, `2h` or `30m clock`");
        if text == "noon" {
            return Ok(Self::Noon);
        }
        let (length, clock) = match text.strip_suffix(" clock") {
            Some(length) => (length, true),
            None => (text, false),
        };
        let minutes = if let Some(hours) = length.strip_suffix('h') {
            hours.parse::<u32>().ok().and_then(|h| h.checked_mul(60))
        } else {
            length.strip_suffix('m').and_then(|m| m.parse().ok())
        };
        let minutes = minutes.filter(|m| (1..=20_160).contains(m)).ok_or_else(wrong)?;
        Ok(if clock { Self::Minutes(minutes) } else { Self::WorkingMinutes(minutes) })
    }
}

impl<'de> Deserialize<'de> for Window {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Noon => f.write_str("noon"),
            Self::WorkingMinutes(m) => write!(f, "{m}m"),
            Self::Minutes(m) => write!(f, "{m}m clock"),
        }
    }
}

fn an_hour() -> u32 {
    60
}

fn yes() -> bool {
    true
}
