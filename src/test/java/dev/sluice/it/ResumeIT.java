package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.Page;
import dev.sluice.harness.PublishingLoad;
import dev.sluice.harness.Received;
import dev.sluice.harness.Run;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import dev.sluice.servers.OnEveryServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Read three, cut, resume, compare, while publishers go on: nothing missing, nothing twice, in order. */
@OnEveryServer
class ResumeIT {

    private static final int CUTS = 10;

    private final Gateway gateway = Gateway.shared();
    private final String topic = Fresh.topic("resume");
    private final String query = "topic=" + topic + "/**";
    private final String filter = topic + "/**";
    private final PublishingLoad load = PublishingLoad.singles(gateway, topic, 3);

    @BeforeEach
    void publish() {
        load.start().awaitMore(3);
    }

    @AfterEach
    void stopPublishing() {
        load.stop();
        load.assertUndisturbed();
    }

    @Test
    void resumesOverSse() {
        List<Received> seen = new ArrayList<>();
        SseStream first = gateway.stream(query);
        String start = text(first.ready().json(), "cursor");
        seen.addAll(first.events(3));
        first.cut();
        String cursor = first.cursor();
        for (int i = 1; i < CUTS; i++) {
            load.awaitMore(20);
            try (SseStream again = gateway.resume(query, cursor)) {
                assertThat(again.ready().json().get("resumed").getAsBoolean()).isTrue();
                seen.addAll(again.events(3));
                cursor = again.cursor();
            }
        }
        try (SseStream last = gateway.resume(query, cursor)) {
            assertSameAsTheJournal(start, seen, journal -> last.eventsUpTo(journal.last()));
        }
    }

    @Test
    void resumesOverWebSocket() {
        List<Received> seen = new ArrayList<>();
        String start;
        try (WsClient first = WsClient.sluice(gateway)) {
            start = text(first.subscribe("s", filter, ""), "cursor");
            seen.addAll(first.events("s", 3));
        }
        for (int i = 1; i < CUTS; i++) {
            load.awaitMore(20);
            try (WsClient again = WsClient.sluice(gateway)) {
                JsonObject subscribed = again.subscribe("s", filter, after(seen));
                assertThat(subscribed.get("resumed").getAsBoolean()).isTrue();
                seen.addAll(again.events("s", 3));
            }
        }
        try (WsClient last = WsClient.sluice(gateway)) {
            last.subscribe("s", filter, after(seen));
            assertSameAsTheJournal(start, seen, journal -> last.eventsUpTo("s", journal.last()));
        }
    }

    @Test
    void resumesWithoutTheSubprotocol() {
        List<Received> seen = new ArrayList<>();
        String start;
        try (WsClient first = WsClient.plain(gateway)) {
            start = text(first.subscribe("s", filter, ""), "cursor");
            seen.addAll(first.events("s", 3));
        }
        load.awaitMore(20);
        try (WsClient again = WsClient.plain(gateway)) {
            again.subscribe("s", filter, after(seen));
            assertSameAsTheJournal(start, seen, journal -> again.eventsUpTo("s", journal.last()));
        }
    }

    @Test
    void startsOverSseAndGoesOnOverWebSocket() {
        SseStream first = gateway.stream(query);
        String start = text(first.ready().json(), "cursor");
        List<Received> seen = new ArrayList<>(first.events(3));
        first.cut();
        load.awaitMore(20);
        try (WsClient second = WsClient.sluice(gateway)) {
            second.subscribe("s", filter, "'after':'" + first.cursor() + "'");
            assertSameAsTheJournal(start, seen, journal -> second.eventsUpTo("s", journal.last()));
        }
    }

    @Test
    void startsOverWebSocketAndGoesOnInTheHistoryAndThenLive() {
        List<Received> seen = new ArrayList<>();
        String start;
        try (WsClient first = WsClient.sluice(gateway)) {
            start = text(first.subscribe("s", filter, ""), "cursor");
            seen.addAll(first.events("s", 3));
        }
        load.awaitMore(50);
        Page page = gateway.http().history(query + "&limit=7&after=" + last(seen));
        assertThat(page.more()).isTrue();
        seen.addAll(page.received());
        page = gateway.http().history(query + "&limit=11&after=" + page.cursor());
        seen.addAll(page.received());
        try (SseStream live = gateway.stream(query + "&after=" + page.cursor())) {
            assertSameAsTheJournal(start, seen, journal -> live.eventsUpTo(journal.last()));
        }
    }

    @Test
    void eachSubscriptionOfAWebSocketResumesByItsOwnCursor() {
        List<String> filters = List.of(topic + "/0", topic + "/*", topic + "/**");
        String start;
        List<List<Received>> seen = new ArrayList<>();
        try (WsClient first = WsClient.sluice(gateway)) {
            start = gateway.http().end();
            for (String each : filters) {
                first.subscribe(each, each, "'after':'" + start + "'");
            }
            for (int i = 0; i < filters.size(); i++) {
                seen.add(new ArrayList<>(first.events(filters.get(i), 3 + i)));
            }
        }
        load.awaitMore(20);
        try (WsClient again = WsClient.sluice(gateway)) {
            for (int i = 0; i < filters.size(); i++) {
                again.subscribe(filters.get(i), filters.get(i), after(seen.get(i)));
            }
            load.stop();
            for (int i = 0; i < filters.size(); i++) {
                String name = filters.get(i);
                Run journal = gateway.http().everything("topic=" + name, start);
                Run.of(seen.get(i), again.eventsUpTo(name, journal.last())).assertSameAs(journal);
            }
        }
    }

    @Test
    void severalTopicsAndPatternsAreOneStream() {
        String some = "topic=" + topic + "/0&topic=" + topic + "/*&topic=" + topic + "/2";
        SseStream first = gateway.stream(some);
        String start = text(first.ready().json(), "cursor");
        List<Received> seen = new ArrayList<>(first.events(3));
        first.cut();
        try (SseStream again = gateway.resume(some, first.cursor())) {
            assertSameAsTheJournal(start, seen, journal -> again.eventsUpTo(journal.last()));
        }
    }

    private interface Rest {
        List<Received> upToTheEndOf(Run journal);
    }

    /** Ends the load, lets the reader come to the end, and compares all it got with what the journal has. */
    private void assertSameAsTheJournal(String start, List<Received> seen, Rest rest) {
        load.awaitMore(20);
        load.stop();
        Run journal = gateway.http().everything(query, start);
        load.ledger().assertKeptBy(gateway.http().everything(query, "earliest"));
        Run.of(seen, rest.upToTheEndOf(journal)).assertSameAs(journal);
    }

    private static String after(List<Received> seen) {
        return "'after':'" + last(seen) + "'";
    }

    private static EventId last(List<Received> seen) {
        return seen.get(seen.size() - 1).id();
    }

    private static String text(JsonObject object, String member) {
        return Json.text(object, member);
    }
}
