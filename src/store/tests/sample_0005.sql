INSERT INTO comparisons (mailbox, at, on_server, on_record, missing, unexpected, differs_since) VALUES ('cass', 1795420000000000, 3, 2, 1, 0, 1795420000000000);
INSERT INTO clocks (name, at, machine_at, until, speed) VALUES ('daemon', 1795420000000000, 1783400000000000, 1783400060000000, 60.0);
