-- The tables of sql/h2, and the same reasons.
ALTER TABLE journal_entry ADD COLUMN subject    text COLLATE "C";
ALTER TABLE journal_entry ADD COLUMN ttl_millis bigint;
ALTER TABLE journal_entry ADD COLUMN completes  boolean;
ALTER TABLE journal_entry ADD COLUMN not_to     text COLLATE "C";
ALTER TABLE journal_entry ADD COLUMN attributes text COLLATE "C";

-- The newest event of each subject of a topic: only for events that have one.
CREATE TABLE journal_subject (
    topic    text COLLATE "C" NOT NULL,
    subject  text COLLATE "C" NOT NULL,
    position bigint           NOT NULL,
    PRIMARY KEY (topic, subject)
);
CREATE INDEX journal_subject_position ON journal_subject (position);

-- The topics that are complete, and where: nothing is published to them any more.
CREATE TABLE journal_completion (
    topic    text COLLATE "C" PRIMARY KEY,
    position bigint           NOT NULL
);
CREATE INDEX journal_completion_position ON journal_completion (position);

-- The position of the newest completion: while there has been none, nobody needs to look.
ALTER TABLE journal_head ADD COLUMN completion bigint DEFAULT 0 NOT NULL;
