-- A mail of which only the beginning could be read says why; its digest is then of that beginning and its size, and its
-- bytes are the beginning alone. NULL: the whole mail is on record.
ALTER TABLE mails ADD COLUMN not_whole TEXT;
