package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.TestTokens;
import dev.sluice.harness.OwnGateway;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's own client in headless Chromium, with a gateway that is killed or that requires tokens. */
class ClientGatewayIT {

    private static final int NOTICE_SECONDS = 18;

    private static OwnGateway gateway;

    private Chromium browser;
    private Source source;

    @BeforeAll
    static void startTheGateway() {
        Machine.program("chromium", "chromium-browser", "google-chrome");
        gateway = OwnGateway.start(
                "client",
                Map.of(
                        "sluice.token.secret",
                        TestTokens.SECRET,
                        "sluice.token.notice",
                        NOTICE_SECONDS + "s",
                        "sluice.retry",
                        "500ms"));
    }

    @AfterAll
    static void stopTheGateway() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @BeforeEach
    void startTheBrowser() {
        browser = new Chromium();
        source = new Source(gateway.uri(), "client");
    }

    @AfterEach
    void stopTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void continuesWhenTheServerWasKilledAndStartedAgain() {
        List<SluicePage> pages = List.of(open("sse"), open("websocket"));
        List<Received> published = new ArrayList<>(publish(10));
        pages.forEach(page -> page.receivedUpTo(last(published)));

        gateway.kill();
        pages.forEach(page -> page.awaitState("waiting"));
        gateway.restart();
        published.addAll(publish(10));

        for (SluicePage page : pages) {
            assertThat(page.receivedUpTo(last(published))).isEqualTo(published);
            assertThat(page.gaps()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "websocket"})
    void continuesWithANewTokenOnTheSameConnection(String transport) throws IOException {
        try (Meddler proxy = new Meddler(gateway.uri())) {
            Instant end = Instant.now().plusSeconds(NOTICE_SECONDS + 2);
            List<String> tokens = List.of(token(end), token(end.plusSeconds(3_600)));
            SluicePage page =
                    SluicePage.open(browser.page(), proxy.uri(), Map.of("transport", transport, "tokens", tokens));
            List<String> sockets = new ArrayList<>();
            page.page().onWebSocket(socket -> sockets.add(socket.url()));
            page.subscribe(source.topic(), Map.of());
            Received first = source.publish("message", "with the first token");
            page.receivedUpTo(first);

            page.page().waitForFunction("() => tokens.length === 2");
            page.page().waitForFunction("end => Date.now() > end", (double)
                    end.plusSeconds(2).toEpochMilli());
            Received last = source.publish("message", "when the first token would have expired");

            assertThat(page.receivedUpTo(last)).containsExactly(first, last);
            assertThat(page.states()).containsExactly("live");
            assertThat(sockets.size() + proxy.streams()).as("connections").isOne();
        }
    }

    private SluicePage open(String transport) {
        return SluicePage.open(browser.newContext().newPage(), gateway.uri(), Map.of("transport", transport))
                .subscribe(source.topic(), Map.of());
    }

    private List<Received> publish(int count) {
        List<Received> published = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            published.add(source.publish("message", "event " + n));
        }
        return published;
    }

    private static Received last(List<Received> events) {
        return events.get(events.size() - 1);
    }

    private static String token(Instant end) {
        return TestTokens.sign(
                TestTokens.claims("ann", List.of(), List.of("client/*")).expirationTime(Date.from(end)));
    }
}
