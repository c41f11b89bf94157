-- The journal in PostgreSQL: the tables of sql/h2, and the same reasons.

-- Topics and data come in every script of the world: in another encoding some could not be stored.
DO $$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'the journal needs a database whose encoding is UTF8, and this one has %',
            current_setting('server_encoding');
    END IF;
END
$$;

-- Every durable event. Positions are given out under the lock of journal_head, in the order of the commits; never by a
-- sequence, whose order is not that of the commits. Names compare by their bytes ("C"): what begins with a prefix stands
-- together then, and no update of the operating system's languages changes the order under an index.
CREATE TABLE journal_entry (
    position        bigint           PRIMARY KEY,
    committed_at    bigint           NOT NULL,  -- milliseconds since 1970, never less than in the row before
    topic           text COLLATE "C" NOT NULL,
    event_type      text COLLATE "C" NOT NULL,  -- '' if the publisher named none
    content_type    text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C",
    data            bytea            NOT NULL,
    total_bytes     bigint           NOT NULL   -- of all data from the first event to this one
);

-- The directory of topics and the way to the events of one of them.
CREATE INDEX journal_entry_topic ON journal_entry (topic, position);

-- The same key again is the same event, for as long as the event is kept.
CREATE UNIQUE INDEX journal_entry_key ON journal_entry (idempotency_key);

-- One row: the newest position. Its lock orders all writers of all nodes.
CREATE TABLE journal_head (
    id           integer          PRIMARY KEY,
    epoch        text COLLATE "C" NOT NULL,
    position     bigint           NOT NULL,
    committed_at bigint           NOT NULL,
    total_bytes  bigint           NOT NULL
);

-- One row: the low-water mark of retention.
CREATE TABLE journal_low (
    id          integer PRIMARY KEY,
    position    bigint  NOT NULL,
    total_bytes bigint  NOT NULL
);
