//! A procedure as data: routes that choose a way by what is known, and the few generic steps of the
//! ways: file, tell, ask, wait, letter, assign, join, close. Read from `config/pathways/*.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::{CaseState, FolderName, Kind, ReferrerKind, RuleId, StepId};

pub use super::steps::{
    AnswerRule, AskForForm, AskStep, AssignStep, CloseStep, FileStep, JoinStep, LetterStep, Rung, Step, TellStep,
    WaitStep,
};
pub use super::who::{Who, Window};

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
    /// The step when a referrer who was told that the worker is away asks for somebody now (O2).
    #[serde(default)]
    pub ask_now: Option<StepId>,
    /// Days after its end for which an earlier request still makes an identical mail its copy (C5), counted as the
    /// look-back is; left out: the look-back itself.
    #[serde(default)]
    pub copies_within_days: Option<u32>,
    /// Working minutes for which a mail is not reported as unattended once somebody flagged it RAO (R9); an urgent one
    /// is reported after its step's own interval all the same.
    #[serde(default = "worked_on_minutes")]
    pub worked_on_minutes: u32,
    /// The pool that decides where a person started a review and no route names one.
    pub default_pool: String,
}

/// Half a day, where a procedure says nothing of it.
#[must_use]
pub fn worked_on_minutes() -> u32 {
    4 * 60
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
    /// The writer has the name or the address of one of the family, or of who is said to have harmed the child (L4).
    #[serde(default)]
    pub writer_concerned: Option<bool>,
    /// Some child is "perhaps" in the store (C1).
    #[serde(default)]
    pub perhaps: Option<bool>,
    /// Some child is "perhaps" in the store, and which way is right depends on who it is (C1).
    #[serde(default)]
    pub who_matters: Option<bool>,
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
    /// A brother or sister whom the mail names may be one whose case is open (C2).
    #[serde(default)]
    pub sibling_perhaps_open: Option<bool>,
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
