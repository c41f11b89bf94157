package dev.sluice.settings;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The validated settings. The page {@code settings.md} has the keys with their defaults; {@link SettingsReader} is the only
 * class that names keys.
 *
 * @param publicUrl the URL that the log shows to people; may be empty
 * @param owner the same database with the user that creates the tables; by default the same user
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
     * Access to the metrics, in addition to that of administrators.
     *
     * @param open whether all callers may read the metrics
     * @param token the token of a scraper, which does not expire; empty for none
     */
    public record Metrics(boolean open, String token) {

        /** Contains no token, because the text may be logged. */
        @Override
        public String toString() {
            return open ? "open" : token.isEmpty() ? "closed" : "by a token";
        }
    }

    /** The database of the journal. */
    public record Database(String url, String user, String password) {

        /**
         * Contains neither the password nor the properties of the URL, which may have a password, too: the text may be
         * logged.
         */
        @Override
        public String toString() {
            return url.split("[?;]", 2)[0];
        }
    }

    /**
     * The pool of database connections.
     *
     * @param dataSource the JNDI name of a data source of the server; empty if the gateway has a pool of its own
     * @param size the most connections that the gateway uses at once, from either pool
     */
    public record Pool(String dataSource, int size) {}

    /**
     * The grants of a role, or of anonymous callers; empty by default.
     *
     * @param key the common prefix of the settings, such as {@code sluice.role.editor}
     * @param name the name of the role; empty for anonymous callers
     * @param publish the filters of the topics that the role may publish to
     * @param read the filters that the role may read
     */
    public record Grant(
            String key, String name, List<String> publish, List<String> read, boolean administer, boolean metrics) {
        public Grant {
            publish = List.copyOf(publish);
            read = List.copyOf(read);
        }
    }

    /**
     * The verification of tokens.
     *
     * @param secret the secret for HS256; empty for none
     * @param keys public keys, as PEM or JSON Web Keys; empty for none
     * @param jwks the URL of a JSON Web Key set; empty for none
     * @param issuer the issuer that a token must name; empty if any issuer with a known key will do
     * @param audience the audiences of which a token must name one; empty if it need not name any
     * @param clockSkew the largest difference between the clocks of the issuer and of this node
     * @param maxAge the longest lifetime of a token
     * @param notice the time between the notice to a client and the expiry of its token
     * @param claim the name of the claim with the grants
     * @param cookie the name of the cookie with the token
     * @param query whether the URL may have the token
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

        /** Whether there is any key, so that tokens can be verified. */
        public boolean hasKeys() {
            return !secret.isEmpty() || !keys.isEmpty() || !jwks.isEmpty();
        }

        /** Contains no secret, because the text may be logged. */
        @Override
        public String toString() {
            return "tokens by " + (secret.isEmpty() ? "" : "a secret ") + (keys.isEmpty() ? "" : "keys ") + jwks;
        }
    }

    /**
     * Access by browsers and through proxies.
     *
     * @param origins the origins, other than the gateway's own, whose pages may use it; {@code *} for all
     * @param proxies the addresses or CIDR blocks of proxies that are trusted to name the client's address
     * @param proxyHeader the header in which they name it
     */
    public record Web(List<String> origins, List<String> proxies, String proxyHeader) {
        public Web {
            origins = List.copyOf(origins);
            proxies = List.copyOf(proxies);
        }
    }

    /**
     * Limits of single requests and connections.
     *
     * @param eventBytes the largest data of one event
     * @param batchEvents the most events in one batch
     * @param batchBytes the largest batch
     * @param messageBytes the largest WebSocket message
     * @param messages the most messages in one WebSocket frame
     * @param subscriptions the most subscriptions of one WebSocket
     * @param hooks the longest time that the application's hooks may take for one request
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
     * Quotas and rates of clients. Rates are averages.
     *
     * @param connections the most open streams and WebSockets
     * @param connectionsPerAddress the most of one address
     * @param connectionsPerSubject the most of one subject
     * @param addressOpeningRate connections that one address may open a second
     * @param subjectOpeningRate connections that one subject may open a second
     * @param filters the most filters of one connection, in all its subscriptions together
     * @param addressRate events that one address may publish a second
     * @param subjectRate events that one subject may publish a second
     * @param requestTime the longest time that the body of a request may take to arrive
     * @param bodies the most bodies that are waited for, each of which holds a thread of the server
     * @param bodiesOfOne the most of one caller
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
     * The group commit.
     *
     * @param groupEvents the most events in one transaction
     * @param queuedEvents the most events that wait for a transaction
     * @param queuedBytes the most bytes of data that wait for a transaction
     * @param patience the longest time that a publisher waits for room in the queue
     */
    public record Commit(int groupEvents, int queuedEvents, long queuedBytes, Duration patience) {}

    /**
     * The retention of the journal: events beyond any of the three limits are deleted.
     *
     * @param age the greatest age of an event
     * @param count the most events
     * @param bytes the most bytes of data
     * @param interval the time between two deletions
     */
    public record Retention(Duration age, long count, long bytes, Duration interval) {}

    /**
     * The delivery of events to subscribers.
     *
     * @param tailEvents the most of the newest events that are kept in memory
     * @param tailBytes the most bytes of data that these events may have
     * @param backlogEvents the most events that wait for one live subscriber; beyond it, the subscriber reads the journal
     * @param volatileEvents the most volatile events of a topic that wait for one subscriber; beyond it, the oldest is dropped
     * @param heartbeat the time between two signs of life on a quiet connection
     * @param retry the average time that a browser waits before it reconnects
     * @param writeTimeout the longest time for one write to a client; beyond it, the client is closed as too slow
     * @param writers the most threads that write to clients, and so the most clients that may stall at once
     * @param readers the most subscribers that read the journal at once
     * @param poll the time between two searches for events of other nodes
     * @param drain the time over which the clients are disconnected when the node stops
     * @param sendBuffer the size that is requested for the kernel's send buffer of one client; Linux reserves twice as much
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
         * The reconnection delay of a client that is not admitted now.
         *
         * @param elsewhere whether another node, or the next process of this node, can admit the client soon; an overloaded
         *     node is given five times as long
         */
        public Duration retryLater(boolean elsewhere) {
            return elsewhere ? jitteredRetry() : jitteredRetry().multipliedBy(MUCH_LATER);
        }
    }

    /**
     * The presence of members.
     *
     * @param grace the time that a member may be disconnected, as during a reload, before it is reported as absent
     * @param silence the longest time without a sign of life from a client that makes a member present
     * @param maxBytes the largest state of a member
     */
    public record Presence(Duration grace, Duration silence, int maxBytes) {}

    /**
     * The outbox, through which an application publishes in its own transactions.
     *
     * @param dataSource the JNDI name of the application's data source; empty for no outbox
     * @param poll the time between two searches for rows that other programs have written
     */
    public record Outbox(String dataSource, Duration poll) {}

    /** The place of the journal, for the log: the data source or the database's URL. */
    public String place() {
        return pool.dataSource().isEmpty() ? database.toString() : pool.dataSource();
    }
}
