INSERT INTO looks (mailbox, folder, uid_validity, uid_next, at) VALUES ('cass', 'INBOX', 7, 2, 1795420000000000);
INSERT INTO copies (mailbox, folder, uid_validity, uid, digest) VALUES ('cass', 'REVIEW CONTACTS', 8, 3, 'bb');
INSERT INTO targets (journal, uid_validity, uid_next) VALUES (1, 9, 5);
