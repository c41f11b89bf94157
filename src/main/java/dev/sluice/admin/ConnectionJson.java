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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A connection as an operator sees it. */
@Singleton
class ConnectionJson {

    /** So many subscriptions, and so many topics of each, stand in a list: one connection may have a thousand. */
    private static final int FEW = 20;

    private final Lags lags;
    private final Clock clock;

    @Inject
    ConnectionJson(Lags lags, @NodeClock Clock clock) {
        this.clock = clock;
        this.lags = lags;
    }

    /** With all topics. */
    String full(Connection connection, CallerKey caller) {
        List<SubscriptionStatus> readings = connection.readings();
        return json(connection, readings, lags.of(readings, caller), Integer.MAX_VALUE);
    }

    /** In a list. */
    String brief(List<Connection> connections, CallerKey caller) {
        Map<Connection, List<SubscriptionStatus>> readings = new LinkedHashMap<>();
        connections.forEach(connection -> readings.put(connection, connection.readings()));
        Function<SubscriptionStatus, Duration> lag =
                lags.of(readings.values().stream().flatMap(List::stream).toList(), caller);
        return readings.entrySet().stream()
                .map(each -> json(each.getKey(), each.getValue(), lag, FEW))
                .collect(JsonText.array());
    }

    private String json(
            Connection connection,
            List<SubscriptionStatus> readings,
            Function<SubscriptionStatus, Duration> lag,
            int most) {
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
                                .limit(most)
                                .map(status -> subscription(status, lag.apply(status), most))
                                .collect(JsonText.array()))
                .end();
    }

    private static Duration greatestLag(List<SubscriptionStatus> readings, Function<SubscriptionStatus, Duration> lag) {
        return readings.stream().map(lag).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private static String subscription(SubscriptionStatus status, Duration lag, int most) {
        List<TopicFilter> filters = status.subscription().filters().list();
        return new JsonText()
                .member("sub", status.subscription().name())
                .raw(
                        "topics",
                        filters.stream()
                                .limit(most)
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
