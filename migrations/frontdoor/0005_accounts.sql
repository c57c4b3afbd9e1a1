-- Whether record and server agree is on record itself, so that it can be asked without the daemon.

-- The last comparison of each mailbox, in numbers.
CREATE TABLE comparisons (
    mailbox       TEXT   NOT NULL PRIMARY KEY,
    at            BIGINT NOT NULL,
    on_server     BIGINT NOT NULL,   -- mails in the watched folders that should be on record
    on_record     BIGINT NOT NULL,   -- mails on record as lying there
    missing       BIGINT NOT NULL,   -- on the server and not on record
    unexpected    BIGINT NOT NULL,   -- on record and not on the server
    differs_since BIGINT             -- NULL while they agree
);

-- From which UID on the mails of a folder should be on record: what lay there before the first look, or was left alone
-- when the folder was rebuilt, is people's own.
ALTER TABLE looks ADD COLUMN counts_from BIGINT NOT NULL DEFAULT 0;
UPDATE looks SET counts_from = uid_next;

-- What time it is for a daemon that rehearses: its clock runs apart from the machine's. No row: the machine's clock.
CREATE TABLE clocks (
    name       TEXT   NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,    -- by the daemon's clock
    machine_at BIGINT NOT NULL,    -- the same moment by the machine's
    until      BIGINT NOT NULL,    -- by the machine's: it stands still from then on, unless it is noted again
    speed      DOUBLE PRECISION NOT NULL
);

-- The version of the configuration that an effect was decided under, for the audit of its end. NULL: decided before
-- there was this column.
ALTER TABLE journal ADD COLUMN policy_version TEXT;
