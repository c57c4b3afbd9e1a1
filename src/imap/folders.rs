//! Folders: listing, making, looking at, selecting.

use super::connection::{Command, Connection, demand_ok};
use super::error::ImapError;
use super::names::{folder_of, quoted_folder};
use super::reply::Reply;
use crate::domain::FolderName;

/// What a folder held when it was selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    /// The folder's UIDVALIDITY: when it changes, every UID means something else.
    pub uid_validity: u32,
    /// The UID that the next message gets; 0 when the server does not say.
    pub uid_next: u32,
    /// How many messages there are.
    pub exists: u32,
    /// Whether new keywords may be made here (Exchange allows none).
    pub keywords_allowed: bool,
    /// The flags and keywords that can be kept; empty when the server does not say (then all can).
    pub permanent_flags: Vec<String>,
    /// Whether nothing can be changed here.
    pub read_only: bool,
}

impl Selected {
    /// Whether a flag or keyword would be kept.
    #[must_use]
    pub fn keeps(&self, flag: &str) -> bool {
        self.permanent_flags.is_empty()
            || self.permanent_flags.iter().any(|own| own.eq_ignore_ascii_case(flag))
            || self.keywords_allowed && !flag.starts_with('\\')
    }
}

/// What a folder holds, without selecting it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderStatus {
    /// The folder.
    pub folder: FolderName,
    /// Its UIDVALIDITY.
    pub uid_validity: u32,
    /// The UID that the next message gets.
    pub uid_next: u32,
    /// How many messages there are.
    pub messages: u32,
    /// Grows with every change, flags included, where the server can tell (CONDSTORE).
    pub highest_modseq: Option<u64>,
}

/// Commands sent without waiting between them.
const AT_ONCE: usize = 50;

/// How often a SELECT is tried again when the server says that another connection has just made the folder.
const MADE_BY_ANOTHER: usize = 3;

impl Connection {
    /// The folders of the mailbox that can be selected, as people see them. A folder whose name could not be
    /// sent back (it is not valid modified UTF-7) is left out.
    ///
    /// # Errors
    /// As every command.
    pub async fn list(&mut self) -> Result<Vec<FolderName>, ImapError> {
        self.listed("LIST \"\" \"*\"").await
    }

    async fn listed(&mut self, line: &str) -> Result<Vec<FolderName>, ImapError> {
        let delimiter = self.delimiter;
        let mut folders = Vec::new();
        let mut unnamed = 0_u32;
        self.command("LIST", Command::line(line), |reply| {
            if let Reply::List(listed) = reply
                && listed.selectable
            {
                match folder_of(&listed.name, delimiter) {
                    Some(folder) => folders.push(folder),
                    None => unnamed += 1,
                }
            }
        })
        .await?;
        if unnamed > 0 {
            tracing::warn!(folders = unnamed, "folders with names that cannot be read are left out");
        }
        folders.sort();
        folders.dedup();
        Ok(folders)
    }

    pub(super) async fn learn_delimiter(&mut self) -> Result<(), ImapError> {
        let mut delimiter = None;
        self.command("LIST", Command::line("LIST \"\" \"\""), |reply| {
            if let Reply::List(listed) = reply {
                delimiter = listed.delimiter;
            }
        })
        .await?;
        self.delimiter = delimiter;
        Ok(())
    }

    /// Makes the folder, and subscribes to it so that people's mail programs show it. One that exists is fine.
    ///
    /// # Errors
    /// As every command.
    pub async fn create(&mut self, folder: &FolderName) -> Result<(), ImapError> {
        let name = quoted_folder(folder, self.delimiter)?;
        match self.command("CREATE", Command::line(&format!("CREATE {name}")), |_| ()).await {
            Ok(_) => {}
            Err(ImapError::Refused { said, .. }) if said.has_code("ALREADYEXISTS") => {}
            // Not every server has that code: whether it exists is asked.
            Err(error @ ImapError::Refused { .. }) => {
                if self.status(std::slice::from_ref(folder)).await?.is_empty() {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
        match self.command("SUBSCRIBE", Command::line(&format!("SUBSCRIBE {name}")), |_| ()).await {
            Ok(_) | Err(ImapError::Refused { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// What each of these folders holds, in their order. A folder that does not exist is left out.
    ///
    /// # Errors
    /// As every command; [`ImapError::Refused`] when one was refused for another reason than being missing.
    pub async fn status(&mut self, folders: &[FolderName]) -> Result<Vec<FolderStatus>, ImapError> {
        let items = if self.can("CONDSTORE") {
            "(MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"
        } else {
            "(MESSAGES UIDNEXT UIDVALIDITY)"
        };
        let deadline = self.limits.command;
        let delimiter = self.delimiter;
        let mut all = Vec::with_capacity(folders.len());
        for chunk in folders.chunks(AT_ONCE) {
            let lines: Result<Vec<String>, ImapError> = chunk
                .iter()
                .map(|folder| Ok(format!("STATUS {} {items}", quoted_folder(folder, delimiter)?)))
                .collect();
            let lines = lines?;
            let commands: Vec<Command<'_>> = lines.iter().map(|line| Command::line(line)).collect();
            let mut found: Vec<FolderStatus> = Vec::new();
            let answers = self
                .exchange("STATUS", deadline, &commands, |reply| {
                    if let Reply::FolderStatus(data) = reply
                        && let Some(folder) = folder_of(&data.name, delimiter)
                        && let (Some(uid_validity), Some(uid_next), Some(messages)) =
                            (data.uid_validity, data.uid_next, data.messages)
                    {
                        let highest_modseq = data.highest_modseq;
                        found.push(FolderStatus { folder, uid_validity, uid_next, messages, highest_modseq });
                    }
                })
                .await?;
            for (folder, said) in chunk.iter().zip(answers) {
                match demand_ok("STATUS", said) {
                    Ok(_) => {
                        let same = |status: &&FolderStatus| is_same(&status.folder, folder);
                        let status = found
                            .iter()
                            .find(same)
                            .ok_or(ImapError::Unreadable { during: "STATUS", what: "no numbers for a folder" })?;
                        all.push(FolderStatus { folder: folder.clone(), ..status.clone() });
                    }
                    Err(error) if error.is_missing_folder() => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(all)
    }

    /// Opens a folder for the commands on messages.
    ///
    /// A server that makes the folder on its first use refuses the second of two connections that are there first
    /// (Dovecot: `NO [ALREADYEXISTS]`). It is there then, and asking again opens it.
    ///
    /// # Errors
    /// As every command; [`ImapError::is_missing_folder`] when there is none of that name.
    pub async fn select(&mut self, folder: &FolderName) -> Result<Selected, ImapError> {
        for _ in 0..MADE_BY_ANOTHER {
            match self.select_once(folder).await {
                Err(ImapError::Refused { said, .. }) if said.has_code("ALREADYEXISTS") => {}
                selected => return selected,
            }
        }
        self.select_once(folder).await
    }

    async fn select_once(&mut self, folder: &FolderName) -> Result<Selected, ImapError> {
        let name = quoted_folder(folder, self.delimiter)?;
        // A SELECT that fails leaves no folder selected.
        self.selected = None;
        let mut uid_validity = None;
        let mut selected = Selected {
            uid_validity: 0,
            uid_next: 0,
            exists: 0,
            keywords_allowed: true,
            permanent_flags: Vec::new(),
            read_only: false,
        };
        let said = self
            .command("SELECT", Command::line(&format!("SELECT {name}")), |reply| match reply {
                Reply::Exists(exists) => selected.exists = exists,
                Reply::Status(said) => match said.code.as_deref() {
                    Some("UIDVALIDITY") => uid_validity = said.arguments.trim().parse().ok(),
                    Some("UIDNEXT") => selected.uid_next = said.arguments.trim().parse().unwrap_or(0),
                    Some("PERMANENTFLAGS") => {
                        let flags = said.arguments.trim().trim_start_matches('(').trim_end_matches(')');
                        selected.permanent_flags = flags.split_ascii_whitespace().map(str::to_owned).collect();
                        selected.keywords_allowed = selected.permanent_flags.iter().any(|flag| flag == "\\*");
                    }
                    _ => {}
                },
                Reply::Tagged { .. }
                | Reply::Continue
                | Reply::Expunge
                | Reply::Fetch(_)
                | Reply::List(_)
                | Reply::FolderStatus(_)
                | Reply::Search(_)
                | Reply::Capability(_)
                | Reply::Other => {}
            })
            .await?;
        selected.read_only = said.has_code("READ-ONLY");
        // Without a UIDVALIDITY no UID can be trusted from one day to the next.
        selected.uid_validity = uid_validity
            .filter(|validity| *validity > 0)
            .ok_or(ImapError::Unsupported("the folder has no UIDVALIDITY"))?;
        self.news = false;
        self.selected = Some((folder.clone(), selected.clone()));
        Ok(selected)
    }

    /// Selects the folder unless it is selected already.
    pub(super) async fn ensure_selected(&mut self, folder: &FolderName) -> Result<Selected, ImapError> {
        if let Some((current, selected)) = &self.selected
            && is_same(current, folder)
        {
            return Ok(selected.clone());
        }
        self.select(folder).await
    }

    pub(super) fn demand_selected(&self) -> Result<&Selected, ImapError> {
        self.selected.as_ref().map(|(_, selected)| selected).ok_or(ImapError::NotSelected)
    }
}

/// Whether two names are one folder: INBOX alone is so in any case.
pub(super) fn is_same(one: &FolderName, other: &FolderName) -> bool {
    one == other || one.as_str().eq_ignore_ascii_case("INBOX") && other.as_str().eq_ignore_ascii_case("INBOX")
}
