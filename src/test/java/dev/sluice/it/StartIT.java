package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Page;
import dev.sluice.harness.Received;
import dev.sluice.harness.SseBlock;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where reading starts: of five events, 1, 3 and 5 in one topic, 2 and 4 in another, what each way to say it gives. */
class StartIT {

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String root = Fresh.topic("start");
    private final String query = "topic=" + root + "/*";
    private final List<EventId> ids = new ArrayList<>();
    private final List<String> times = new ArrayList<>();

    @BeforeEach
    void publishFive() {
        for (int i = 1; i <= 5; i++) {
            ids.add(http.publish(root + (i % 2 == 1 ? "/odd" : "/even"), Integer.toString(i)));
            http.publish(root, "none of them");
            awaitTheNextMillisecond();
        }
        http.history(query + "&limit=1000").events().forEach(event -> times.add(Json.text(event, "time")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                          | ''
        after=latest                | ''
        after=earliest              | 1 2 3 4 5
        after={2}                   | 3 4 5
        lastEventId={2}             | 3 4 5
        last_event_id={2}           | 3 4 5
        after={5}                   | ''
        since={time 3}              | 3 4 5
        since=2000-01-01T00:00:00Z  | 1 2 3 4 5
        since=2100-01-01T00:00:00Z  | ''
        last=1                      | 5
        last=2                      | 4 5
        last=10000                  | 1 2 3 4 5
        snapshot=true               | 4 5
        snapshot=false              | ''
        lastEventId={4}&after={2}   | 5
        after={4}&since={time 2}    | 5
        after={4}&last=3            | 5
        after={4}&snapshot=true     | 5
        since={time 5}&last=3       | 5
        last=3&snapshot=true        | 3 4 5
        """)
    void aStreamStartsWhereItsParametersSay(String where, String expected) {
        try (SseStream stream = gateway.stream(query + "&" + fill(where))) {
            stream.ready();
            EventId live = http.publish(root + "/odd", "live");
            assertThat(stream.eventsUpTo(live)).isEqualTo(expected(expected, live));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                            | ''
        'after':'latest'              | ''
        'after':'earliest'            | 1 2 3 4 5
        'after':'{2}'                 | 3 4 5
        'since':'{time 3}'            | 3 4 5
        'last':2                      | 4 5
        'snapshot':true               | 4 5
        'snapshot':false              | ''
        'after':'{4}','last':3        | 5
        'since':'{time 5}','last':3   | 5
        'last':3,'snapshot':true      | 3 4 5
        """, quoteCharacter = '"')
    void aSubscriptionStartsWhereItsMembersSay(String where, String expected) {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("s", root + "/*", where.equals("''") ? "" : fill(where));
            EventId live = http.publish(root + "/odd", "live");
            assertThat(client.eventsUpTo("s", live)).isEqualTo(expected(expected.replace("''", ""), live));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                          | 1 2 3 4 5
        after=earliest              | 1 2 3 4 5
        after=latest                | ''
        after={2}                   | 3 4 5
        lastEventId={2}             | 3 4 5
        last_event_id={2}           | 3 4 5
        since={time 3}              | 3 4 5
        last=2                      | 4 5
        snapshot=true               | 4 5
        after={4}&last=3            | 5
        """)
    void theHistoryStartsWhereItsParametersSay(String where, String expected) {
        Page page = http.history(query + "&" + fill(where));
        assertThat(page.received()).isEqualTo(expected(expected));
        assertThat(page.more()).isFalse();
        assertThat(page.hasGap()).isFalse();
        try (SseStream stream = gateway.stream(query + "&after=" + page.cursor())) {
            assertThat(stream.ready().json().get("resumed").getAsBoolean()).isTrue();
            EventId live = http.publish(root + "/odd", "live");
            assertThat(stream.eventsUpTo(live)).isEqualTo(expected("", live));
        }
    }

    @Test
    void theHeaderOfABrowserThatReconnectsGoesBeforeItsUrl() {
        String url = query + "&after=" + ids.get(0) + "&last=1";
        try (SseStream stream = gateway.resume(url, ids.get(2).toString())) {
            JsonObject ready = stream.ready().json();
            assertThat(Json.text(ready, "cursor")).isEqualTo(ids.get(2).toString());
            assertThat(ready.get("resumed").getAsBoolean()).isTrue();
            assertThat(stream.events(2)).isEqualTo(expected("4 5"));
        }
    }

    @Test
    void onlyWhoBringsACursorIsResumed() {
        try (SseStream fresh = gateway.stream(query);
                SseStream newest = gateway.stream(query + "&last=1");
                SseStream resumed = gateway.stream(query + "&after=" + ids.get(4))) {
            SseBlock ready = fresh.ready();
            assertThat(ready.json().get("resumed").getAsBoolean()).isFalse();
            assertThat(ready.id()).contains(Json.text(ready.json(), "cursor")).contains(http.end());
            assertThat(newest.ready().json().get("resumed").getAsBoolean()).isFalse();
            SseBlock again = resumed.ready();
            assertThat(again.json().get("resumed").getAsBoolean()).isTrue();
            assertThat(again.id()).contains(ids.get(4).toString());
        }
    }

    @Test
    void whoIsCutBeforeTheFirstEventLosesNothing() {
        String cursor;
        try (SseStream stream = gateway.stream(query + "&last=3")) {
            stream.ready();
            cursor = stream.cursor();
        }
        try (SseStream stream = gateway.resume(query, cursor)) {
            stream.ready();
            assertThat(stream.events(3)).isEqualTo(expected("3 4 5"));
        }
    }

    private String fill(String where) {
        String filled = where;
        for (int i = 1; i <= 5; i++) {
            filled = filled.replace("{" + i + "}", ids.get(i - 1).toString())
                    .replace("{time " + i + "}", times.get(i - 1));
        }
        return filled;
    }

    private List<Received> expected(String numbers, EventId live) {
        List<Received> all = new ArrayList<>(expected(numbers));
        all.add(new Received(live, "live"));
        return all;
    }

    private List<Received> expected(String numbers) {
        return IntStream.rangeClosed(1, 5)
                .filter(i -> numbers.contains(Integer.toString(i)))
                .mapToObj(i -> new Received(ids.get(i - 1), Integer.toString(i)))
                .toList();
    }

    /** So that no two of the five have the same time, and {@code since} can tell them apart. */
    private static void awaitTheNextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() <= now) {
            Thread.onSpinWait();
        }
    }
}
