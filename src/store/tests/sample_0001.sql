INSERT INTO leases (name, holder, until) VALUES ('daemon', 'host 1', 1795420000000000);
INSERT INTO folders (mailbox, folder, uid_validity, seen_since) VALUES ('cass', 'INBOX', 7, 1795420000000000);
INSERT INTO checks (mailbox, at) VALUES ('cass', 1795420000000000);
INSERT INTO mails (id, mailbox, folder, uid_validity, uid, digest, lying_digest, message_id, received_at, size, disposition, kind, scope, attempts, attempted_at, handled_at)
    VALUES (1, 'cass', 'INBOX', 7, 1, 'aa', 'bb', 'a@b.example', 1795420000000000, 3, 'filed', 'form', 'FD-0000-0001', 1, 1795420000000000, 1795420000000000);
INSERT INTO mail_bytes (mail, bytes) VALUES (1, x'6f6e65');
INSERT INTO requests (reference, mailbox, version, mail, content, sender, received_at, urgent, phase, deadline, waits_on, outcome, decided_by, closed_at, held, body)
    VALUES ('FD-0000-0001', 'cass', 1, 1, 'cc', 'dd', 1795420000000000, 0, 'closed', NULL, NULL, 'no contact', 'S1', 1795420000000000, 0, '{"reference":"FD-0000-0001","mailbox":"cass","version":0,"procedure":"cass","procedure_version":"1","pathway":"review","rule":"C3","pool":"cass","mail":1,"received_at":"2026-11-23T10:01:00Z","facts":{"envelope":{"from":{"name":"","email":""},"to":[],"reply_to":null,"subject":"A concern","message_id":null,"references":[],"date":null,"automatic":{"auto_submitted":false,"auto_replied":false,"list":false,"empty_return_path":false,"ours":false},"dmarc_pass":null,"marked_urgent":false},"kind":{"is":"form","why":"a form is attached"},"urgent":null,"referrer":{"kind":"education","name":"Ada Head","agency":"Hill School","email":"head@school.example","telephone":""},"children":[{"name":{"given":"Sam","family":"Reed"},"aliases":[],"date_of_birth":null,"age":null,"unborn":false,"gender":"","address":"","postcode":"","school":"","nhs_number":"","upn":"","case_number":"","sure":false,"from":""}],"household":[],"concern":"bruises","missing":[],"problems":[],"text":"bruises","content":"67fc842ec4ff0968ebb355449b8a04cd55414e219d33e6aa97c1ecb870a431ee","attachments":[],"fresh_text":"bruises","bounce":null,"away_until":null},"findings":{"children":[{"found":{"band":"same","person":"P1","candidates":[],"why":"same name and date of birth","model":"1"},"state":"recent","open":[],"recent":[],"last":null,"open_siblings":[],"siblings":[],"restricted":false,"connected_staff":[]}],"store_as_of":"2026-11-23T10:00:00Z","counted_from":"2026-11-23"},"said":[],"holder":null,"phase":{"closed":{"outcome":"no contact","at":"2026-11-23T10:00:00Z"}},"asked":[],"decision":null,"assigned_to":null,"same_as":null,"folder":"REVIEW CONTACTS","placed_by_hand":false,"letter_accepted":false,"next_key":2}');
INSERT INTO request_people (reference, person) VALUES ('FD-0000-0001', 'P1');
INSERT INTO journal (id, scope, key, effect, state, mailbox, decided_at, not_before, attempts, unknowns, urgent, mail, retitle, filing)
    VALUES (1, 'FD-0000-0001', '0', 'file', 'done', 'cass', 1795420000000000, 1795420000000000, 1, 0, 0, 1, 0,
    '{"key":"0","mail":1,"folder":"PSS COMPLETED","subject_tag":null,"add":["ACTIONED"],"remove":[]}');
INSERT INTO journal (id, scope, key, effect, state, mailbox, decided_at, not_before, attempts, unknowns, urgent, retitle, template, class, sender, recipients, message_id, bytes)
    VALUES (2, 'FD-0000-0001', '1', 'send', 'done', 'cass', 1795420000000000, 1795420000000000, 1, 0, 0, 0, 'outcome', 'outsider', 'cass@council.example', '["a@b.example"]', 'm@council.example', x'6f6e65');
INSERT INTO journal_recipients (recipient, journal) VALUES ('ee', 2);
INSERT INTO timers (reference, kind, due_at) VALUES ('FD-0000-0001', 'unattended', 1795420000000000);
INSERT INTO rota (list, person, chosen_at) VALUES ('decisions', 'S1', 1795420000000000);
INSERT INTO absences (person, until, learned_at) VALUES ('S2', '2026-11-30', 1795420000000000);
INSERT INTO audit (id, scope, number, at, who, what, why, rule, policy_version, previous, digest)
    VALUES (1, 'FD-0000-0001', 1, 1795420000000000, 'daemon', 'on record', 'it arrived', 'I1', 'v1', '', 'a7a4e63b7e870ee9a95d0daa6ec034c6ab60af28d65372b267de31eb74c47a7f');
INSERT INTO audit_heads (scope, number, digest) VALUES ('FD-0000-0001', 1, 'a7a4e63b7e870ee9a95d0daa6ec034c6ab60af28d65372b267de31eb74c47a7f');
INSERT INTO audit_anchors (at, up_to, digest) VALUES (1795420000000000, 1, '76420e83616d25c709c73f8cc69325e6116a0552f2bb09430e2f52ff7b127e40');
INSERT INTO notes (scope, at, text) VALUES ('FD-0000-0001', 1795420000000000, 'It arrived.');
INSERT INTO alarms (scope, at, what) VALUES ('FD-0000-0001', 1795428000000000, 'nobody is left to ask');
