package dev.sluice.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind HAProxy, with its set-up in {@code src/main/haproxy}. */
class FrontHaproxyIT extends FrontContract {

    FrontHaproxyIT() {
        super(Fronts.HAPROXY);
    }

    /** With the limits that are shipped: that of its connections follows the files that it may open, two for each. */
    @ParameterizedTest
    @ValueSource(ints = {1_024, 4_096, 16_384})
    void startsWithFewFiles(int files) throws Exception {
        try (Front few = Fronts.haproxyAsShipped(gateway.uri().getPort(), certificate, files)
                .start()) {
            assertThat(http.send(publishTo(few).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(201);
            assertThat(few.log()).doesNotContain("[ALERT]", "[WARNING]");
        }
    }

    /** It takes a second connection, inside, which those of browsers must leave room for. */
    @Test
    void aPublishIsAnsweredWhileNobodyElseIsLetIn() throws Exception {
        assertThat(publish().statusCode()).isEqualTo(201);
        try (Visitors visitors = visitors()) {
            for (int i = 1; i < Fronts.HAPROXY_BROWSERS; i++) {
                assertThat(visitors.stream(i % 2 == 0 ? "127.0.0.2" : "127.0.0.3", ""))
                        .isEqualTo("sluice.ready");
            }
            assertThat(publish().statusCode()).isEqualTo(201);
        }
    }

    /** Where it would wait for minutes, its publisher is told to come again. */
    @Test
    void aPublishTooManyIsRefused() throws Exception {
        try (Visitors visitors = visitors()) {
            for (int i = 0; i < Fronts.HAPROXY_PUBLISHES; i++) {
                visitors.unfinished("127.0.0.2");
            }
            // they are on their way
            AtomicReference<HttpResponse<String>> last = new AtomicReference<>();
            await().atMost(PATIENCE).until(() -> {
                last.set(publish());
                return last.get().statusCode() != 201;
            });
            assertIsAway(last.get());
        }
    }

    /** The head's 408 cannot be configured in HAProxy; nginx closes the connection without an answer. */
    @Test
    void aBodyThatTakesTooLongIsRefusedInTheWordsOfTheGateway() throws Exception {
        try (Visitors visitors = visitors()) {
            Socket socket = visitors.raw("POST /api/events?topic=" + source.topic()
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nx");
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("Content-Type: application/problem+json")
                    .contains("\"code\":\"request-timeout\"");
        }
    }
}
