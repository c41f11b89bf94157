package dev.sluice.settings;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What an operator can set, checked. The README has a table of the keys with their defaults; {@link #read} is the only
 * place where a key is named.
 *
 * @param publicUrl where a person opens the gateway, for the log; empty if nobody said
 */
public record Settings(
        String publicUrl,
        Database database,
        Anonymous anonymous,
        Limits limits,
        Commit commit,
        Retention retention,
        Delivery delivery,
        Presence presence,
        Outbox outbox) {

    /** Where the journal lies. */
    public record Database(String url, String user, String password) {

        /** Without the password and the properties of the URL, which may have it, too: this may end up in a log. */
        @Override
        public String toString() {
            return url.split("[?;]", 2)[0];
        }
    }

    /** What a caller may do who shows no credentials: filters, none by default. */
    public record Anonymous(List<String> publish, List<String> read) {
        public Anonymous {
            publish = List.copyOf(publish);
            read = List.copyOf(read);
        }
    }

    /**
     * How much one client may ask for at once.
     *
     * @param hooks how long the application may take to decide about it
     */
    public record Limits(
            int eventBytes, int batchEvents, int batchBytes, int messageBytes, int subscriptions, Duration hooks) {}

    /**
     * How the committer groups: at most so many events in a transaction, so many events and bytes waiting, and a
     * publisher waits so long for a place among them.
     */
    public record Commit(int groupEvents, int queuedEvents, long queuedBytes, Duration patience) {}

    /** How much the journal keeps: what exceeds any of the three goes, in steps. */
    public record Retention(Duration age, long count, long bytes, Duration interval) {}

    /**
     * How events reach subscribers.
     *
     * @param tailEvents how many of the newest events stay in memory, with {@code tailBytes} as the second bound
     * @param backlogEvents how many events may wait for one live subscriber before it reads from the journal
     * @param volatileEvents how many volatile events of a topic may wait for one subscriber before the oldest goes
     * @param heartbeat how often a quiet connection hears something
     * @param retry what a browser is told to wait before it reconnects, on average
     * @param writeTimeout how long one write to a client may take before it is closed as too slow
     * @param writers how many threads may write to clients at once: as many clients may stall
     * @param readers how many subscribers read from the journal at once
     * @param poll how often to look for events that other nodes have written
     */
    public record Delivery(
            int tailEvents,
            long tailBytes,
            int backlogEvents,
            int volatileEvents,
            Duration heartbeat,
            Duration retry,
            Duration writeTimeout,
            int writers,
            int readers,
            Duration poll) {

        /** What one client is told to wait before it reconnects: from half to one and a half, so that not all come at once. */
        public Duration jitteredRetry() {
            long millis = retry.toMillis();
            return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1));
        }
    }

    /**
     * How it is known who is there.
     *
     * @param grace how long somebody may be away, as for a reload, before others are told
     * @param silence for how long nothing may be heard of a client that is present
     * @param maxBytes how large the state of a member may be
     */
    public record Presence(Duration grace, Duration silence, int maxBytes) {}

    /**
     * Where the application publishes in its own transactions.
     *
     * @param dataSource the JNDI name of the application's data source; empty for no outbox
     * @param poll how often to look for rows that somebody else has written
     */
    public record Outbox(String dataSource, Duration poll) {}

    /** @throws InvalidSettingException if a value cannot be used */
    public static Settings read() {
        return read(Outside.ofThisProcess());
    }

    static Settings read(Outside outside) {
        Values values = new Values(outside);
        return new Settings(
                values.text("sluice.public.url", ""),
                new Database(
                        values.text("sluice.jdbc.url", "jdbc:h2:file:./sluice-data/journal"),
                        values.text("sluice.jdbc.user", "sluice"),
                        values.text("sluice.jdbc.password", "")),
                new Anonymous(values.list("sluice.anonymous.publish"), values.list("sluice.anonymous.read")),
                limits(values),
                new Commit(
                        values.count("sluice.commit.max-events", 1_000, 1, 10_000),
                        values.count("sluice.commit.queue-events", 10_000, 1, 1_000_000),
                        values.bytes("sluice.commit.queue-bytes", "32M", 1 << 10, 1L << 40),
                        values.duration("sluice.commit.patience", "5s", MILLISECOND, MINUTE)),
                new Retention(
                        values.duration("sluice.retention.age", "7d", SECOND, FOREVER),
                        values.number("sluice.retention.count", 10_000_000, 1, Long.MAX_VALUE),
                        values.bytes("sluice.retention.bytes", "10G", 1, Long.MAX_VALUE),
                        values.duration("sluice.retention.interval", "10s", SECOND, Duration.ofDays(1))),
                delivery(values),
                new Presence(
                        values.duration("sluice.presence.grace", "10s", MILLISECOND, Duration.ofHours(1)),
                        values.duration("sluice.presence.silence", "90s", Duration.ofSeconds(2), Duration.ofDays(1)),
                        (int) values.bytes("sluice.presence.max-bytes", "4k", 1, 1 << 20)),
                new Outbox(
                        values.text("sluice.outbox.data-source", ""),
                        values.duration("sluice.outbox.poll", "500ms", Duration.ofMillis(10), Duration.ofHours(1))));
    }

    private static Limits limits(Values values) {
        int largest = 64 << 20;
        return new Limits(
                (int) values.bytes("sluice.event.max-bytes", "1M", 1, largest),
                values.count("sluice.batch.max-events", 1_000, 1, 10_000),
                (int) values.bytes("sluice.batch.max-bytes", "8M", 1, largest),
                (int) values.bytes("sluice.websocket.max-bytes", "2M", 1 << 10, largest),
                values.count("sluice.websocket.max-subscriptions", 100, 1, 10_000),
                values.duration("sluice.hooks.time-limit", "1s", MILLISECOND, MINUTE));
    }

    private static Delivery delivery(Values values) {
        return new Delivery(
                values.count("sluice.tail.max-events", 20_000, 1, 1_000_000),
                values.bytes("sluice.tail.max-bytes", "32M", 1 << 10, 1L << 40),
                values.count("sluice.backlog.max-events", 1_000, 1, 100_000),
                values.count("sluice.volatile.max-events", 100, 1, 1_000),
                values.duration("sluice.heartbeat", "15s", SECOND, Duration.ofHours(1)),
                values.duration("sluice.retry", "2s", MILLISECOND, Duration.ofHours(1)),
                values.duration("sluice.write-timeout", "2m", SECOND, Duration.ofDays(1)),
                values.count("sluice.writers", 1_000, 1, 10_000),
                values.count("sluice.readers", 4, 1, 1_000),
                values.duration("sluice.poll", "1s", Duration.ofMillis(10), Duration.ofHours(1)));
    }

    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FOREVER = Duration.ofDays(365_000);
}
