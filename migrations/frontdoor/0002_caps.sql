-- What is asked before each message must not go through the whole journal, which only grows.

-- When a message to them was begun last, as in the journal.
ALTER TABLE journal_recipients ADD COLUMN tried_at BIGINT;
UPDATE journal_recipients SET tried_at = (SELECT tried_at FROM journal WHERE journal.id = journal_recipients.journal);
CREATE INDEX journal_recipients_tried ON journal_recipients (recipient, tried_at) WHERE tried_at IS NOT NULL;

-- When the next effect is due.
CREATE INDEX journal_next ON journal (not_before) WHERE state IN ('pending', 'unknown') AND unknowns < 2;
