-- What does not count any more although it has not run out, for all nodes: tokens by their id, and all tokens of a subject.
CREATE TABLE journal_revocation (
    kind       VARCHAR(16)  NOT NULL,
    name       VARCHAR(255) NOT NULL,
    revoked_at BIGINT       NOT NULL,
    PRIMARY KEY (kind, name)
);
CREATE INDEX journal_revocation_revoked_at ON journal_revocation (revoked_at);
