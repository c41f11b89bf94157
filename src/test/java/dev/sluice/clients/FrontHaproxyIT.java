package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Behind HAProxy, with its set-up in {@code src/main/haproxy}. */
class FrontHaproxyIT extends FrontContract {

    FrontHaproxyIT() {
        super(Fronts.HAPROXY);
    }

    /** The limit of its connections follows the files that it may open here, which are far fewer than on a server. */
    @Test
    void startsWithFewFiles() throws Exception {
        assertThat(publish().statusCode()).isEqualTo(201);
        assertThat(log()).doesNotContain("[ALERT]", "[WARNING]");
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
}
