package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.sluice.harness.SharedGateway;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The browser's own {@code EventSource} and {@code WebSocket}, in headless Chromium. */
class BrowserIT {

    private static final int CUTS = 4;

    private Chromium browser;
    private URI gateway;
    private Source source;

    @BeforeEach
    void startTheBrowser() {
        browser = new Chromium();
        gateway = SharedGateway.uri();
        source = new Source(gateway, "browser");
    }

    @AfterEach
    void stopTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void eventSourceReceivesNamedEventsAsTheyHappen() {
        browser.receiveByEventSource(gateway, "topic=browser/*", List.of("sluice.ready", "message", "created"));
        browser.awaitEvents(1);

        Received first = source.publish("created", "first");
        source.publish("changed", "nobody listens for this type");
        Received last = source.publish("message", "last");

        assertThat(browser.receivedUpTo(last).subList(1, 3)).containsExactly(first, last);
    }

    @Test
    void eventSourceResumesByItselfAfterEveryCut() throws IOException {
        Received before = source.publish("created", "before the page is opened");
        try (Wire wire = new Wire(gateway)) {
            source.start();
            browser.receiveByEventSource(wire.uri(), query("after=" + before.id()), Source.TYPES);
            cutWhileItReceives(wire);
        }
    }

    @Test
    void webSocketResumesAfterEveryCut() throws IOException {
        Received before = source.publish("created", "before the page is opened");
        try (Wire wire = new Wire(gateway)) {
            source.start();
            browser.receiveByWebSocket(wire.uri(), source.topic(), before.id());
            cutWhileItReceives(wire);
        }
    }

    @Test
    void webSocketGoesOnWhereTheEventSourceStopped() {
        source.start();
        browser.receiveByEventSource(gateway, query("after=earliest"), Source.TYPES);
        browser.awaitEvents(20);
        List<Received> both = new ArrayList<>(browser.received());

        browser.receiveByWebSocket(
                gateway, source.topic(), both.get(both.size() - 1).id());
        browser.awaitEvents(20);
        List<Received> published = source.stop();

        both.addAll(browser.receivedUpTo(published.get(published.size() - 1)));
        assertThat(both).isEqualTo(published);
    }

    @Test
    void cursorOfAnotherJournalIsAGap() {
        browser.receiveByEventSource(
                gateway, query("lastEventId=another-7"), List.of("sluice.ready", "sluice.gap", "message"));
        assertGapAndThenLive("another-7", "epoch");
    }

    /** Such a header comes from an id that another server gave at this address. A browser never forgets it. */
    @Test
    void malformedLastEventIdIsAGap() {
        String foreign = "retry: 10\nid: order 66\ndata: not from Sluice\n\n";
        browser.page()
                .route(
                        url -> url.contains(source.topic()),
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setContentType("text/event-stream")
                                .setBody(foreign)),
                        new Page.RouteOptions().setTimes(1));

        browser.receiveByEventSource(gateway, query(""), List.of("sluice.ready", "sluice.gap", "message"));

        browser.awaitEvents(1);
        assertThat(browser.received().get(0).data()).isEqualTo("not from Sluice");
        browser.page().evaluate("() => received.shift()");
        assertGapAndThenLive("order 66", "unknown");
    }

    @Test
    void malformedParameterEndsTheEventSourceForGood() {
        browser.receiveByEventSource(gateway, query("lastEventId=order+66"), List.of("sluice.gap"));

        browser.page().waitForFunction("() => source.readyState === EventSource.CLOSED");
        assertThat(browser.received()).isEmpty();
    }

    @Test
    void webSocketIsToldOfTheGapToo() {
        browser.receiveByWebSocket(gateway, source.topic(), "another-7");
        browser.awaitEvents(1);
        Received live = source.publish("message", "live");

        List<Received> received = browser.receivedUpTo(live);
        assertThat(received).hasSize(2).last().isEqualTo(live);
        assertThat(received.get(0)).extracting(Received::type, Received::data).containsExactly("gap", "epoch");
    }

    private void cutWhileItReceives(Wire wire) {
        for (int cut = 1; cut <= CUTS; cut++) {
            browser.awaitConnections(cut);
            browser.awaitEvents(20 * cut);
            if (cut % 2 == 0) {
                wire.cut();
            } else {
                wire.cutAfter(100 + 77 * cut);
            }
        }
        browser.awaitConnections(CUTS + 1);
        List<Received> published = source.stop();

        Received last = published.get(published.size() - 1);
        assertThat(browser.receivedUpTo(last)).isEqualTo(published.subList(1, published.size()));
    }

    private void assertGapAndThenLive(String from, String reason) {
        browser.awaitEvents(2);
        Received live = source.publish("message", "live");

        List<Received> received = browser.receivedUpTo(live);
        assertThat(received).extracting(Received::type).containsExactly("sluice.ready", "sluice.gap", "message");
        assertThat(received.get(1).data())
                .contains("\"from\":\"" + from + "\"")
                .contains("\"to\":\"" + received.get(1).id() + "\"")
                .contains("\"reason\":\"" + reason + "\"");
        assertThat(received).last().isEqualTo(live);
    }

    private String query(String start) {
        return "topic=" + source.topic() + "&" + start;
    }
}
