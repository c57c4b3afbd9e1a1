//! One daemon works on one store, and by its clock the store's times are to be read.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::AuditEntry;

use super::audit;
use super::columns::{At, micros};
use super::database::{Store, Writing};
use super::error::StoreError;

const TAKE: &str = "INSERT INTO leases (name, holder, until) VALUES ('daemon', $1, $2) \
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
    WHERE leases.until <= $3 OR leases.holder = excluded.holder";
const TAKE_OVER: &str = "UPDATE leases SET holder = $1, until = $2 WHERE name = 'daemon' AND holder = $3";
const RENEW: &str = "UPDATE leases SET until = $1 WHERE name = 'daemon' AND holder = $2";
const RELEASE: &str = "DELETE FROM leases WHERE name = 'daemon' AND holder = $1";
const HELD: &str = "SELECT holder, until FROM leases WHERE name = 'daemon'";

const SET_CLOCK: &str = "INSERT INTO clocks (name, at, machine_at, until, speed) VALUES ('daemon', $1, $2, $3, $4) \
    ON CONFLICT (name) DO UPDATE SET at = excluded.at, machine_at = excluded.machine_at, until = excluded.until, \
    speed = excluded.speed";
const NO_CLOCK: &str = "DELETE FROM clocks WHERE name = 'daemon'";
const CLOCK: &str = "SELECT at, machine_at, until, speed FROM clocks WHERE name = 'daemon'";

/// When by the daemon's clock, and under which configuration: for the audit.
#[derive(Debug, Clone, Copy)]
pub struct Under<'a> {
    /// By the daemon's clock.
    pub at: DateTime<Utc>,
    /// The configuration's version.
    pub policy_version: &'a str,
}

/// What a rehearsal's clock shows, beside the machine's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// By the rehearsal's clock.
    pub at: DateTime<Utc>,
    /// The same moment by the machine's.
    pub machine_at: DateTime<Utc>,
    /// By the machine's: it stands still from then on, unless it is noted again.
    pub until: DateTime<Utc>,
    /// How much faster than the machine's it runs.
    pub speed: f64,
}

impl Under<'_> {
    async fn note(&self, tx: &mut Writing, who: &str, what: &str, why: &str) -> Result<(), StoreError> {
        let entry = AuditEntry { who: who.to_owned(), what: what.to_owned(), why: why.to_owned(), rule: "".into() };
        audit::append_one(tx, audit::DAEMON, self.at, self.policy_version, &entry).await
    }
}

impl Reading {
    /// What it shows when the machine's clock shows this.
    #[must_use]
    pub fn now(&self, machine: DateTime<Utc>) -> DateTime<Utc> {
        let since = (machine.min(self.until) - self.machine_at).to_std().unwrap_or_default();
        let since = TimeDelta::from_std(since.mul_f64(self.speed.clamp(0.0, 1e6))).unwrap_or_default();
        self.at.checked_add_signed(since).unwrap_or(self.at)
    }
}

/// The right to work on this store, until a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Who works: unique to the process.
    pub holder: String,
    /// Until when, unless it is renewed.
    pub until: DateTime<Utc>,
}

/// The lease was not given.
#[derive(Debug, thiserror::Error)]
pub enum LeaseError {
    /// Another daemon has it.
    #[error("{holder} works on this store until {until}")]
    Held {
        /// Who.
        holder: String,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// It was ours and is nobody's now: stop, and start anew.
    #[error("the lease on this store was lost")]
    Lost,
    /// The store could not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Takes the lease for `length` from `now`, if it is free, over, or this holder's already. That a daemon starts
    /// stands in the audit, and that it takes over from another.
    ///
    /// # Errors
    /// [`LeaseError::Held`] names who has it.
    pub async fn lease(
        &self,
        holder: &str,
        now: DateTime<Utc>,
        length: TimeDelta,
        under: Under<'_>,
    ) -> Result<Lease, LeaseError> {
        let until = now + length;
        let mut tx = self.begin().await?;
        let before: Option<(String, i64)> =
            sqlx::query_as(HELD).fetch_optional(&mut *tx).await.map_err(StoreError::sql("reading the lease"))?;
        let taken = sqlx::query(TAKE).bind(holder).bind(micros(until)).bind(micros(now));
        let taken = taken.execute(&mut *tx).await.map_err(StoreError::sql("taking the lease"))?;
        let other = before.filter(|(before, _)| before != holder).map(|(before, _)| before);
        self.started(tx, taken.rows_affected(), Lease { holder: holder.to_owned(), until }, other.as_deref(), under)
            .await
    }

    /// Takes the lease for `length` from `now` over from a holder who is known to be gone.
    ///
    /// # Errors
    /// [`LeaseError::Held`] when somebody else has taken it meanwhile.
    pub async fn take_over(
        &self,
        holder: &str,
        gone: &str,
        now: DateTime<Utc>,
        length: TimeDelta,
        under: Under<'_>,
    ) -> Result<Lease, LeaseError> {
        let until = now + length;
        let mut tx = self.begin().await?;
        let taken = sqlx::query(TAKE_OVER).bind(holder).bind(micros(until)).bind(gone);
        let taken = taken.execute(&mut *tx).await.map_err(StoreError::sql("taking the lease over"))?;
        self.started(tx, taken.rows_affected(), Lease { holder: holder.to_owned(), until }, Some(gone), under).await
    }

    async fn started(
        &self,
        mut tx: Writing,
        taken: u64,
        lease: Lease,
        before: Option<&str>,
        under: Under<'_>,
    ) -> Result<Lease, LeaseError> {
        if taken != 1 {
            drop(tx);
            return Err(self.held().await);
        }
        if let Some(before) = before {
            let why = format!("{before} did not give it back");
            under.note(&mut tx, &lease.holder, "took the lease over", &why).await?;
        }
        under.note(&mut tx, &lease.holder, "started", concat!("version ", env!("CARGO_PKG_VERSION"))).await?;
        tx.commit().await.map_err(StoreError::sql("taking the lease"))?;
        Ok(lease)
    }

    /// Renews the lease for `length` from `now`.
    ///
    /// # Errors
    /// [`LeaseError::Held`] or [`LeaseError::Lost`] when it is no longer ours.
    pub async fn renew(&self, lease: &Lease, now: DateTime<Utc>, length: TimeDelta) -> Result<Lease, LeaseError> {
        let until = now + length;
        let renewed = sqlx::query(RENEW).bind(micros(until)).bind(&lease.holder).execute(self.writer()).await;
        let renewed = renewed.map_err(StoreError::sql("renewing the lease"))?;
        if renewed.rows_affected() == 1 {
            Ok(Lease { holder: lease.holder.clone(), until })
        } else {
            Err(self.held().await)
        }
    }

    /// Gives the lease back, and notes for the audit that the daemon stops and why; nothing happens when it is no longer
    /// ours.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn release(&self, lease: Lease, why: &str, under: Under<'_>) -> Result<(), StoreError> {
        let doing = "giving the lease back";
        let mut tx = self.begin().await?;
        let released = sqlx::query(RELEASE).bind(&lease.holder).execute(&mut *tx).await;
        if released.map_err(StoreError::sql(doing))?.rows_affected() == 1 {
            under.note(&mut tx, &lease.holder, "stopped", why).await?;
        }
        tx.commit().await.map_err(StoreError::sql(doing))
    }

    /// The daemon that works on this store, or worked on it last and did not end in order; `None` when there is none.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn holder(&self) -> Result<Option<Lease>, StoreError> {
        let row: Option<(String, i64)> =
            sqlx::query_as(HELD).fetch_optional(self.reader()).await.map_err(StoreError::sql("reading the lease"))?;
        let at = At { table: "leases", row: &"daemon" };
        row.map(|(holder, until)| Ok(Lease { holder, until: at.time("until", until)? })).transpose()
    }

    /// Notes what the daemon's clock shows; `None`: it goes by the machine's.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn set_clock(&self, reading: Option<&Reading>) -> Result<(), StoreError> {
        let query = match reading {
            None => sqlx::query(NO_CLOCK),
            Some(reading) => sqlx::query(SET_CLOCK)
                .bind(micros(reading.at))
                .bind(micros(reading.machine_at))
                .bind(micros(reading.until))
                .bind(reading.speed),
        };
        query.execute(self.writer()).await.map(drop).map_err(StoreError::sql("noting the clock"))
    }

    /// What the daemon's clock showed last; `None`: it goes by the machine's.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn clock(&self) -> Result<Option<Reading>, StoreError> {
        let row: Option<(i64, i64, i64, f64)> =
            sqlx::query_as(CLOCK).fetch_optional(self.reader()).await.map_err(StoreError::sql("reading the clock"))?;
        let column = At { table: "clocks", row: &"daemon" };
        row.map(|(at, machine_at, until, speed)| {
            Ok(Reading {
                at: column.time("at", at)?,
                machine_at: column.time("machine_at", machine_at)?,
                until: column.time("until", until)?,
                speed,
            })
        })
        .transpose()
    }

    async fn held(&self) -> LeaseError {
        let row: Result<Option<(String, i64)>, _> = sqlx::query_as(HELD).fetch_optional(self.writer()).await;
        match row {
            Ok(Some((holder, until))) => match (At { table: "leases", row: &"daemon" }).time("until", until) {
                Ok(until) => LeaseError::Held { holder, until },
                Err(error) => error.into(),
            },
            Ok(None) => LeaseError::Lost,
            Err(source) => StoreError::Sql { doing: "reading the lease", source }.into(),
        }
    }
}
