//! The database itself: opening, migrating, backing up. What `SQLite` alone has stands here, so that another database
//! can be put in its place.

use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::query_builder::Separated;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};

use super::error::StoreError;

/// The database this is written for.
pub(super) type Db = sqlx::Sqlite;
/// A transaction on the one writer.
pub(super) type Writing = sqlx::Transaction<'static, Db>;
/// A statement with a list of values.
pub(super) type Sql = sqlx::QueryBuilder<Db>;
/// One row of such a list.
pub(super) type Values<'b> = Separated<'b, Db, &'static str>;

/// The schema, step by step.
pub(super) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/frontdoor");

/// Rows of one statement with many values. Statements of exactly this many rows are prepared once and kept.
const CHUNK: usize = 50;

/// The daemon's own record, in one file.
#[derive(Debug, Clone)]
pub struct Store {
    writer: sqlx::Pool<Db>,
    readers: sqlx::Pool<Db>,
    path: PathBuf,
}

impl Store {
    /// Opens the store at `path`. It must be there with exactly the schema of this program.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Denied`], [`StoreError::Older`], [`StoreError::Newer`], or the database's
    /// refusal.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        may_be_written(path)?;
        // One writer: a second one could only wait, and a lost upgrade from reading to writing is not retried.
        let writer =
            pool(1).connect_with(options(path)).await.map_err(StoreError::opening("opening the store", path))?;
        check_schema(&writer, path).await?;
        let readers = pool(3)
            .connect_with(options(path).pragma("query_only", "on"))
            .await
            .map_err(StoreError::opening("opening the store for reading", path))?;
        Ok(Self { writer, readers, path: path.to_owned() })
    }

    /// Makes the store at `path` if it is missing (readable by its owner alone) and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a later program made it; [`StoreError::Migration`]; the database's refusal.
    pub async fn migrate(path: &Path) -> Result<(), StoreError> {
        match may_be_written(path) {
            Err(StoreError::Missing { .. }) => create(path)?,
            Err(other) => return Err(other),
            Ok(()) => {}
        }
        let doing = "opening the store for migration";
        let mut connection = options(path).connect().await.map_err(StoreError::opening(doing, path))?;
        let found = schema_of(&mut connection).await?;
        if found > wanted_schema() {
            return Err(StoreError::Newer { path: path.to_owned(), found, wanted: wanted_schema() });
        }
        MIGRATIONS.run(&mut connection).await.map_err(|source| StoreError::Migration { source })?;
        connection.close().await.map_err(StoreError::sql("closing after migration"))
    }

    /// Writes a consistent copy to `to`, readable by its owner alone, while the daemon goes on.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when `to` is there; [`StoreError::File`]; the database's refusal.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        create(to)?;
        let written = self.copy_into(to).await;
        if written.is_err() {
            // An incomplete copy is worse than none; that it cannot be removed is no news beside the first error.
            let _ = std::fs::remove_file(to);
        }
        written
    }

    async fn copy_into(&self, to: &Path) -> Result<(), StoreError> {
        let doing = "backing up";
        let mut connection = options(&self.path).connect().await.map_err(StoreError::sql(doing))?;
        let target = to.to_string_lossy().into_owned();
        sqlx::query("VACUUM INTO $1").bind(target).execute(&mut connection).await.map_err(StoreError::sql(doing))?;
        connection.close().await.map_err(StoreError::sql(doing))?;
        let synced = std::fs::File::open(to).and_then(|file| file.sync_all());
        synced.map_err(|source| StoreError::File { path: to.to_owned(), source })
    }

    /// Closes all connections; what was committed is on the disk already.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Begins a transaction on the one writer, with the write lock.
    pub(super) async fn begin(&self) -> Result<Writing, StoreError> {
        self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::sql("beginning a transaction"))
    }

    /// Connections that only read.
    pub(super) fn reader(&self) -> &sqlx::Pool<Db> {
        &self.readers
    }

    /// The writer, for a single statement.
    pub(super) fn writer(&self) -> &sqlx::Pool<Db> {
        &self.writer
    }
}

/// How every connection is opened.
pub(super) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        // A mail that is on record must be so after a power cut too.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(200)
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864")
        .pragma("cache_size", "-16384")
        .pragma("temp_store", "memory")
        // What is purged is overwritten where that costs no further writing.
        .pragma("secure_delete", "fast")
        .disable_statement_logging()
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// Whether the file is there and this user may read and write it: a database that may only be looked at by others is
/// not one that is missing.
fn may_be_written(path: &Path) -> Result<(), StoreError> {
    let opened = std::fs::OpenOptions::new().read(true).write(true).open(path);
    opened.map(drop).map_err(|source| StoreError::of_file(path, source))
}

/// Makes a directory of the store with those above it, closed to everybody but the daemon's user and group.
///
/// # Errors
/// The system's refusal.
pub fn make_directory(path: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o750).create(path)
}

/// Makes an empty file that is its owner's alone.
pub(super) fn create(path: &Path) -> Result<(), StoreError> {
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(StoreError::Exists { path: path.to_owned() }),
        // What is missing is the directory.
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
            Err(StoreError::File { path: path.to_owned(), source })
        }
        Err(source) => Err(StoreError::of_file(path, source)),
    }
}

fn wanted_schema() -> i64 {
    MIGRATIONS.iter().map(|m| m.version).max().unwrap_or(0)
}

async fn check_schema(pool: &sqlx::Pool<Db>, path: &Path) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await.map_err(StoreError::sql("opening the store"))?;
    let (found, wanted) = (schema_of(&mut connection).await?, wanted_schema());
    let path = path.to_owned();
    match found.cmp(&wanted) {
        std::cmp::Ordering::Less => Err(StoreError::Older { path, found, wanted }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(StoreError::Newer { path, found, wanted }),
    }
}

/// The schema's version; 0 when there is none.
async fn schema_of(connection: &mut sqlx::SqliteConnection) -> Result<i64, StoreError> {
    const IS_THERE: &str = "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
    const VERSION: &str = "SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success";
    let doing = "reading the schema's version";
    let there: i64 = sqlx::query_scalar(IS_THERE).fetch_one(&mut *connection).await.map_err(StoreError::sql(doing))?;
    if there == 0 {
        return Ok(0);
    }
    sqlx::query_scalar(VERSION).fetch_one(connection).await.map_err(StoreError::sql(doing))
}

/// Runs `head VALUES (…), (…) tail` for all rows, as few statements as may be, and returns how many rows changed.
pub(super) async fn write_rows<T>(
    tx: &mut Writing,
    doing: &'static str,
    (head, tail): (&'static str, &'static str),
    rows: &[T],
    mut bind: impl FnMut(Values<'_>, &T),
) -> Result<u64, StoreError> {
    let mut changed = 0;
    for chunk in rows.chunks(CHUNK) {
        let mut sql = Sql::new(head);
        sql.push_values(chunk, &mut bind);
        sql.push(tail);
        let query = sql.build().persistent(keep_prepared(chunk.len()));
        changed += query.execute(&mut **tx).await.map_err(StoreError::sql(doing))?.rows_affected();
    }
    Ok(changed)
}

/// The same for a statement that gives rows back.
pub(super) async fn write_rows_returning<T, R>(
    tx: &mut Writing,
    doing: &'static str,
    (head, tail): (&'static str, &'static str),
    rows: &[T],
    mut bind: impl FnMut(Values<'_>, &T),
) -> Result<Vec<R>, StoreError>
where
    R: Send + Unpin + for<'r> sqlx::FromRow<'r, <Db as sqlx::Database>::Row>,
{
    let mut returned = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(CHUNK) {
        let mut sql = Sql::new(head);
        sql.push_values(chunk, &mut bind);
        sql.push(tail);
        let query = sql.build_query_as::<R>().persistent(keep_prepared(chunk.len()));
        returned.extend(query.fetch_all(&mut **tx).await.map_err(StoreError::sql(doing))?);
    }
    Ok(returned)
}

/// Runs `head $1, $2, … tail` for all values.
pub(super) async fn write_list<T>(
    tx: &mut Writing,
    doing: &'static str,
    (head, tail): (&'static str, &'static str),
    values: &[T],
    mut bind: impl FnMut(&mut Values<'_>, &T),
) -> Result<u64, StoreError> {
    let mut changed = 0;
    for chunk in values.chunks(CHUNK) {
        let mut sql = list_sql(head, tail, chunk, &mut bind);
        let query = sql.build().persistent(keep_prepared(chunk.len()));
        changed += query.execute(&mut **tx).await.map_err(StoreError::sql(doing))?.rows_affected();
    }
    Ok(changed)
}

/// The statement `head $1, $2, … tail`.
pub(super) fn list_sql<T>(
    head: &'static str,
    tail: &'static str,
    values: &[T],
    mut bind: impl FnMut(&mut Values<'_>, &T),
) -> Sql {
    let mut sql = Sql::new(head);
    let mut list = sql.separated(", ");
    for value in values {
        bind(&mut list, value);
    }
    sql.push(tail);
    sql
}

/// Lists to be looked up, in pieces that one statement takes.
pub(super) fn pieces<T>(values: &[T]) -> std::slice::Chunks<'_, T> {
    values.chunks(CHUNK)
}

/// Small and full chunks come again and again; what lies between would only crowd the cache.
pub(super) fn keep_prepared(rows: usize) -> bool {
    rows <= 3 || rows == CHUNK
}
