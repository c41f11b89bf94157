-- The outbox, as in sql/outbox/h2. One INSERT publishes, from any language:
--   INSERT INTO sluice_outbox (topic, data) VALUES ('orders/42', '{"order":42}');
CREATE TABLE IF NOT EXISTS sluice_outbox (
    id              BIGINT       AUTO_INCREMENT PRIMARY KEY,
    topic           VARCHAR(512) NOT NULL,
    event_type      VARCHAR(128),
    subject         VARCHAR(255),
    content_type    VARCHAR(255),       -- application/json if nothing is said
    data            LONGTEXT,           -- the data, if it is text
    bytes           LONGBLOB,           -- or its bytes
    idempotency_key VARCHAR(255),
    ttl_seconds     NUMERIC(12, 3),
    completes       BOOLEAN,            -- whether it is the last event of its topic
    attributes      TEXT,               -- the gateway's own
    fault           VARCHAR(1000)       -- why it cannot be published: set aside until somebody takes this away
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Whoever writes to the outbox holds the first row until it commits, so that the ids are in the order of the commits;
-- whoever moves rows to the journal holds the second one. The name is part of the keys that make it exactly once.
CREATE TABLE IF NOT EXISTS sluice_outbox_lock (
    id   INTEGER     PRIMARY KEY,
    name VARCHAR(36) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
INSERT IGNORE INTO sluice_outbox_lock (id, name) VALUES (1, 'writers'), (2, UUID());

-- Before the ids are given out, also for an INSERT of somebody who knows nothing of the lock.
CREATE OR REPLACE TRIGGER sluice_outbox_order BEFORE INSERT ON sluice_outbox
    FOR EACH ROW SELECT name INTO @sluice_outbox_order FROM sluice_outbox_lock WHERE id = 1 FOR UPDATE;
