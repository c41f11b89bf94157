-- The tables of sql/h2, and the same reasons.
ALTER TABLE journal_entry
    ADD COLUMN IF NOT EXISTS subject    VARCHAR(255),
    ADD COLUMN IF NOT EXISTS ttl_millis BIGINT,
    ADD COLUMN IF NOT EXISTS completes  BOOLEAN,
    ADD COLUMN IF NOT EXISTS not_to     VARCHAR(32),
    ADD COLUMN IF NOT EXISTS attributes TEXT;

-- The newest event of each subject of a topic: only for events that have one. The key has 3068 bytes at the most, and
-- InnoDB takes 3072.
CREATE TABLE IF NOT EXISTS journal_subject (
    topic    VARCHAR(512) NOT NULL,
    subject  VARCHAR(255) NOT NULL,
    position BIGINT       NOT NULL,
    PRIMARY KEY (topic, subject)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS journal_subject_position ON journal_subject (position);

-- The topics that are complete, and where: nothing is published to them any more.
CREATE TABLE IF NOT EXISTS journal_completion (
    topic    VARCHAR(512) PRIMARY KEY,
    position BIGINT       NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS journal_completion_position ON journal_completion (position);

-- The position of the newest completion: while there has been none, nobody needs to look.
ALTER TABLE journal_head ADD COLUMN IF NOT EXISTS completion BIGINT DEFAULT 0 NOT NULL;
