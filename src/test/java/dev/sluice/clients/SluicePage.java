package dev.sluice.clients;

import com.microsoft.playwright.Page;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A page that uses the gateway's own browser client. Only the thread that made the browser may use it. */
final class SluicePage {

    private static final String OPEN = """
            async ([address, options]) => {
              const { Sluice } = await import(new URL('client/sluice.js', address));
              window.received = [];
              window.gaps = [];
              window.states = [];
              window.ways = [];
              window.tokens = [];
              const { tokens, ...rest } = options;
              if (tokens) rest.token = () => window.tokens[window.tokens.push(tokens[window.tokens.length] ?? tokens.at(-1)) - 1];
              window.sluice = new Sluice(address, { ...rest, onConnection: ({ transport }) => transport && ways.push(transport) });
            }
            """;

    private static final String SUBSCRIBE = """
            ([filters, options]) => {
              const text = (data) => data instanceof Uint8Array ? btoa(String.fromCharCode(...data)) : typeof data === 'string' ? data : JSON.stringify(data);
              window.subscription = sluice.subscribe(filters, {
                ...options,
                onEvent: ({ id, event = 'message', data }) => received.push({ id, type: event, data: text(data) }),
                onGap: (gap) => gaps.push(gap),
                onState: (state) => states.push(state),
              });
            }
            """;

    private final Page page;
    private final URI gateway;

    private SluicePage(Page page, URI gateway) {
        this.page = page;
        this.gateway = gateway;
    }

    /** @param options of the client, as JSON; its token callback returns the {@code tokens}, one after another */
    static SluicePage open(Page page, URI gateway, Map<String, Object> options) {
        SluicePage opened = new SluicePage(page, gateway);
        page.navigate(gateway.resolve("api/health/live").toString());
        opened.start(options);
        return opened;
    }

    private void start(Map<String, Object> options) {
        page.evaluate(OPEN, List.of(gateway.toString(), options));
    }

    Page page() {
        return page;
    }

    /** @param options where to start */
    SluicePage subscribe(String filter, Map<String, Object> options) {
        page.evaluate(SUBSCRIBE, List.of(filter, options));
        awaitState("live");
        return this;
    }

    /** Starts to publish these events, without waiting. */
    void publish(String topic, List<String> data) {
        page.evaluate(
                "([topic, all]) => { window.answers = Promise.all(all.map((data) => sluice.publish(topic, data))); }",
                List.of(topic, data));
    }

    /** Waits until all of {@link #publish} have been acknowledged, and returns their ids. */
    @SuppressWarnings("unchecked")
    List<String> acknowledged() {
        return (List<String>) page.evaluate("() => answers.then((all) => all.map(({ id }) => id))");
    }

    void awaitState(String state) {
        page.waitForFunction("state => subscription.state === state", state);
    }

    void awaitEvents(int count) {
        page.waitForFunction("count => received.length >= count", count);
    }

    void awaitWay(String way) {
        page.waitForFunction("way => sluice.connection.transport === way", way);
    }

    boolean leads() {
        return (Boolean) page.evaluate("() => sluice.connection.leads");
    }

    /** Waits for this event, and returns all received ones. */
    List<Received> receivedUpTo(Received last) {
        page.waitForFunction("id => received.some((event) => event.id === id)", last.id());
        return received();
    }

    List<Received> received() {
        return Received.listFromJson((String) page.evaluate("() => JSON.stringify(received)"));
    }

    /** The transports of its connections, one after another. */
    List<String> ways() {
        return strings("ways");
    }

    List<String> states() {
        return strings("states");
    }

    /** The tokens that its callback has returned. */
    List<String> tokens() {
        return strings("tokens");
    }

    int gaps() {
        return (Integer) page.evaluate("() => gaps.length");
    }

    @SuppressWarnings("unchecked")
    private List<String> strings(String name) {
        return new ArrayList<>((List<String>) page.evaluate("name => window[name]", name));
    }
}
