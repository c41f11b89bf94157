package dev.sluice.settings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What an operator can set, checked. A page of the documentation, {@code settings.md}, has the keys with their defaults; {@link #read} is the only
 * place where a key is named.
 *
 * @param publicUrl where a person opens the gateway, for the log; empty if nobody said
 * @param openMetrics whether anybody may see what is counted
 * @param owner the same database, as the user who makes the tables: the same one, if no other is named
 */
public record Settings(
        String publicUrl,
        boolean openMetrics,
        Database database,
        Database owner,
        Pool pool,
        Grant anonymous,
        List<Grant> roles,
        Tokens tokens,
        Web web,
        Limits limits,
        Clients clients,
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

    /**
     * Where connections to the database come from.
     *
     * @param dataSource the JNDI name of a data source of the server, which then pools them; empty for a pool of our own
     * @param size how many there may be in that
     */
    public record Pool(String dataSource, int size) {}

    /**
     * What somebody may do: filters, none by default.
     *
     * @param key of the setting, without its end
     * @param name of the role
     */
    public record Grant(String key, String name, List<String> publish, List<String> read, boolean administer) {
        public Grant {
            publish = List.copyOf(publish);
            read = List.copyOf(read);
        }
    }

    /**
     * Which tokens are taken.
     *
     * @param secret for HS256; empty for none
     * @param keys public ones, as PEM or JSON Web Keys; empty for none
     * @param jwks the address of a JSON Web Key set; empty for none
     * @param issuer who must have issued a token; empty for anybody who has a key
     * @param audience of which a token must name one; empty if it need not
     * @param clockSkew by how much the clocks may differ
     * @param maxAge how long a token may still live
     * @param notice how long before its end a client is told of it
     * @param claim the name of our own claim
     * @param cookie its name
     * @param query whether a token may stand in the address
     */
    public record Tokens(
            String secret,
            String keys,
            String jwks,
            String issuer,
            List<String> audience,
            Duration clockSkew,
            Duration maxAge,
            Duration notice,
            String claim,
            String cookie,
            boolean query) {
        public Tokens {
            audience = List.copyOf(audience);
        }

        public boolean hasKeys() {
            return !secret.isEmpty() || !keys.isEmpty() || !jwks.isEmpty();
        }

        /** Without the secret: this may end up in a log. */
        @Override
        public String toString() {
            return "tokens by " + (secret.isEmpty() ? "" : "a secret ") + (keys.isEmpty() ? "" : "keys ") + jwks;
        }
    }

    /**
     * How browsers reach the gateway.
     *
     * @param origins from which pages may use it beside its own; {@code *} for all of them
     * @param proxies addresses, or ranges of them, whose word about a client's address is taken
     * @param proxyHeader in which they say it
     */
    public record Web(List<String> origins, List<String> proxies, String proxyHeader) {
        public Web {
            origins = List.copyOf(origins);
            proxies = List.copyOf(proxies);
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
     * How many clients there may be, and how much they may do.
     *
     * @param connections streams and WebSockets that are open at once; of one address; of one subject
     * @param filters of all subscriptions of one connection
     * @param addressRate events that may be published a second from one address, on average; by one subject
     * @param requestTime how long the body of a request may take to arrive
     */
    public record Clients(
            int connections,
            int connectionsPerAddress,
            int connectionsPerSubject,
            int filters,
            int addressRate,
            int subjectRate,
            Duration requestTime) {}

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
     * @param drain over what time the clients are sent away when the node stops
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
            Duration poll,
            Duration drain) {

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
        Database database = new Database(
                values.text("sluice.jdbc.url", "jdbc:h2:file:./sluice-data/journal"),
                values.text("sluice.jdbc.user", "sluice"),
                values.secret("sluice.jdbc.password"));
        return new Settings(
                values.text("sluice.public.url", ""),
                values.flag("sluice.metrics.open", false),
                database,
                owner(values, database),
                new Pool(
                        values.text("sluice.jdbc.data-source", ""),
                        values.count("sluice.jdbc.pool-size", 16, 2, 1_000)),
                grant(values, "sluice.anonymous", ""),
                values.list("sluice.roles").stream()
                        .map(role -> grant(values, "sluice.role." + role, role))
                        .toList(),
                tokens(values),
                new Web(
                        values.list("sluice.origins"),
                        values.list("sluice.trusted-proxies"),
                        values.oneOf("sluice.trusted-proxies.header", "Forwarded", "X-Forwarded-For")),
                limits(values),
                clients(values),
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

    private static Database owner(Values values, Database database) {
        String user = values.text("sluice.jdbc.owner.user", "");
        return user.isEmpty()
                ? database
                : new Database(database.url(), user, values.secret("sluice.jdbc.owner.password"));
    }

    private static Grant grant(Values values, String key, String name) {
        return new Grant(
                key,
                name,
                values.list(key + ".publish"),
                values.list(key + ".read"),
                values.flag(key + ".admin", false));
    }

    private static Tokens tokens(Values values) {
        String secret = values.secret("sluice.token.secret");
        if (!secret.isEmpty() && secret.getBytes(StandardCharsets.UTF_8).length < LEAST_SECRET_BYTES) {
            throw new InvalidSettingException(
                    "sluice.token.secret", "it has less than " + LEAST_SECRET_BYTES + " bytes, 256 bits");
        }
        String keys = values.secret("sluice.token.keys");
        String jwks = values.address("sluice.token.jwks");
        if (!keys.isEmpty() && !jwks.isEmpty()) {
            throw new InvalidSettingException("sluice.token.keys", "it is set, and sluice.token.jwks, too");
        }
        return new Tokens(
                secret,
                keys,
                jwks,
                values.text("sluice.token.issuer", ""),
                values.list("sluice.token.audience"),
                values.duration("sluice.token.clock-skew", "30s", Duration.ZERO, Duration.ofMinutes(10)),
                values.duration("sluice.token.max-age", "30d", MINUTE, Duration.ofDays(3_650)),
                values.duration("sluice.token.notice", "30s", SECOND, Duration.ofDays(1)),
                values.text("sluice.token.claim", "sluice"),
                values.text("sluice.token.cookie", "sluice_token"),
                values.flag("sluice.token.query", false));
    }

    private static Clients clients(Values values) {
        return new Clients(
                values.count("sluice.connections.max", 20_000, 1, 10_000_000),
                values.count("sluice.connections.per-address", 1_000, 1, 10_000_000),
                values.count("sluice.connections.per-subject", 100, 1, 10_000_000),
                values.count("sluice.connections.max-filters", 1_000, 1, 100_000),
                values.count("sluice.publish.rate-per-address", 10_000, 1, 100_000_000),
                values.count("sluice.publish.rate-per-subject", 10_000, 1, 100_000_000),
                values.duration("sluice.request.time-limit", "30s", SECOND, Duration.ofHours(1)));
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
                values.duration("sluice.poll", "1s", Duration.ofMillis(10), Duration.ofHours(1)),
                values.duration("sluice.drain", "10s", Duration.ZERO, Duration.ofHours(1)));
    }

    private static final int LEAST_SECRET_BYTES = 32;
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FOREVER = Duration.ofDays(365_000);
}
