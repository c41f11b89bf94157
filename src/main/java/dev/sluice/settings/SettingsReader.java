package dev.sluice.settings;

import dev.sluice.settings.Settings.Clients;
import dev.sluice.settings.Settings.Commit;
import dev.sluice.settings.Settings.Database;
import dev.sluice.settings.Settings.Delivery;
import dev.sluice.settings.Settings.Grant;
import dev.sluice.settings.Settings.Limits;
import dev.sluice.settings.Settings.Metrics;
import dev.sluice.settings.Settings.Outbox;
import dev.sluice.settings.Settings.Pool;
import dev.sluice.settings.Settings.Presence;
import dev.sluice.settings.Settings.Retention;
import dev.sluice.settings.Settings.Tokens;
import dev.sluice.settings.Settings.Web;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads all settings, with their keys, defaults and bounds. Add a new setting here and in {@link Settings}, describe it in
 * {@code settings.md}, and add it to {@link ReloadableKeys} if it can change while the gateway runs.
 */
final class SettingsReader {

    private static final int LEAST_SECRET_BYTES = 32;
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FOREVER = Duration.ofDays(365_000);

    private SettingsReader() {}

    /** @throws InvalidSettingException if a value is invalid */
    static Settings read(Function<String, Optional<String>> outside) {
        Values values = new Values(outside);
        Database database = new Database(
                values.text("sluice.jdbc.url", "jdbc:h2:file:./sluice-data/journal"),
                values.text("sluice.jdbc.user", "sluice"),
                values.secret("sluice.jdbc.password"));
        String dataSource = values.text("sluice.jdbc.data-source", "");
        Metrics metrics = metrics(values);
        return new Settings(
                values.text("sluice.public.url", ""),
                metrics,
                database,
                owner(values, database, dataSource),
                new Pool(dataSource, values.count("sluice.jdbc.pool-size", 16, 3, 1_000)),
                grant(values, "sluice.anonymous", "", metrics.open()),
                values.list("sluice.roles").stream()
                        .map(role -> ofRole(values, "sluice.role." + role, role))
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

    private static Database owner(Values values, Database database, String dataSource) {
        String user = values.text("sluice.jdbc.owner.user", "");
        if (user.isEmpty()) {
            return database;
        }
        if (!dataSource.isEmpty()) {
            // a data source does not reveal its URL, so that no other user can connect to its database
            throw new InvalidSettingException(
                    "sluice.jdbc.owner.user",
                    "it cannot be combined with sluice.jdbc.data-source, whose own user creates the tables");
        }
        return new Database(database.url(), user, values.secret("sluice.jdbc.owner.password"));
    }

    private static Metrics metrics(Values values) {
        String token = secret(values, "sluice.metrics.token");
        if (!token.matches("[A-Za-z0-9._~+/=-]*")) {
            throw new InvalidSettingException(
                    "sluice.metrics.token",
                    "it has a character that a token cannot have; allowed are letters, digits and . _ ~ + / = -");
        }
        return new Metrics(values.flag("sluice.metrics.open", false), token);
    }

    /** A secret of at least 256 bits; a shorter one can be guessed. */
    private static String secret(Values values, String key) {
        String secret = values.secret(key);
        if (!secret.isEmpty() && secret.getBytes(StandardCharsets.UTF_8).length < LEAST_SECRET_BYTES) {
            throw new InvalidSettingException(
                    key, "it is too short: it must have at least " + LEAST_SECRET_BYTES + " bytes (256 bits)");
        }
        return secret;
    }

    private static Grant ofRole(Values values, String key, String name) {
        return grant(values, key, name, values.flag(key + ".metrics", false));
    }

    private static Grant grant(Values values, String key, String name, boolean metrics) {
        return new Grant(
                key,
                name,
                values.list(key + ".publish"),
                values.list(key + ".read"),
                values.flag(key + ".admin", false),
                metrics);
    }

    private static Tokens tokens(Values values) {
        String secret = secret(values, "sluice.token.secret");
        String keys = values.secret("sluice.token.keys");
        String jwks = values.address("sluice.token.jwks");
        if (!keys.isEmpty() && !jwks.isEmpty()) {
            throw new InvalidSettingException(
                    "sluice.token.keys", "it cannot be combined with sluice.token.jwks: set only one of them");
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
                values.count("sluice.connections.rate-per-address", 200, 1, 10_000_000),
                values.count("sluice.connections.rate-per-subject", 200, 1, 10_000_000),
                values.count("sluice.connections.max-filters", 1_000, 1, 100_000),
                values.count("sluice.publish.rate-per-address", 10_000, 1, 100_000_000),
                values.count("sluice.publish.rate-per-subject", 10_000, 1, 100_000_000),
                values.duration("sluice.request.time-limit", "30s", SECOND, Duration.ofHours(1)),
                values.count("sluice.request.max-bodies", 100, 1, 100_000),
                values.count("sluice.request.max-bodies-per-caller", 32, 1, 100_000));
    }

    private static Limits limits(Values values) {
        int largest = 64 << 20;
        return new Limits(
                (int) values.bytes("sluice.event.max-bytes", "1M", 1, largest),
                values.count("sluice.batch.max-events", 1_000, 1, 10_000),
                (int) values.bytes("sluice.batch.max-bytes", "8M", 1, largest),
                (int) values.bytes("sluice.websocket.max-bytes", "2M", 1 << 10, largest),
                values.count("sluice.websocket.max-messages", 1_000, 1, 10_000),
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
                values.duration("sluice.poll", "100ms", Duration.ofMillis(10), Duration.ofHours(1)),
                values.duration("sluice.drain", "10s", Duration.ZERO, Duration.ofHours(1)),
                (int) values.bytes("sluice.send-buffer", "32k", 4 << 10, 64 << 20));
    }
}
