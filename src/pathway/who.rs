//! Whom a step means, and how long they have: both as written in a procedure.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

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
    /// The staff named for a restricted record (C9), each by a message of their own.
    Named,
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
            "named" => Self::Named,
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
                     named, others_asked, worker, tray, team_manager, covering_manager, service_manager, \
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
