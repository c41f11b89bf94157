package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.Gson;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * Thirty event streams and a WebSocket of one page, all to one origin and of the same topic. Only the thread that made the
 * browser may use it.
 */
final class Lines {

    private static final int STREAMS = 30;

    /** Of what has to wait for a server to start. */
    private static final Page.WaitForFunctionOptions PATIENCE =
            new Page.WaitForFunctionOptions().setTimeout(Duration.ofMinutes(3).toMillis());

    /** A line has begun when the gateway says so: a proxy that answers in its place does not. */
    private static final String OPEN = """
            ([base, topic, count]) => {
              const line = () => ({ ids: [], beginnings: 0, gaps: 0 });
              const stream = () => {
                const mine = line();
                const source = new EventSource(`${base}api/events?topic=${topic}`);
                source.addEventListener('sluice.ready', () => mine.beginnings++);
                source.addEventListener('sluice.gap', () => mine.gaps++);
                source.addEventListener('message', (e) => mine.ids.push(e.lastEventId));
                return mine;
              };
              const socket = () => {
                const mine = line();
                let cursor = 'latest';
                const receive = ({ type, id, cursor: begun }) => {
                  if (type === 'subscribed') {
                    mine.beginnings++;
                    cursor = begun;
                  } else if (type === 'gap') {
                    mine.gaps++;
                  } else if (type === 'event') {
                    mine.ids.push(id);
                    cursor = id;
                  }
                };
                const connect = () => {
                  const socket = new WebSocket(`${base}ws`.replace('http', 'ws'), 'sluice.v1');
                  socket.onopen = () =>
                    socket.send(JSON.stringify({ type: 'subscribe', topics: [topic], after: cursor }));
                  socket.onmessage = ({ data }) => [JSON.parse(data)].flat().forEach(receive);
                  socket.onclose = () => setTimeout(connect, 500);
                };
                connect();
                return mine;
              };
              window.lines = [...Array.from({ length: count }, stream), socket()];
            }
            """;

    private record Line(List<String> ids, int beginnings, int gaps) {}

    private final Page page;

    /** Opens them at the end of the journal, and waits until all have begun. */
    Lines(Chromium browser, URI gateway, String topic) {
        browser.openOrigin(gateway);
        page = browser.page();
        page.evaluate(OPEN, List.of(gateway.toString(), topic, STREAMS));
        awaitBeginnings(1);
    }

    /** Waits until each has been connected so many times. */
    void awaitBeginnings(int count) {
        page.waitForFunction("count => lines.every((line) => line.beginnings >= count)", count, PATIENCE);
    }

    /** Waits until the last of these has come everywhere: then each line has got all of them, once, in order, and no gap. */
    void assertReceive(List<Received> events) {
        List<String> ids = events.stream().map(Received::id).toList();
        page.waitForFunction("id => lines.every((line) => line.ids.includes(id))", ids.get(ids.size() - 1), PATIENCE);
        assertThat(lines()).extracting(Line::ids).containsOnly(ids);
        assertThat(lines()).extracting(Line::gaps).containsOnly(0);
    }

    /** That nobody has had to come back. */
    void assertBegan(int times) {
        assertThat(lines()).extracting(Line::beginnings).containsOnly(times);
    }

    /** Nothing happens for so long. Then each has still got the connection that it began with, and it works. */
    void assertOutlast(Duration quiet, Supplier<Received> event) {
        Instant over = Instant.now().plus(quiet);
        await("silence").atMost(quiet.multipliedBy(2)).until(() -> Instant.now().isAfter(over));
        assertReceive(List.of(event.get()));
        assertBegan(1);
    }

    /** By which the page of the lines came. */
    Object protocol() {
        return page.evaluate("() => performance.getEntriesByType('navigation')[0].nextHopProtocol");
    }

    private List<Line> lines() {
        return List.of(new Gson().fromJson((String) page.evaluate("() => JSON.stringify(lines)"), Line[].class));
    }
}
