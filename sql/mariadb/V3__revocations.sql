-- What does not count any more although it has not run out, for all nodes: tokens by their id, and all tokens of a subject.
CREATE TABLE IF NOT EXISTS journal_revocation (
    kind       VARCHAR(16)  NOT NULL,
    name       VARCHAR(255) NOT NULL,
    revoked_at BIGINT       NOT NULL,
    PRIMARY KEY (kind, name)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS journal_revocation_revoked_at ON journal_revocation (revoked_at);
