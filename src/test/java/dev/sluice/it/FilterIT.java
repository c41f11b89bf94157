package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.sluice.harness.EventId;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.Json;
import dev.sluice.harness.Received;
import dev.sluice.harness.Run;
import dev.sluice.harness.SseStream;
import dev.sluice.harness.WsClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which events a reader gets, whatever the protocol. */
class FilterIT {

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();
    private final String root = Fresh.topic("filter");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a          | a
        a/b        | a/b
        *          | a
        */*        | a/b, a/c
        a/*        | a/b, a/c
        */b        | a/b
        a/**       | a/b, a/c, a/b/c
        **         | a, a/b, a/c, a/b/c
        */*/*      | a/b/c
        a/*/c      | a/b/c
        a/b/*      | a/b/c
        a/b/**     | a/b/c
        a/*/**     | a/b/c
        b          | ''
        A          | ''
        a/b/c/*    | ''
        a/b/c/**   | ''
        """)
    void aFilterMeansTheSameEverywhere(String filter, String expected) {
        List<String> topics = List.of("a", "a/b", "a/c", "a/b/c");
        String start = http.end();
        String wanted = root + "/" + filter;
        try (SseStream live = gateway.stream("topic=" + wanted + "&topic=" + root + "-end");
                WsClient liveWs = WsClient.sluice(gateway)) {
            live.ready();
            liveWs.ask("{'type':'subscribe','sub':'s','topics':['%s','%s-end']}".formatted(wanted, root), "subscribed");
            topics.forEach(topic -> http.publish(root + "/" + topic, topic));
            EventId end = http.publish(root + "-end", "end");

            Run history = http.everything("topic=" + wanted, start);
            List<String> names = expected.isEmpty() ? List.of() : List.of(expected.split(", "));
            assertThat(history.events()).extracting(Received::data).containsExactlyElementsOf(names);
            assertSeen(live.eventsUpTo(end), history, end);
            assertSeen(liveWs.eventsUpTo("s", end), history, end);
            try (SseStream late = gateway.stream("topic=" + wanted + "&topic=" + root + "-end&after=" + start)) {
                late.ready();
                assertSeen(late.eventsUpTo(end), history, end);
            }
        }
    }

    @Test
    void anEventThatTwoFiltersMatchComesOnce() {
        String query = "topic=%s/a&topic=%s/*&topic=%s/**&topic=%s/a".formatted(root, root, root, root);
        String start = http.end();
        try (SseStream stream = gateway.stream(query);
                WsClient client = WsClient.plain(gateway)) {
            stream.ready();
            client.ask(
                    "{'type':'subscribe','sub':'s','topics':['%s/a','%s/*','%s/**']}".formatted(root, root, root),
                    "subscribed");
            EventId one = http.publish(root + "/a", "one");
            EventId two = http.publish(root + "/a", "two");
            List<Received> once = List.of(new Received(one, "one"), new Received(two, "two"));

            assertThat(stream.events(2)).isEqualTo(once);
            assertThat(client.events("s", 2)).isEqualTo(once);
            assertThat(http.everything(query, start).events()).isEqualTo(once);
        }
    }

    @Test
    void anEventThatTwoSubscriptionsMatchComesOnceForEach() {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("narrow", root + "/a", "");
            client.subscribe("wide", root + "/**", "");
            EventId one = http.publish(root + "/a", "one");
            EventId two = http.publish(root + "/b", "two");
            EventId three = http.publish(root + "/a", "three");

            assertThat(client.events("wide", 3)).extracting(Received::id).containsExactly(one, two, three);
            assertThat(client.events("narrow", 2)).extracting(Received::id).containsExactly(one, three);
        }
    }

    @Test
    void afterUnsubscribingNothingMoreComes() {
        try (WsClient client = WsClient.sluice(gateway)) {
            client.subscribe("gone", root + "/**", "");
            client.subscribe("stays", root + "/**", "");
            http.publish(root + "/a", "one");
            client.events("gone", 1);
            JsonObject answer = client.ask("{'type':'unsubscribe','sub':'gone'}", "unsubscribed");
            assertThat(Json.text(answer, "sub")).isEqualTo("gone");

            EventId two = http.publish(root + "/a", "two");
            client.eventsUpTo("stays", two);
            JsonObject subscribed = client.subscribe("gone", root + "/**", "");
            assertThat(Json.text(subscribed, "cursor")).isEqualTo(two.toString());
            EventId three = http.publish(root + "/a", "three");
            assertThat(client.events("gone", 1)).extracting(Received::id).containsExactly(three);
        }
    }

    @Test
    void aChannelIsOneTopicAndTheServerNumbersWhatHasNoName() {
        try (WsClient client = WsClient.plain(gateway)) {
            JsonObject subscribed = client.ask("{'type':'subscribe','channel':'%s'}".formatted(root), "subscribed");
            assertThat(Json.text(subscribed, "sub")).isEqualTo("1");
            EventId id = http.publish(root, "hello");
            JsonObject event = client.message("1");
            assertThat(Json.text(event, "topic")).isEqualTo(root);
            assertThat(Json.text(event, "id")).isEqualTo(id.toString());
        }
    }

    private static void assertSeen(List<Received> seen, Run expected, EventId end) {
        Run.of(expected.events(), List.of(new Received(end, "end"))).assertSameAs(new Run(seen));
    }
}
