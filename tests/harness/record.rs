//! What the daemon wrote down, read from its database beside it.

use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool, SqlitePoolOptions};

use super::town::Town;

/// The daemon's record.
pub(crate) struct Record<'t> {
    pub(crate) town: &'t Town,
}

/// A row of the journal.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) scope: String,
    pub(crate) key: String,
    pub(crate) state: String,
    pub(crate) attempts: i64,
    pub(crate) result: Option<String>,
    pub(crate) template: Option<String>,
    pub(crate) filing: Option<String>,
    pub(crate) recipients: Option<String>,
    pub(crate) message_id: Option<String>,
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Row {
    /// For people, without the bytes.
    pub(crate) fn line(&self) -> String {
        let what = self.template.as_deref().or(self.filing.as_deref()).unwrap_or_default();
        let (to, result) = (self.recipients.as_deref().unwrap_or_default(), self.result.as_deref().unwrap_or_default());
        format!("{} {} {} x{} {result:?} {what} {to}", self.scope, self.key, self.state, self.attempts)
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct RequestRow {
    pub(crate) reference: String,
    pub(crate) phase: String,
    pub(crate) outcome: Option<String>,
    pub(crate) decided_by: Option<String>,
    pub(crate) message_id: Option<String>,
    pub(crate) body: String,
}

impl RequestRow {
    /// The whole request.
    pub(crate) fn value(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Who was asked, in order; notices left out.
    pub(crate) fn asked(&self) -> Vec<String> {
        let value = self.value();
        let asked = value["asked"].as_array().unwrap();
        asked.iter().filter(|a| a["notice"] != true).map(|a| a["person"].as_str().unwrap().to_owned()).collect()
    }
}

impl Record<'_> {
    async fn pool(&self) -> SqlitePool {
        let file = SqliteConnectOptions::new().filename(self.town.path("store/frontdoor.db"));
        // The daemon may just be opening or closing it.
        for _ in 0..100 {
            if let Ok(pool) = SqlitePoolOptions::new().max_connections(1).connect_with(file.clone()).await {
                return pool;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        SqlitePoolOptions::new().connect_with(file).await.expect("the daemon's database opens")
    }

    async fn number(&self, sql: &'static str) -> i64 {
        let pool = self.pool().await;
        let number = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
        pool.close().await;
        number
    }

    /// Mails on record.
    pub(crate) async fn arrived(&self) -> u32 {
        u32::try_from(self.number("SELECT count(*) FROM mails").await).unwrap()
    }

    /// When the mailbox was last looked at, in rehearsed seconds.
    pub(crate) async fn looked_at(&self) -> i64 {
        self.number("SELECT coalesce(max(at), 0) / 1000000 FROM checks").await
    }

    /// The record loses where a mail lies, as if it were nowhere.
    pub(crate) async fn forgets(&self, message_id: &str) {
        let pool = self.pool().await;
        let lost = "UPDATE mails SET folder = NULL, uid_validity = NULL, uid = NULL WHERE message_id = $1";
        let lost = sqlx::query(lost).bind(message_id).execute(&pool).await.unwrap();
        assert_eq!(lost.rows_affected(), 1, "one mail with that Message-ID");
        pool.close().await;
    }

    /// Whether something is still to be handled, filed or sent now.
    pub(crate) async fn busy(&self) -> bool {
        let pool = self.pool().await;
        let now = match &self.town.daemon {
            Some(daemon) => daemon.now(),
            None => chrono::NaiveDateTime::MAX,
        };
        // All stories play in November, when London keeps UTC.
        let now = now.and_utc().timestamp_micros();
        let busy: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM mails WHERE handled_at IS NULL) \
             + (SELECT count(*) FROM journal WHERE state = 'in_flight' \
                OR (state = 'pending' AND not_before <= $1) OR (state = 'unknown' AND unknowns < 2)) \
             + (SELECT count(*) FROM timers WHERE due_at <= $1) \
             + (SELECT count(*) FROM requests r JOIN journal j ON j.scope = r.reference \
                WHERE r.phase = 'sent' AND j.class = 'outsider' AND j.state = 'done')",
        )
        .bind(now)
        .fetch_one(&pool)
        .await
        .unwrap();
        pool.close().await;
        busy > 0
    }

    /// Whether all that the last death left is taken up: no message is still to be repeated, and no mail is handled
    /// for the second time.
    pub(crate) async fn taken_up(&self) -> bool {
        self.number(
            "SELECT (SELECT count(*) FROM journal WHERE state IN ('in_flight', 'unknown') AND unknowns = 1) \
             + (SELECT count(*) FROM mails WHERE handled_at IS NULL AND attempts > 0)",
        )
        .await
            == 0
    }

    /// Whether a death now could be the one after which a person is asked to look: a message is being repeated, or a
    /// mail is handled for the last time but one: the count of an attempt may be on the disk already and not yet be
    /// seen by others. `None` when that cannot be read now.
    pub(crate) async fn last_time(&self) -> Option<bool> {
        let file = SqliteConnectOptions::new().filename(self.town.path("store/frontdoor.db"));
        let file = file.busy_timeout(std::time::Duration::from_millis(20));
        let mut connection = SqliteConnection::connect_with(&file).await.ok()?;
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM journal WHERE state IN ('in_flight', 'unknown') AND unknowns > 0) \
             + (SELECT count(*) FROM mails WHERE handled_at IS NULL AND attempts > 1)",
        )
        .fetch_one(&mut connection)
        .await
        .ok();
        let _ = connection.close().await;
        found.map(|found| found > 0)
    }

    /// Message-IDs of what was repeated because its outcome was unknown.
    pub(crate) async fn unknown_once(&self) -> Vec<String> {
        let pool = self.pool().await;
        let ids: Vec<String> = sqlx::query_scalar("SELECT trim(message_id, '<>') FROM journal WHERE unknowns > 0")
            .fetch_all(&pool)
            .await
            .unwrap();
        pool.close().await;
        ids
    }

    /// The journal in the order of its rows.
    pub(crate) async fn journal(&self) -> Vec<Row> {
        let pool = self.pool().await;
        let rows = sqlx::query_as(
            "SELECT scope, key, state, attempts, result, template, filing, recipients, message_id, bytes \
             FROM journal ORDER BY id",
        );
        let rows: Vec<Row> = rows.fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows
    }

    /// Messages that SMTP took, counted by recipient; not those to addresses that are refused after that.
    pub(crate) async fn messages_out(&self) -> usize {
        let rows = self.journal().await;
        let sent = rows.iter().filter(|row| row.state == "done").filter_map(|row| row.recipients.as_ref());
        sent.flat_map(|json| serde_json::from_str::<Vec<String>>(json).unwrap())
            .filter(|to| !to.starts_with("nobody-here@") && !to.starts_with("refused@"))
            .filter(|to| !to.ends_with("cass@") && *to != self.town.door())
            .count()
    }

    /// All requests with the Message-ID of their mail, oldest first.
    pub(crate) async fn requests(&self) -> Vec<RequestRow> {
        let pool = self.pool().await;
        let rows = sqlx::query_as(
            "SELECT reference, phase, outcome, decided_by, message_id, body FROM requests \
             JOIN mails ON mails.id = requests.mail ORDER BY requests.mail",
        );
        let rows = rows.fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows
    }

    /// The only request.
    pub(crate) async fn request(&self) -> RequestRow {
        let mut all = self.requests().await;
        assert_eq!(all.len(), 1, "one request: {all:#?}");
        all.remove(0)
    }

    /// The mails: (folder, disposition, kind, Message-ID).
    pub(crate) async fn mails(&self) -> Vec<(Option<String>, String, Option<String>, Option<String>)> {
        let pool = self.pool().await;
        let rows = sqlx::query_as("SELECT folder, disposition, kind, message_id FROM mails ORDER BY id");
        let rows = rows.fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows
    }

    /// The same without what only tells how the daemon fared: its starts, and what it carried out when.
    pub(crate) async fn decisions(&self) -> Vec<String> {
        let how_it_fared = [
            "started",
            "stopped",
            "took the lease over",
            "carried out:",
            "not carried out:",
            "put off:",
            "given up:",
            "perhaps carried out:",
        ];
        let fared = |line: &String| {
            let what = line.split_once(": ").map_or("", |(_, what)| what);
            how_it_fared.iter().any(|told| what.starts_with(told))
        };
        self.audit().await.into_iter().filter(|line| !fared(line)).collect()
    }

    /// Effects that have ended, of which the audit does not tell that once and once only.
    pub(crate) async fn ends_not_told_once(&self) -> Vec<(String, String, String)> {
        let pool = self.pool().await;
        let rows = sqlx::query_as(
            "SELECT scope, key, state FROM journal j WHERE state IN ('done', 'failed') AND 1 <> \
             (SELECT count(*) FROM audit a WHERE a.scope = j.scope AND instr(a.why, 'effect ' || j.key || ',') = 1 \
              AND (a.what LIKE 'carried out:%' OR a.what LIKE 'not carried out:%' OR a.what LIKE 'given up:%'))",
        );
        let rows = rows.fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows
    }

    /// The audit of all: "who: what (rule)".
    pub(crate) async fn audit(&self) -> Vec<String> {
        let pool = self.pool().await;
        let rows: Vec<(String, String, String)> =
            sqlx::query_as("SELECT who, what, rule FROM audit ORDER BY id").fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows.into_iter().map(|(who, what, rule)| format!("{who}: {what} ({rule})")).collect()
    }
}
