-- What an event may say of itself beside its data, and what follows from it. NULL where it says nothing.
ALTER TABLE journal_entry ADD COLUMN subject    VARCHAR(255);
ALTER TABLE journal_entry ADD COLUMN ttl_millis BIGINT;
ALTER TABLE journal_entry ADD COLUMN completes  BOOLEAN;
ALTER TABLE journal_entry ADD COLUMN not_to     VARCHAR(32);
ALTER TABLE journal_entry ADD COLUMN attributes VARCHAR(8000);

-- The newest event of each subject of a topic: only for events that have one.
CREATE TABLE journal_subject (
    topic    VARCHAR(512) NOT NULL,
    subject  VARCHAR(255) NOT NULL,
    position BIGINT       NOT NULL,
    PRIMARY KEY (topic, subject)
);
CREATE INDEX journal_subject_position ON journal_subject (position);

-- The topics that are complete, and where: nothing is published to them any more.
CREATE TABLE journal_completion (
    topic    VARCHAR(512) PRIMARY KEY,
    position BIGINT       NOT NULL
);
CREATE INDEX journal_completion_position ON journal_completion (position);

-- The position of the newest completion: while there has been none, nobody needs to look.
ALTER TABLE journal_head ADD COLUMN completion BIGINT DEFAULT 0 NOT NULL;
