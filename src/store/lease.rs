//! One daemon works on one store.

use chrono::{DateTime, TimeDelta, Utc};

use super::columns::{At, micros};
use super::database::Store;
use super::error::StoreError;

const TAKE: &str = "INSERT INTO leases (name, holder, until) VALUES ('daemon', $1, $2) \
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
    WHERE leases.until <= $3 OR leases.holder = excluded.holder";
const TAKE_OVER: &str = "UPDATE leases SET holder = $1, until = $2 WHERE name = 'daemon' AND holder = $3";
const RENEW: &str = "UPDATE leases SET until = $1 WHERE name = 'daemon' AND holder = $2";
const RELEASE: &str = "DELETE FROM leases WHERE name = 'daemon' AND holder = $1";
const HELD: &str = "SELECT holder, until FROM leases WHERE name = 'daemon'";

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
    /// Takes the lease for `length` from `now`, if it is free, over, or this holder's already.
    ///
    /// # Errors
    /// [`LeaseError::Held`] names who has it.
    pub async fn lease(&self, holder: &str, now: DateTime<Utc>, length: TimeDelta) -> Result<Lease, LeaseError> {
        let until = now + length;
        let taken = sqlx::query(TAKE).bind(holder).bind(micros(until)).bind(micros(now));
        let taken = taken.execute(self.writer()).await.map_err(StoreError::sql("taking the lease"))?;
        if taken.rows_affected() == 1 { Ok(Lease { holder: holder.to_owned(), until }) } else { Err(self.held().await) }
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
    ) -> Result<Lease, LeaseError> {
        let until = now + length;
        let taken = sqlx::query(TAKE_OVER).bind(holder).bind(micros(until)).bind(gone);
        let taken = taken.execute(self.writer()).await.map_err(StoreError::sql("taking the lease over"))?;
        if taken.rows_affected() == 1 { Ok(Lease { holder: holder.to_owned(), until }) } else { Err(self.held().await) }
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

    /// Gives the lease back; nothing happens when it is no longer ours.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn release(&self, lease: Lease) -> Result<(), StoreError> {
        let released = sqlx::query(RELEASE).bind(lease.holder).execute(self.writer()).await;
        released.map(|_| ()).map_err(StoreError::sql("giving the lease back"))
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
