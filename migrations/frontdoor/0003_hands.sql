-- What people do by hand while the daemon is down is known by what the last look saw.

-- What lay in a folder at the last look has a UID below `uid_next`. What is on no record and lies below was left
-- alone then, and is people's own.
CREATE TABLE looks (
    mailbox      TEXT   NOT NULL,
    folder       TEXT   NOT NULL,
    uid_validity BIGINT NOT NULL,
    uid_next     BIGINT NOT NULL,
    at           BIGINT NOT NULL,   -- by the machine's clock, as the server dates mails
    PRIMARY KEY (mailbox, folder)
);

-- Mails on no record that are alike, to the byte, to one on record. When that one goes, a person has moved it.
CREATE TABLE copies (
    mailbox      TEXT   NOT NULL,
    folder       TEXT   NOT NULL,
    uid_validity BIGINT NOT NULL,
    uid          BIGINT NOT NULL,
    digest       TEXT   NOT NULL,
    PRIMARY KEY (mailbox, folder, uid_validity, uid)
);

-- Mails that bore ACTIONED at the last look, and what that leads to is decided. All that is on record by now counts;
-- the next look takes those out that do not bear it.
CREATE TABLE actioned (
    mail BIGINT NOT NULL PRIMARY KEY REFERENCES mails (id)
);
INSERT INTO actioned (mail) SELECT id FROM mails;

-- Filings that were pending over a look: the target's UIDNEXT from before they were first tried.
CREATE TABLE targets (
    journal      BIGINT NOT NULL PRIMARY KEY REFERENCES journal (id),
    uid_validity BIGINT NOT NULL,
    uid_next     BIGINT NOT NULL
);
