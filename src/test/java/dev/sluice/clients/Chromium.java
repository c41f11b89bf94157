package dev.sluice.clients;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Headless Chromium with one page. {@code window.received} holds the events that the scripts of this class receive,
 * {@code window.opened} counts the connections they had. Only the thread that made it may use it.
 */
final class Chromium implements AutoCloseable {

    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static final String EVENT_SOURCE = """
            ([url, types]) => {
              window.received = [];
              window.opened = 0;
              window.source = new EventSource(url);
              source.addEventListener('open', () => opened++);
              for (const type of types) {
                source.addEventListener(type, (e) => received.push({ id: e.lastEventId, type, data: e.data }));
              }
            }
            """;

    private static final String WEB_SOCKET = """
            ([url, topic, cursor]) => {
              window.received = [];
              window.opened = 0;
              const binary = (frame) => {
                const end = 2 + new DataView(frame).getUint16(0);
                const header = JSON.parse(new TextDecoder().decode(frame.slice(2, end)));
                return { ...header, data: btoa(String.fromCharCode(...new Uint8Array(frame.slice(end)))) };
              };
              const receive = ({ type, id, event = 'message', data, reason, code }) => {
                if (type === 'event') {
                  received.push({ id, type: event, data: typeof data === 'string' ? data : JSON.stringify(data) });
                  cursor = id;
                } else if (type === 'gap' || type === 'error') {
                  received.push({ id, type, data: reason ?? code });
                }
              };
              const connect = () => {
                const socket = new WebSocket(url.replace('http', 'ws'), 'sluice.v1');
                socket.binaryType = 'arraybuffer';
                socket.onopen = () => {
                  opened++;
                  socket.send(JSON.stringify({ type: 'subscribe', topics: [topic], after: cursor }));
                };
                socket.onmessage = ({ data }) =>
                  (typeof data === 'string' ? [JSON.parse(data)].flat() : [binary(data)]).forEach(receive);
                socket.onclose = () => setTimeout(connect, 50);
              };
              connect();
            }
            """;

    private final Playwright playwright;
    private final Browser browser;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    Chromium() {
        var program = Machine.program("chromium", "chromium-browser", "google-chrome");
        // its library makes names of options small by the default locale, and a Turkish one has no "light" for LIGHT
        Locale.setDefault(Locale.ROOT);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(FLAGS));
        page = visitor();
    }

    Page page() {
        return page;
    }

    /** A page of another browser, whose user has forbidden all pages to keep anything. */
    Page pageWithoutSiteData() throws IOException {
        Path profile = Files.createTempDirectory("chromium-profile");
        Files.writeString(
                Files.createDirectories(profile.resolve("Default")).resolve("Preferences"),
                "{\"profile\":{\"default_content_setting_values\":{\"cookies\":2}}}");
        return playwright
                .chromium()
                .launchPersistentContext(
                        profile,
                        new BrowserType.LaunchPersistentContextOptions()
                                .setExecutablePath(Machine.program("chromium", "chromium-browser", "google-chrome"))
                                .setArgs(FLAGS))
                .newPage();
    }

    /** Another browser, as far as pages can tell: with tabs of its own. */
    BrowserContext newContext() {
        return browser.newContext();
    }

    /** A page of somebody else: it has no storage, no cookie and no connection in common with the others. */
    Page visitor() {
        // a front has a certificate that nobody has signed
        Page visitor = browser.newPage(new Browser.NewPageOptions().setIgnoreHTTPSErrors(true));
        visitor.onPageError(complaints::add);
        visitor.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        return visitor;
    }

    /** What the pages threw, or wrote to the console as an error. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Receives by {@code EventSource}. */
    void receiveByEventSource(URI gateway, String query, List<String> types) {
        openOrigin(gateway);
        page.evaluate(
                EVENT_SOURCE, List.of(gateway.resolve("api/events?" + query).toString(), types));
    }

    /** Receives by a {@code WebSocket}. When it is cut, it connects again with the cursor that it has seen. */
    void receiveByWebSocket(URI gateway, String topic, String after) {
        openOrigin(gateway);
        page.evaluate(WEB_SOCKET, List.of(gateway.resolve("ws").toString(), topic, after));
    }

    void awaitConnections(int count) {
        page.waitForFunction("count => opened >= count", count);
    }

    void awaitEvents(int count) {
        page.waitForFunction("count => received.length >= count", count);
    }

    /** Waits for this event, and returns all that have come. */
    List<Received> receivedUpTo(Received last) {
        page.waitForFunction("id => received.some((event) => event.id === id)", last.id());
        return received();
    }

    List<Received> received() {
        return Received.listFromJson((String) page.evaluate("() => JSON.stringify(received)"));
    }

    @Override
    public void close() {
        playwright.close();
    }

    /** A document of the gateway's own origin that does nothing by itself. */
    void openOrigin(URI gateway) {
        page.navigate(gateway.resolve("api/events?limit=1").toString());
    }
}
