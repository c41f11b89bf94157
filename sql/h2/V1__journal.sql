-- The journal: every durable event. Positions are given out under the lock of journal_head, in the order of the
-- commits; never by a sequence, whose order is not that of the commits.
CREATE TABLE journal_entry (
    position        BIGINT                 PRIMARY KEY,
    committed_at    BIGINT                 NOT NULL,  -- milliseconds since 1970, never less than in the row before
    topic           VARCHAR(512)           NOT NULL,
    event_type      VARCHAR(128)           NOT NULL,  -- '' if the publisher named none
    content_type    VARCHAR(255)           NOT NULL,
    idempotency_key VARCHAR(255),
    data            VARBINARY(67108864)    NOT NULL,
    total_bytes     BIGINT                 NOT NULL   -- of all data from the first event to this one
);

-- The directory of topics and the way to the events of one of them.
CREATE INDEX journal_entry_topic ON journal_entry (topic, position);

-- The same key again is the same event, for as long as the event is kept.
CREATE UNIQUE INDEX journal_entry_key ON journal_entry (idempotency_key);

-- One row: the newest position. Its lock orders all writers of all nodes.
CREATE TABLE journal_head (
    id           INTEGER     PRIMARY KEY,
    epoch        VARCHAR(16) NOT NULL,
    position     BIGINT      NOT NULL,
    committed_at BIGINT      NOT NULL,
    total_bytes  BIGINT      NOT NULL
);

-- One row: the low-water mark of retention.
CREATE TABLE journal_low (
    id          INTEGER PRIMARY KEY,
    position    BIGINT  NOT NULL,
    total_bytes BIGINT  NOT NULL
);
