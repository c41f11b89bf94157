-- The journal in MariaDB: the tables of sql/h2, and the same reasons. MariaDB commits after each of these statements: a
-- start that is killed on its way leaves some of them done, and the next one goes on.

-- Every durable event. Positions are given out under the lock of journal_head, in the order of the commits; never by
-- AUTO_INCREMENT, whose order is not that of the commits. Names compare by their bytes (bin), and a blank at the end counts
-- (nopad): else 'a' and 'a ' were one topic.
CREATE TABLE IF NOT EXISTS journal_entry (
    position        BIGINT       PRIMARY KEY,
    committed_at    BIGINT       NOT NULL,  -- milliseconds since 1970, never less than in the row before
    topic           VARCHAR(512) NOT NULL,
    event_type      VARCHAR(128) NOT NULL,  -- '' if the publisher named none
    content_type    VARCHAR(255) NOT NULL,
    idempotency_key VARCHAR(255),
    data            LONGBLOB     NOT NULL,
    total_bytes     BIGINT       NOT NULL   -- of all data from the first event to this one
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The directory of topics and the way to the events of one of them.
CREATE INDEX IF NOT EXISTS journal_entry_topic ON journal_entry (topic, position);

-- The same key again is the same event, for as long as the event is kept.
CREATE UNIQUE INDEX IF NOT EXISTS journal_entry_key ON journal_entry (idempotency_key);

-- One row: the newest position. Its lock orders all writers of all nodes.
CREATE TABLE IF NOT EXISTS journal_head (
    id           INTEGER     PRIMARY KEY,
    epoch        VARCHAR(16) NOT NULL,
    position     BIGINT      NOT NULL,
    committed_at BIGINT      NOT NULL,
    total_bytes  BIGINT      NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row: the low-water mark of retention.
CREATE TABLE IF NOT EXISTS journal_low (
    id          INTEGER PRIMARY KEY,
    position    BIGINT  NOT NULL,
    total_bytes BIGINT  NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
