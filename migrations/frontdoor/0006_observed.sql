-- Requests that were made while their mailbox was only observed: nothing of them is carried out. When the mailbox goes
-- to work they are set aside, and what still lies in the inbox becomes requests anew.
ALTER TABLE requests ADD COLUMN observed BIGINT NOT NULL DEFAULT 0;   -- 1 or 0
CREATE INDEX requests_observed ON requests (mailbox) WHERE observed = 1 AND closed_at IS NULL;
