-- Revocations are read by a number: the clocks of two nodes may differ. Those that were there before have 0; a node of an
-- older version, during an upgrade, writes NULL.
ALTER TABLE journal_revocation ADD COLUMN number BIGINT;
UPDATE journal_revocation SET number = 0;
CREATE INDEX journal_revocation_number ON journal_revocation (number);

-- One row: the newest number. Its lock gives all revocations one order, that of their commits.
CREATE TABLE journal_revocation_count (
    id     INTEGER PRIMARY KEY,
    number BIGINT  NOT NULL
);
INSERT INTO journal_revocation_count (id, number) VALUES (1, 0);
