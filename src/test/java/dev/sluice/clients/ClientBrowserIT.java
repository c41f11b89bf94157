package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.microsoft.playwright.BrowserContext;
import dev.sluice.harness.SharedGateway;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's own client, {@code client/sluice.js}, in headless Chromium. */
class ClientBrowserIT {

    private static final int CUTS = 5;

    private Chromium browser;
    private URI gateway;
    private Source source;

    @BeforeEach
    void startTheBrowser() {
        browser = new Chromium();
        gateway = SharedGateway.uri();
        source = new Source(gateway, "client");
    }

    @AfterEach
    void stopTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "websocket"})
    void continuesWhenTheNetworkReturns(String transport) {
        SluicePage page = open(gateway, Map.of("transport", transport)).subscribe(source.topic(), Map.of());
        BrowserContext context = page.page().context();
        source.start();
        for (int cut = 1; cut <= 3; cut++) {
            page.awaitEvents(20 * cut);
            context.setOffline(true);
            page.awaitState("waiting");
            context.setOffline(false);
            page.awaitState("live");
        }

        assertReceivedAll(page);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "websocket"})
    void publishesOnceAfterANetworkOutage(String transport) {
        SluicePage page = open(gateway, Map.of("transport", transport)).subscribe(source.topic(), Map.of());
        BrowserContext context = page.page().context();
        context.setOffline(true);
        page.awaitState("waiting");
        page.publish(source.topic(), List.of("one", "two", "three"));
        context.setOffline(false);

        List<String> ids = page.acknowledged();

        page.awaitEvents(3);
        assertThat(page.received())
                .extracting(Received::id, Received::data)
                .containsExactlyElementsOf(IntStream.range(0, 3)
                        .mapToObj(n ->
                                tuple(ids.get(n), List.of("one", "two", "three").get(n)))
                        .toList());
    }

    @Test
    void changesToAWebSocketWithoutLossWhenItPublishes() {
        SluicePage page = open(gateway, Map.of()).subscribe(source.topic(), Map.of());
        source.start();
        page.awaitEvents(20);

        page.publish("client-other", List.of("by the page"));
        page.awaitWay("websocket");
        page.awaitEvents(page.received().size() + 20);

        assertThat(page.acknowledged()).hasSize(1);
        assertThat(page.ways()).containsExactly("sse", "websocket");
        assertThat(page.states()).as("nobody notices").containsExactly("live");
        assertReceivedAll(page);
    }

    @Test
    void changesToAStreamWithoutLossWhenWebSocketsBecomeBlocked() throws IOException {
        try (Meddler proxy = new Meddler(gateway)) {
            SluicePage page = open(proxy.uri(), Map.of()).subscribe(source.topic(), Map.of());
            page.publish("client-other", List.of("by the page"));
            page.awaitWay("websocket");
            source.start();
            page.awaitEvents(20);

            proxy.refuseWebSockets(true).cut();
            page.awaitWay("sse");
            page.awaitEvents(page.received().size() + 20);

            page.publish("client-other", List.of("by the page, too"));
            assertThat(page.acknowledged()).hasSize(1);
            assertReceivedAll(page);
        }
    }

    @Test
    void staysWithAStreamWhereWebSocketsAreBlocked() throws IOException {
        try (Meddler proxy = new Meddler(gateway).refuseWebSockets(true)) {
            SluicePage page = open(proxy.uri(), Map.of()).subscribe(source.topic(), Map.of());
            source.start();
            page.awaitEvents(20);
            page.publish("client-other", List.of("by the page"));
            assertThat(page.acknowledged()).hasSize(1);
            page.awaitEvents(page.received().size() + 20);

            assertThat(proxy.refused()).isOne();
            assertThat(page.ways()).containsExactly("sse");
            assertThat(page.states()).as("nobody notices").containsExactly("live");
            assertReceivedAll(page);
        }
    }

    @Test
    void usesAWebSocketWhereAProxyBuffersStreams() throws IOException {
        try (Meddler proxy = new Meddler(gateway).keepStreams(true)) {
            source.start();
            SluicePage page =
                    open(proxy.uri(), Map.of("heartbeat", 1)).subscribe(source.topic(), Map.of("after", "earliest"));
            page.awaitEvents(20);

            assertThat(proxy.streams()).isOne();
            assertThat(page.ways()).containsExactly("websocket");
            assertReceivedAll(page);
        }
    }

    @Test
    void twentyTabsHaveOneConnectionOverHttp11AndGoOnWhenTheLeaderGoes() throws IOException {
        try (Meddler proxy = new Meddler(gateway)) {
            BrowserContext context = browser.newContext();
            List<SluicePage> tabs = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                tabs.add(SluicePage.open(context.newPage(), proxy.uri(), Map.of())
                        .subscribe(source.topic(), Map.of()));
            }
            assertThat(proxy.streams()).as("streams of twenty tabs").isOne();

            List<Received> published = new ArrayList<>(publish(20));
            for (int change = 1; change <= 4; change++) {
                SluicePage leader = leader(tabs);
                leader.receivedUpTo(published.get(published.size() - 1));
                leader.page().close();
                tabs.remove(leader);
                published.addAll(publish(20));
                for (SluicePage tab : tabs) {
                    assertThat(tab.receivedUpTo(published.get(published.size() - 1)))
                            .isEqualTo(published);
                }
            }

            assertThat(tabs)
                    .hasSize(16)
                    .allSatisfy(tab -> assertThat(tab.gaps()).isZero());
            assertThat(proxy.streams())
                    .as("one for each leader, not for each tab")
                    .isBetween(5, 10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "websocket"})
    void losesAndDuplicatesNoneOfTenThousandEventsThroughRandomCuts(String transport) throws IOException {
        Random random = new Random(7);
        try (Wire wire = new Wire(gateway)) {
            SluicePage page = open(wire.uri(), Map.of("transport", transport, "queue", 10_000))
                    .subscribe(source.topic(), Map.of());
            int published = 0;
            for (int burst = 0; burst < 20; burst++) {
                // the page publishes, too, so the number of events in the journal is also verified
                List<String> data = IntStream.range(published, published + 500)
                        .mapToObj(n -> "event " + n)
                        .toList();
                page.publish(source.topic(), data);
                wire.cutAfter(random.nextInt(60_000));
                if (burst % CUTS == 0) {
                    wire.cut();
                }
                page.acknowledged();
                published += 500;
            }
            page.awaitEvents(published);

            assertThat(wire.cuts()).isGreaterThanOrEqualTo(20 / CUTS + 1);
            assertThat(page.received().stream().map(Received::data))
                    .hasSize(10_000)
                    .doesNotHaveDuplicates();
            assertThat(page.received().stream()
                            .map(event -> position(event.id()))
                            .toList())
                    .isSorted();
            assertThat(page.gaps()).isZero();
        }
    }

    private List<Received> publish(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> source.publish("message", "event " + n))
                .toList();
    }

    private SluicePage open(URI address, Map<String, Object> options) {
        return SluicePage.open(browser.page(), address, options);
    }

    /** The events that were published after the page had subscribed. */
    private void assertReceivedAll(SluicePage page) {
        List<Received> published = source.stop();
        assertThat(page.receivedUpTo(published.get(published.size() - 1))).isEqualTo(published);
        assertThat(page.gaps()).isZero();
    }

    private static SluicePage leader(List<SluicePage> tabs) {
        return tabs.stream().filter(SluicePage::leads).findFirst().orElseThrow();
    }

    private static long position(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }
}
