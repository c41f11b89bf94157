package dev.sluice.ops;

import dev.sluice.access.Token;
import dev.sluice.access.Visitor;
import dev.sluice.client.Clients;
import dev.sluice.event.TopicFilter;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Reading;
import dev.sluice.journal.Directory;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A connection as an operator sees it. */
@Singleton
class ConnectionJson {

    /** So many subscriptions, and so many topics of each, stand in a list: one connection may have a thousand. */
    private static final int FEW = 20;

    private final Directory directory;

    @Inject
    ConnectionJson(Directory directory) {
        this.directory = directory;
    }

    /** With all topics. */
    String full(Connection connection) {
        return json(connection, Integer.MAX_VALUE);
    }

    String brief(Connection connection) {
        return json(connection, FEW);
    }

    private String json(Connection connection, int most) {
        Visitor visitor = Clients.visitorOf(connection);
        List<Reading> readings = connection.readings();
        Instant now = Instant.now();
        JsonText json =
                new JsonText().member("connection", connection.id().value()).member("protocol", connection.protocol());
        visitor.caller().subject().ifPresent(subject -> json.member("subject", subject));
        json.member("address", visitor.address());
        visitor.caller().token().map(Token::expires).ifPresent(end -> json.member("expires", Plain.time(end)));
        connection.sinceLastWrite().ifPresent(ago -> json.member("lastWrite", Plain.time(now.minus(ago))));
        json.raw("stalledSeconds", Plain.seconds(connection.stalled()))
                .member("lag", readings.stream().mapToLong(Reading::lag).max().orElse(0))
                .raw("lagSeconds", Plain.seconds(greatestLag(readings, now)))
                .member("backlog", readings.stream().mapToInt(Reading::backlog).sum())
                .member("subscriptionCount", readings.size());
        return json.raw(
                        "subscriptions",
                        readings.stream()
                                .limit(most)
                                .map(reading -> subscription(reading, now, most))
                                .collect(JsonText.array()))
                .end();
    }

    private Duration greatestLag(List<Reading> readings, Instant now) {
        return readings.stream()
                .map(reading -> lag(reading, now))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private String subscription(Reading reading, Instant now, int most) {
        List<TopicFilter> filters = reading.subscription().filters().list();
        return new JsonText()
                .member("sub", reading.subscription().name())
                .raw(
                        "topics",
                        filters.stream()
                                .limit(most)
                                .map(filter -> JsonText.quoted(filter.value()))
                                .collect(JsonText.array()))
                .member("topicCount", filters.size())
                .member("cursor", reading.cursor().toString())
                .member("live", reading.live())
                .member("lag", reading.lag())
                .raw("lagSeconds", Plain.seconds(lag(reading, now)))
                .member("backlog", reading.backlog())
                .end();
    }

    /** How old the oldest event is that it has not got; what memory does not know, the journal does. */
    private Duration lag(Reading reading, Instant now) {
        if (reading.lag() == 0) {
            return Duration.ZERO;
        }
        Optional<Instant> since =
                reading.since().or(() -> directory.timeOf(reading.cursor().position() + 1));
        return since.map(time -> Duration.between(time, now))
                .filter(lag -> !lag.isNegative())
                .orElse(Duration.ZERO);
    }
}
