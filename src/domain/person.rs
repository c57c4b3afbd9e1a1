//! The case store's vocabulary: people, what was done with them, and staff.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ids::{PersonId, StaffId};

/// A name a person is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Name {
    /// Given names, as written.
    pub given: String,
    /// Family name, as written.
    pub family: String,
}

impl Name {
    /// Both parts, for people to read.
    #[must_use]
    pub fn full(&self) -> String {
        format!("{} {}", self.given, self.family).trim().to_owned()
    }
}

/// A person of the case store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The case system's id.
    pub id: PersonId,
    /// The name on the record.
    pub name: Name,
    /// Other names.
    pub aliases: Vec<Name>,
    /// Date of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// `M`, `F` or what the extract says.
    pub gender: String,
    /// NHS number, digits only; perhaps empty.
    pub nhs_number: String,
    /// Unique pupil number; perhaps empty.
    pub upn: String,
    /// Street address without the postcode.
    pub address: String,
    /// Postcode, as written.
    pub postcode: String,
    /// Earlier addresses: (address, postcode).
    pub earlier_addresses: Vec<(String, String)>,
    /// School or nursery.
    pub school: String,
    /// `none` or what the extract says.
    pub disability: String,
    /// Whether staff must take care; never leaves for outsiders (L1).
    pub safety_alert: bool,
    /// Staff who alone may be told (C9). Empty and `restricted`: nobody.
    pub restricted_to: Vec<StaffId>,
    /// Whether the record is restricted (C9).
    pub restricted: bool,
}

/// Any work with a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Involvement {
    /// The case system's id.
    pub id: String,
    /// Whose.
    pub person: PersonId,
    /// `contact`, `referral`, `assessment`, `no_further_action` … as the extract says, lower-case.
    pub kind: String,
    /// The service: `cass`, `asti`, `family_support` …
    pub service: String,
    /// The team.
    pub team: String,
    /// The worker.
    pub worker: Option<StaffId>,
    /// When it opened.
    pub opened_on: NaiveDate,
    /// When it closed; `None` while open.
    pub closed_on: Option<NaiveDate>,
    /// What came of it, as the extract says.
    pub outcome: String,
    /// Who decided.
    pub decided_by: Option<StaffId>,
    /// When that was decided.
    pub decided_on: Option<NaiveDate>,
    /// Who had written: `police`, `education` …
    pub source: String,
    /// What it was about.
    pub summary: String,
}

/// The kind of a [`Relation`] that the case system does not give: children of one family name live at one address. What
/// they are to each other is a guess, so it is never taken for brotherhood by itself.
pub const SHARED_ADDRESS: &str = "shared_address";

/// A relation of a person of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// The other person; for the kind `staff`, a staff id.
    pub other: PersonId,
    /// `sibling`, `half_sibling`, `parent`, `carer`, `household`, `staff` … as the extract says, lower-case; or
    /// [`SHARED_ADDRESS`].
    pub kind: String,
    /// The other person's name on record; empty when the store does not have them, and where their record is restricted
    /// (C9): what a restricted record says must not speak through others.
    pub name: Name,
    /// The other person's date of birth, as the name.
    pub date_of_birth: Option<NaiveDate>,
    /// Where a `parent` or `carer` lives, for the child may be there: address and postcode. Empty for other kinds, and
    /// as the name.
    pub address: String,
    /// See `address`.
    pub postcode: String,
}

/// A person with all that is on record of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Who.
    pub person: Person,
    /// Ids that were merged into this one.
    pub former_ids: Vec<PersonId>,
    /// What was done with them, newest opening first.
    pub involvements: Vec<Involvement>,
    /// Their relations.
    pub relations: Vec<Relation>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The case system's id.
    pub id: StaffId,
    /// Name for people to read.
    pub name: String,
    /// Work address, lower-case.
    pub email: String,
    /// `team_manager`, `senior_practitioner`, `rao` …
    pub role: String,
    /// Their team.
    pub team: String,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// The service it belongs to.
    pub service: String,
    /// The team's tray, an address.
    pub tray_email: String,
    /// Its manager.
    pub manager: Option<StaffId>,
    /// Who covers for the manager.
    pub covering_manager: Option<StaffId>,
    /// Its business support's address.
    pub business_support_email: String,
    /// Its service manager.
    pub service_manager: Option<StaffId>,
}
