-- The daemon's own record: mails, requests, what is to be done, and who did what and why.
--
-- Times are BIGINT microseconds since 1970, UTC. Digests are SHA-256 in lower-case hexadecimal.
-- `scope` names a chain of work: a request's reference, `mail 17` for a mail that made no request,
-- or `mailbox NAME`. Two things here are SQLite's: INTEGER PRIMARY KEY counts by itself, BLOB is BYTEA elsewhere.

-- One daemon works on one store.
CREATE TABLE leases (
    name    TEXT   NOT NULL PRIMARY KEY,
    holder  TEXT   NOT NULL,
    until   BIGINT NOT NULL
);

-- Each UIDVALIDITY a folder ever had: a new one means that the mailbox was rebuilt.
CREATE TABLE folders (
    mailbox       TEXT   NOT NULL,
    folder        TEXT   NOT NULL,
    uid_validity  BIGINT NOT NULL,
    seen_since    BIGINT NOT NULL,
    PRIMARY KEY (mailbox, folder, uid_validity)
);

-- The last time each mailbox was looked at with success.
CREATE TABLE checks (
    mailbox TEXT   NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL
);

CREATE TABLE mails (
    id           INTEGER PRIMARY KEY,
    mailbox      TEXT   NOT NULL,
    -- Where it lies now; all three NULL when it lies nowhere any more.
    folder       TEXT,
    uid_validity BIGINT,
    uid          BIGINT,
    digest       TEXT   NOT NULL,   -- of the bytes as they arrived
    lying_digest TEXT   NOT NULL,   -- of the bytes that lie there now: a copy with a new subject differs
    message_id   TEXT,
    received_at  BIGINT NOT NULL,
    size         BIGINT NOT NULL,
    disposition  TEXT   NOT NULL CHECK (disposition IN ('waiting', 'with_person', 'filed', 'removed')),
    kind         TEXT,
    scope        TEXT,              -- the request it belongs to
    attempts     BIGINT NOT NULL,
    attempted_at BIGINT,
    handled_at   BIGINT,
    UNIQUE (mailbox, folder, uid_validity, uid)
);
CREATE INDEX mails_digest ON mails (mailbox, digest);
CREATE INDEX mails_lying_digest ON mails (mailbox, lying_digest) WHERE lying_digest <> digest;
CREATE INDEX mails_message_id ON mails (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX mails_scope ON mails (scope) WHERE scope IS NOT NULL;
CREATE INDEX mails_unhandled ON mails (id) WHERE handled_at IS NULL;
CREATE INDEX mails_received ON mails (mailbox, received_at, disposition);

-- Apart from their rows, so that looking through the rows stays cheap.
CREATE TABLE mail_bytes (
    mail  BIGINT NOT NULL PRIMARY KEY REFERENCES mails (id),
    bytes BLOB   NOT NULL
);

CREATE TABLE requests (
    reference   TEXT   NOT NULL PRIMARY KEY,
    mailbox     TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    mail        BIGINT NOT NULL,
    content     TEXT   NOT NULL,    -- digest of what it says (C5)
    sender      TEXT   NOT NULL,    -- digest of the referrer's address
    received_at BIGINT NOT NULL,
    urgent      BIGINT NOT NULL,    -- 1 or 0
    phase       TEXT   NOT NULL CHECK (phase IN ('answer', 'person', 'sent', 'other', 'pause', 'closed')),
    deadline    BIGINT,             -- of the pending question
    waits_on    TEXT,               -- the earlier request it closes with
    outcome     TEXT,
    decided_by  TEXT,
    closed_at   BIGINT,
    held        BIGINT NOT NULL,    -- 1: legal hold, never purged
    body        TEXT   NOT NULL     -- the whole request as JSON
);
CREATE INDEX requests_mail ON requests (mail);
CREATE INDEX requests_content ON requests (mailbox, content);
CREATE INDEX requests_open ON requests (mailbox, received_at) WHERE closed_at IS NULL;
CREATE INDEX requests_waits_on ON requests (waits_on) WHERE waits_on IS NOT NULL;
CREATE INDEX requests_closed ON requests (closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE request_people (
    reference TEXT NOT NULL REFERENCES requests (reference),
    person    TEXT NOT NULL,
    PRIMARY KEY (person, reference)
);
CREATE INDEX request_people_reference ON request_people (reference);

-- What was decided and is to be carried out: the journal.
CREATE TABLE journal (
    id           INTEGER PRIMARY KEY,
    scope        TEXT   NOT NULL,
    key          TEXT   NOT NULL,
    effect       TEXT   NOT NULL CHECK (effect IN ('file', 'send')),
    state        TEXT   NOT NULL
        CHECK (state IN ('pending', 'in_flight', 'done', 'failed', 'unknown', 'cancelled', 'observed')),
    mailbox      TEXT   NOT NULL,
    decided_at   BIGINT NOT NULL,
    not_before   BIGINT NOT NULL,
    tried_at     BIGINT,            -- the last time it was begun
    ended_at     BIGINT,
    attempts     BIGINT NOT NULL,
    unknowns     BIGINT NOT NULL,   -- how often nobody can say whether SMTP took it
    result       TEXT,              -- a reply code or a reason; never personal data
    urgent       BIGINT NOT NULL,
    mail         BIGINT,            -- of a filing
    retitle      BIGINT NOT NULL,   -- 1: a filing that wants a new subject, and so the bytes
    filing       TEXT,              -- JSON
    template     TEXT,              -- of a message, from here on
    class        TEXT CHECK (class IN ('staff', 'outsider', 'alarm')),
    sender       TEXT,
    recipients   TEXT,              -- JSON
    message_id   TEXT,
    bytes        BLOB,              -- frozen when it was decided; last, so that no other column lies behind it
    UNIQUE (scope, key)
);
CREATE INDEX journal_to_send ON journal (urgent DESC, id)
    WHERE effect = 'send' AND state IN ('pending', 'unknown') AND unknowns < 2;
CREATE INDEX journal_to_file ON journal (mailbox, urgent DESC, id) WHERE effect = 'file' AND state = 'pending';
CREATE INDEX journal_unsettled ON journal (state) WHERE state IN ('pending', 'in_flight', 'failed', 'unknown');
CREATE INDEX journal_mail ON journal (mail) WHERE mail IS NOT NULL;
CREATE INDEX journal_message_id ON journal (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX journal_tried ON journal (tried_at) WHERE effect = 'send' AND tried_at IS NOT NULL;

-- For the caps: who was written to, as a digest.
CREATE TABLE journal_recipients (
    recipient TEXT   NOT NULL,
    journal   BIGINT NOT NULL REFERENCES journal (id),
    PRIMARY KEY (recipient, journal)
);
CREATE INDEX journal_recipients_journal ON journal_recipients (journal);

-- The full set of a request's timers is replaced with each commit.
CREATE TABLE timers (
    reference TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    due_at    BIGINT NOT NULL,
    PRIMARY KEY (reference, kind, due_at)
);
CREATE INDEX timers_due ON timers (due_at);

-- Who was chosen last from which list, and absence learned from replies.
CREATE TABLE rota (
    list      TEXT   NOT NULL,
    person    TEXT   NOT NULL,
    chosen_at BIGINT NOT NULL,
    PRIMARY KEY (list, person)
);
CREATE TABLE absences (
    person     TEXT   NOT NULL PRIMARY KEY,
    until      TEXT   NOT NULL,     -- the last day away, 2026-11-30
    learned_at BIGINT NOT NULL
);

-- One chain of hashes for each scope. No personal data, so that retention never breaks a chain.
CREATE TABLE audit (
    id             INTEGER PRIMARY KEY,
    scope          TEXT   NOT NULL,
    number         BIGINT NOT NULL,  -- counts from 1 in its chain
    at             BIGINT NOT NULL,
    who            TEXT   NOT NULL,
    what           TEXT   NOT NULL,
    why            TEXT   NOT NULL,
    rule           TEXT   NOT NULL,
    policy_version TEXT   NOT NULL,
    previous       TEXT   NOT NULL,  -- digest of the entry before; empty for the first
    digest         TEXT   NOT NULL,
    UNIQUE (scope, number)
);
CREATE TABLE audit_heads (
    scope  TEXT   NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    digest TEXT   NOT NULL
);
CREATE TABLE audit_anchors (
    id     INTEGER PRIMARY KEY,
    at     BIGINT NOT NULL,
    up_to  BIGINT NOT NULL,          -- the last audit id that it covers
    digest TEXT   NOT NULL
);

CREATE TABLE notes (
    id    INTEGER PRIMARY KEY,
    scope TEXT   NOT NULL,
    at    BIGINT NOT NULL,
    text  TEXT   NOT NULL
);
CREATE INDEX notes_scope ON notes (scope);

CREATE TABLE alarms (
    id    INTEGER PRIMARY KEY,
    scope TEXT   NOT NULL,
    at    BIGINT NOT NULL,
    what  TEXT   NOT NULL
);
CREATE INDEX alarms_at ON alarms (at);
