package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Http;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Reply;
import dev.sluice.servers.OnEveryServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers ask for that is wrong: a clear code, whether they want the stream or the history. */
@OnEveryServer
class BadReadIT {

    private static final String STREAM = "text/event-stream";
    private static final String HISTORY = "application/json";

    private static final List<String> CURSORS = List.of(
            "after=rubbish",
            "after=k3f9",
            "after=k3f9-",
            "after=-1",
            "after=k3f9--1",
            "after=k3f9-1.5",
            "after=k3f9-01",
            "after=k3f9-1x",
            "after=K3F9-1",
            "after=k3f9-99999999999999999999",
            "after=aaaaaaaaaaaaaaaaa-1",
            "after=%00",
            "after=Latest",
            "lastEventId=rubbish",
            "last_event_id=rubbish");

    private static final List<String> PARAMETERS = List.of(
            "since=yesterday",
            "since=2026-13-01T00:00:00Z",
            "since=2026-11-21",
            "since=1700000000",
            "since=%2B999999999999-01-01T00:00:00Z",
            "last=0",
            "last=-1",
            "last=10001",
            "last=abc",
            "last=1.5",
            "last=99999999999999999999",
            "snapshot=maybe",
            "snapshot");

    private static final List<String> LIMITS =
            List.of("limit=0", "limit=-1", "limit=1001", "limit=abc", "limit=99999999999999999999");

    private static final List<String> FILTERS = List.of(
            "topic=",
            "topic=a&topic=",
            "topic=*a",
            "topic=a*",
            "topic=a/b*/c",
            "topic=**/a",
            "topic=a/**/b",
            "topic=a/***",
            "topic=a%0A",
            "topic=%FF",
            "topic=" + "a".repeat(513));

    private final Gateway gateway = Gateway.shared();
    private final Http http = gateway.http();

    @Test
    void aParameterThatIsEmptyIsNone() {
        String empty = "topic=" + Fresh.topic("none") + "&after=&lastEventId=&since=&last=&snapshot=&limit=&format=";
        assertThat(http.history(empty).received()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("CURSORS")
    void aCursorThatIsNone(String query) {
        http.get(query, STREAM).assertProblem(400, "cursor-invalid");
        http.get(query, HISTORY).assertProblem(400, "cursor-invalid");
    }

    @ParameterizedTest
    @FieldSource("PARAMETERS")
    void aStartThatIsNone(String query) {
        http.get(query, STREAM).assertProblem(400, "parameter-invalid");
        http.get(query, HISTORY).assertProblem(400, "parameter-invalid");
    }

    @ParameterizedTest
    @FieldSource("LIMITS")
    void aLimitThatIsNone(String query) {
        http.get(query, HISTORY).assertProblem(400, "parameter-invalid");
    }

    @ParameterizedTest
    @FieldSource("FILTERS")
    void aFilterThatIsNone(String query) {
        http.get(query, STREAM).assertProblem(400, "topic-invalid");
        http.get(query, HISTORY).assertProblem(400, "topic-invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"format=xml", "format=Envelope"})
    void aFormatThatIsNone(String query) {
        http.get(query, STREAM).assertProblem(400, "parameter-invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/png", "application/xml"})
    void aTypeThatThereIsNot(String accept) {
        http.get("limit=1", accept).assertProblem(406, "not-acceptable");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /api/nothing,         404, not-found",
        "GET,    /api/,                404, not-found",
        "GET,    /api/events/1,        404, not-found",
        "POST,   /api/events/batch/1,  404, not-found",
        "POST,   /api/nothing,         404, not-found",
        "GET,    /api/events/batch,    405, method-not-allowed",
        "PUT,    /api/events?topic=a,  405, method-not-allowed",
        "DELETE, /api/events,          405, method-not-allowed",
        "PATCH,  /api/events,          405, method-not-allowed",
        "DELETE, /api/events/batch,    405, method-not-allowed",
        "QUERY,  /api/events,          405, method-not-allowed",
        "QUERY,  /,                    405, method-not-allowed",
        "QUERY,  /client/sluice.js,    405, method-not-allowed"
    })
    void aPathOrAMethodThatThereIsNot(String method, String path, int status, String code) {
        http.send(http.to(path).method(method, BodyPublishers.noBody())).assertProblem(status, code);
    }

    @Test
    void whatIsAllowedIsSaid() {
        Reply reply = http.send(http.to("/api/events").DELETE());
        assertThat(reply.header("Allow")).contains("GET", "POST");
    }

    /** Requests that no client library would send; the server may answer before the gateway sees them. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aRequestThatIsNone(String what, String request) {
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            Reply reply = socket.send(request).readReply();
            assertThat(reply.status()).as(what).isBetween(400, 499);
            Reply.assertSaysNothingOfTheInside(reply.body());
        }
        assertThat(http.answers()).isTrue();
    }

    static Stream<Arguments> malformed() {
        String end = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        return Stream.of(
                Arguments.of("a broken escape", "GET /api/events?after=%zz" + end),
                Arguments.of("a path upwards", "GET /api/../../../etc/passwd" + end),
                Arguments.of("a /ws without an upgrade", "GET /ws" + end),
                Arguments.of(
                        "a long header",
                        "GET /api/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + "x".repeat(100_000)
                                + "\r\n\r\n"),
                Arguments.of("a long query", "GET /api/events?topic=" + "x".repeat(100_000) + end));
    }
}
