-- Revocations are read by a number: the clocks of two nodes may differ. Those that were there before have 0; a node of an
-- older version, during an upgrade, writes NULL.
ALTER TABLE journal_revocation ADD COLUMN IF NOT EXISTS number BIGINT;
UPDATE journal_revocation SET number = 0 WHERE number IS NULL;
CREATE INDEX IF NOT EXISTS journal_revocation_number ON journal_revocation (number);

-- One row: the newest number. Its lock gives all revocations one order, that of their commits.
CREATE TABLE IF NOT EXISTS journal_revocation_count (
    id     INTEGER PRIMARY KEY,
    number BIGINT  NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
INSERT IGNORE INTO journal_revocation_count (id, number) VALUES (1, 0);
