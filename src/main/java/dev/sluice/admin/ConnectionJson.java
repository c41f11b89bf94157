package dev.sluice.admin;

import dev.sluice.access.Token;
import dev.sluice.access.Visitor;
import dev.sluice.event.TopicFilter;
import dev.sluice.hub.CallerKey;
import dev.sluice.hub.Connection;
import dev.sluice.hub.SubscriptionStatus;
import dev.sluice.runtime.NodeClock;
import dev.sluice.session.Clients;
import dev.sluice.wire.JsonText;
import dev.sluice.wire.JsonValues;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A connection as JSON, for operators. */
@Singleton
class ConnectionJson {

    /** The maximum number of subscriptions, and of topics of each, in a list: one connection may have a thousand. */
    private static final int LIST_LIMIT = 20;

    private final BiFunction<Collection<SubscriptionStatus>, CallerKey, Function<SubscriptionStatus, Duration>> lags;
    private final Clock clock;

    @Inject
    ConnectionJson(Lags lags, @NodeClock Clock clock) {
        this(lags::of, clock);
    }

    /** @param lags as {@link Lags#of} */
    ConnectionJson(
            BiFunction<Collection<SubscriptionStatus>, CallerKey, Function<SubscriptionStatus, Duration>> lags,
            Clock clock) {
        this.lags = lags;
        this.clock = clock;
    }

    /** Gives the connection with all subscriptions and topics. */
    String full(Connection connection, CallerKey caller) {
        List<SubscriptionStatus> readings = connection.readings();
        return json(connection, readings, lags.apply(readings, caller), Integer.MAX_VALUE);
    }

    /** Gives a list of connections, each with a limited number of subscriptions and topics. */
    String brief(List<Connection> connections, CallerKey caller) {
        Map<Connection, List<SubscriptionStatus>> readings = new LinkedHashMap<>();
        connections.forEach(connection -> readings.put(connection, connection.readings()));
        Function<SubscriptionStatus, Duration> lag =
                lags.apply(readings.values().stream().flatMap(List::stream).toList(), caller);
        return readings.entrySet().stream()
                .map(each -> json(each.getKey(), each.getValue(), lag, LIST_LIMIT))
                .collect(JsonText.array());
    }

    private String json(
            Connection connection,
            List<SubscriptionStatus> readings,
            Function<SubscriptionStatus, Duration> lag,
            int limit) {
        Visitor visitor = Clients.visitorOf(connection);
        Instant now = clock.instant();
        JsonText json =
                new JsonText().member("connection", connection.id().value()).member("protocol", connection.protocol());
        visitor.caller().subject().ifPresent(subject -> json.member("subject", subject));
        json.member("address", visitor.address());
        visitor.caller().token().map(Token::expires).ifPresent(end -> json.member("expires", JsonValues.time(end)));
        connection.sinceLastWrite().ifPresent(ago -> json.member("lastWrite", JsonValues.time(now.minus(ago))));
        json.raw("stalledSeconds", JsonValues.seconds(connection.stalled()))
                .member(
                        "lag",
                        readings.stream()
                                .mapToLong(SubscriptionStatus::lag)
                                .max()
                                .orElse(0))
                .raw("lagSeconds", JsonValues.seconds(greatestLag(readings, lag)))
                .member(
                        "backlog",
                        readings.stream().mapToInt(SubscriptionStatus::backlog).sum())
                .member("subscriptionCount", readings.size());
        return json.raw(
                        "subscriptions",
                        readings.stream()
                                .limit(limit)
                                .map(status -> subscription(status, lag.apply(status), limit))
                                .collect(JsonText.array()))
                .end();
    }

    private static Duration greatestLag(List<SubscriptionStatus> readings, Function<SubscriptionStatus, Duration> lag) {
        return readings.stream().map(lag).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private static String subscription(SubscriptionStatus status, Duration lag, int limit) {
        List<TopicFilter> filters = status.subscription().filters().list();
        return new JsonText()
                .member("sub", status.subscription().name())
                .raw(
                        "topics",
                        filters.stream()
                                .limit(limit)
                                .map(filter -> JsonText.quoted(filter.value()))
                                .collect(JsonText.array()))
                .member("topicCount", filters.size())
                .member("cursor", status.cursor().toString())
                .member("live", status.live())
                .member("lag", status.lag())
                .raw("lagSeconds", JsonValues.seconds(lag))
                .member("backlog", status.backlog())
                .end();
    }
}
