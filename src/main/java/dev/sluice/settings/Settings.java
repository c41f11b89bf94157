package dev.sluice.settings;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The validated settings. The page {@code settings.md} has the keys with their defaults; {@link SettingsReader} is the only
 * class that names keys.
 *
 * @param publicUrl the gateway's address for people, for the log; may be empty
 * @param owner the same database, as the user who makes the tables: the same one, if no other is named
 */
public record Settings(
        String publicUrl,
        Metrics metrics,
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

    /**
     * Access to the metrics, beside that of administrators.
     *
     * @param open whether all callers have it
     * @param token of a scraper, which does not expire; empty for none
     */
    public record Metrics(boolean open, String token) {

        /** Without the token: this may end up in a log. */
        @Override
        public String toString() {
            return open ? "open" : token.isEmpty() ? "closed" : "by a token";
        }
    }

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
     * @param size how many the gateway uses at once, from either
     */
    public record Pool(String dataSource, int size) {}

    /**
     * Grants of a role: filters, none by default.
     *
     * @param key of the setting, without its end
     * @param name of the role
     */
    public record Grant(
            String key, String name, List<String> publish, List<String> read, boolean administer, boolean metrics) {
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
     * @param messageBytes of one WebSocket message
     * @param messages in one WebSocket frame
     * @param hooks how long the application may take to decide about it
     */
    public record Limits(
            int eventBytes,
            int batchEvents,
            int batchBytes,
            int messageBytes,
            int messages,
            int subscriptions,
            Duration hooks) {}

    /**
     * How many clients there may be, and how much they may do.
     *
     * @param connections streams and WebSockets that are open at once; of one address; of one subject
     * @param addressOpeningRate connections that may be opened a second from one address, on average; by one subject
     * @param filters of all subscriptions of one connection
     * @param addressRate events that may be published a second from one address, on average; by one subject
     * @param requestTime how long the body of a request may take to arrive
     * @param bodies that may be waited for at once, each by a thread of the server; of one caller
     */
    public record Clients(
            int connections,
            int connectionsPerAddress,
            int connectionsPerSubject,
            int addressOpeningRate,
            int subjectOpeningRate,
            int filters,
            int addressRate,
            int subjectRate,
            Duration requestTime,
            int bodies,
            int bodiesOfOne) {}

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
     * @param sendBuffer how many bytes the kernel may hold for one client, half of what it then takes
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
            Duration drain,
            int sendBuffer) {

        private static final int MUCH_LATER = 5;

        /** The reconnection delay of one client: 50 to 150 % of the setting, so that clients do not reconnect at once. */
        public Duration jitteredRetry() {
            long millis = retry.toMillis();
            return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1));
        }

        /**
         * Gives the reconnection delay of a client that is not admitted now.
         *
         * @param elsewhere whether another node, or the next process of this one, takes it soon; a node that has too much to
         *     do is given more time
         */
        public Duration retryLater(boolean elsewhere) {
            return elsewhere ? jitteredRetry() : jitteredRetry().multipliedBy(MUCH_LATER);
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

    /** Where the journal lies, for the log. */
    public String place() {
        return pool.dataSource().isEmpty() ? database.toString() : pool.dataSource();
    }
}
