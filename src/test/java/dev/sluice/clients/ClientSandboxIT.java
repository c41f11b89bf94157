package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.harness.OwnGateway;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's own client where Chromium refuses the use of locks, channels and storage; and in workers. */
class ClientSandboxIT {

    /** Subscribes, publishes one event and receives it; also returns which functions the browser refuses. */
    private static final String TALK = """
            async ([address, topic]) => {
              const asked = async (what) => { try { await what(); return 'given'; } catch (fault) { return fault.name; } };
              const refused = {
                locks: await asked(() => navigator.locks.request('x', () => {})),
                storage: await asked(() => sessionStorage.getItem('x')),
              };
              const { Sluice } = await import(new URL('client/sluice.js', address));
              const sluice = new Sluice(address);
              const came = new Promise((resolve) => sluice.subscribe(topic, { remember: 'place', onEvent: ({ data }) => resolve(data) }));
              // without a limit, a client that hangs would block the test
              const late = new Promise((_, reject) => setTimeout(() => reject(new Error('nothing comes')), 30_000));
              await Promise.race([sluice.publish(topic, 'said'), late]);
              return [await Promise.race([came, late]), refused.locks, refused.storage, sluice.connection.leads ? 'leads' : 'alone'];
            }
            """;

    private static final String IN_A_WORKER = """
            import { Sluice } from '%1$sclient/sluice.js';
            const sluice = new Sluice('/');
            sluice.subscribe('%2$s', { onEvent: ({ data }) => postMessage(data), onState: (state) => state === 'live' && sluice.publish('%2$s', 'by a worker') });
            """;

    private static final String START_A_WORKER = """
            (code) => new Promise((resolve, reject) => {
              const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
              worker.onmessage = ({ data }) => resolve(data);
              worker.onerror = ({ message }) => reject(new Error(message));
            })
            """;

    private static final String EMBEDDING = "<iframe sandbox=allow-scripts srcdoc='<p>Nothing</p>'></iframe>";

    private static OwnGateway owned;

    /** A page of another site, without our restrictions for frames. A server delivers it, because the browser checks the origin of a page. */
    private static HttpServer elsewhere;

    private static String embedding;

    private Chromium browser;
    private URI gateway;
    private Source source;

    @BeforeAll
    static void startTheGateway() {
        owned = OwnGateway.start("sandbox", Map.of("sluice.origins", "*"));
    }

    @BeforeAll
    static void startTheOtherServer() throws IOException {
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, EMBEDDING.length());
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(EMBEDDING.getBytes(StandardCharsets.US_ASCII));
            }
        });
        elsewhere.start();
        embedding = "http://localhost:" + elsewhere.getAddress().getPort() + "/";
    }

    @AfterAll
    static void stop() {
        owned.close();
        elsewhere.stop(0);
    }

    @BeforeEach
    void startTheBrowser() {
        browser = new Chromium();
        gateway = owned.uri();
        source = new Source(gateway, "sandbox");
    }

    @AfterEach
    void stopTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @SuppressWarnings("unchecked")
    private List<String> talk(Frame frame) {
        return (List<String>) frame.evaluate(TALK, List.of(gateway.toString(), source.topic()));
    }

    @Test
    void worksInAFrameWithoutAnOrigin() {
        Page page = browser.page();
        page.navigate(embedding);

        assertThat(talk(page.waitForSelector("iframe").contentFrame()))
                .containsExactly("said", "SecurityError", "SecurityError", "alone");
    }

    @Test
    void worksWithoutSiteData() throws IOException {
        Page page = browser.pageWithoutSiteData();
        page.navigate(gateway.resolve("api/health/live").toString());

        assertThat(talk(page.mainFrame())).containsExactly("said", "SecurityError", "SecurityError", "alone");
    }

    @Test
    void acceptsARelativeUrlInAWorkerMadeFromABlob() {
        Page page = browser.page();
        page.navigate(gateway.resolve("api/health/live").toString());

        assertThat(page.evaluate(START_A_WORKER, IN_A_WORKER.formatted(gateway, source.topic())))
                .isEqualTo("by a worker");
    }
}
