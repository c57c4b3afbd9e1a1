//! `frontdoor match`: is this child known? One child by what is known of them, or many from a table (C1). Nothing is
//! written, and nothing is said of a restricted record (C9).

mod page;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use crate::config::Credentials;
use crate::config::Draft;
use crate::daemon::check::Checker;
use crate::domain::{ChildFacts, Clock, Name};
use crate::matching::FindingRules;
use crate::store::cases::CaseStore;

use super::{CommandError, WithConfig};

/// What is said of a restricted record, and nothing else (C9).
const SEALED: &str = "a person must look";

#[derive(Debug, Args)]
pub(super) struct MatchArguments {
    #[command(flatten)]
    with: WithConfig,
    /// A table with the columns of the extract's people.csv, any of them missing, and `row`; one line of CSV comes out
    /// for each.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["One", "explain"], required_unless_present = "One")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    one: One,
    /// Say how each field was weighed, what was looked for, and who came next.
    #[arg(long)]
    explain: bool,
    /// Ages are counted from this day (2026-11-23); left out: today.
    #[arg(long)]
    received: Option<NaiveDate>,
}

/// What is known of one child.
#[derive(Debug, Args)]
#[group(multiple = true)]
struct One {
    /// Given names.
    #[arg(long, value_name = "NAMES")]
    given: Option<String>,
    /// Family name.
    #[arg(long, value_name = "NAME")]
    family: Option<String>,
    /// Another name, as "Given/Family"; either part may be empty.
    #[arg(long, value_name = "NAME")]
    alias: Vec<String>,
    /// Date of birth (2015-01-19).
    #[arg(long, value_name = "DATE")]
    born: Option<NaiveDate>,
    /// The date is a due date.
    #[arg(long)]
    unborn: bool,
    /// Age in years, where the date of birth is not known.
    #[arg(long, conflicts_with = "born")]
    age: Option<u8>,
    /// Gender.
    #[arg(long)]
    gender: Option<String>,
    /// Address without the postcode.
    #[arg(long)]
    address: Option<String>,
    /// Postcode.
    #[arg(long)]
    postcode: Option<String>,
    /// School or nursery.
    #[arg(long)]
    school: Option<String>,
    /// NHS number.
    #[arg(long, value_name = "NUMBER")]
    nhs_number: Option<String>,
    /// Unique pupil number.
    #[arg(long, value_name = "NUMBER")]
    upn: Option<String>,
    /// The case system's number.
    #[arg(long, value_name = "NUMBER")]
    case_number: Option<String>,
}

impl One {
    fn facts(self) -> ChildFacts {
        let text = Option::<String>::unwrap_or_default;
        let name = |written: String| match written.split_once('/') {
            Some((given, family)) => Name { given: given.to_owned(), family: family.to_owned() },
            None => Name { given: written, family: String::new() },
        };
        ChildFacts {
            name: Name { given: text(self.given), family: text(self.family) },
            aliases: self.alias.into_iter().map(name).collect(),
            date_of_birth: self.born,
            age: self.age,
            unborn: self.unborn,
            gender: text(self.gender),
            address: text(self.address),
            postcode: text(self.postcode),
            school: text(self.school),
            nhs_number: text(self.nhs_number),
            upn: text(self.upn),
            case_number: text(self.case_number),
            ..ChildFacts::default()
        }
    }
}

pub(super) async fn run(arguments: MatchArguments) -> Result<ExitCode, CommandError> {
    let MatchArguments { with, csv, one, explain, received } = arguments;
    let draft = Draft::read(&with.config, &Credentials::NotNeeded);
    let (model, places) = draft.matching()?;
    let store = CaseStore::open(&places.case_store.directory).await?;
    let checker = Checker::new(store, model, FindingRules::default(), places.zone);
    let on = received.unwrap_or_else(|| Clock::System.now().with_timezone(&places.zone).date_naive());
    let as_of = checker.as_of().await?.ok_or_else(nothing_imported)?.with_timezone(&places.zone);
    // Apart from the answers, which other programs read.
    eprintln!("as the case system stood on {}", as_of.format("%d/%m/%Y at %H:%M"));
    match csv {
        Some(file) => table::run(&checker, &file, on).await,
        None => page::run(&checker, &one.facts(), on, explain).await,
    }
}

/// What both say while the case store is empty.
fn nothing_imported() -> CommandError {
    CommandError::Words("nothing was ever imported into the case store: run `frontdoor import` first".to_owned())
}
