package dev.sluice.clients;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.harness.SharedGateway;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each demonstration in {@code /demos/}, used by two visitors at once. */
class DemosIT {

    private static final Pattern ANY = Pattern.compile("[1-9][0-9]*");

    /** The opacity of the board at a point: above 0, if a line covers it. */
    private static final String INK =
            "([x, y]) => document.getElementById('board').getContext('2d').getImageData(x, y, 1, 1).data[3]";

    /** The number of events of a topic in the gateway's history. */
    private static final String HISTORY = """
            ([topic, count]) => fetch(`../api/events?limit=1000&topic=${encodeURIComponent(topic)}`)
                .then((answer) => answer.json())
                .then(({ events }) => events.length)
            """;

    private static final String PUBLISH = """
            ([query, body]) => fetch(`../api/events?${query}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
                .then(({ ok }) => ok)
            """;

    private static final String WRITE_THOUSANDS = """
            async ([topic, thousands]) => {
              const lines = Array.from({ length: 1_000 }, (_, n) => JSON.stringify({ topic, data: `line ${n}` })).join('\\n');
              const headers = { 'Content-Type': 'application/x-ndjson' };
              for (; thousands > 0; thousands--) await fetch('../api/events/batch', { method: 'POST', headers, body: lines });
            }
            """;

    /** Simulates a hidden page: it has no animation frame until {@code look()}. It counts the lines that it creates. */
    private static final String HIDDEN = """
            const frames = [];
            window.requestAnimationFrame = (frame) => frames.push(frame);
            window.look = () => frames.splice(0).forEach((frame) => frame(performance.now()));
            const make = document.createElement.bind(document);
            window.made = 0;
            document.createElement = (tag) => {
              if (tag === 'li') made++;
              return make(tag);
            };
            """;

    private Chromium browser;
    private URI demos;
    private String room;
    private Page ann;
    private Page bob;

    @BeforeEach
    void startTheBrowser() {
        browser = new Chromium();
        demos = SharedGateway.uri().resolve("demos/");
        room = UUID.randomUUID().toString();
        ann = browser.page();
        bob = browser.visitor();
    }

    @AfterEach
    void stopTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void listNamesEachOfThem() {
        ann.navigate(demos.toString());
        int count = ann.locator(".all a").count();

        assertThat(count).isEqualTo(9);
        for (int n = 0; n < count; n++) {
            ann.navigate(demos.toString());
            String title = ann.locator(".all h2").nth(n).textContent();
            ann.locator(".all a").nth(n).click();
            assertThat(ann.locator("h1")).hasText(title);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void chatShowsMembersAndMessages() {
        openBoth("chat");
        assertThat(ann.locator("#members li")).hasCount(2);
        assertThat(bob.locator("#members li")).hasCount(2);

        bob.locator("#text").pressSequentially("Hello");
        assertThat(ann.locator("#members")).containsText(name(bob) + " is typing");
        bob.locator("#text").press("Enter");
        assertThat(ann.locator("#messages li")).containsText(new String[] {"Hello"});
        assertThat(ann.locator(".typing")).hasCount(0);

        ann.context().setOffline(true);
        assertThat(ann.locator("#state")).hasAttribute("data-state", "waiting");
        say(ann, "into the dark");
        say(bob, "from the light");
        assertThat(bob.locator("#messages .text")).hasText(new String[] {"Hello", "from the light"});
        assertThat(ann.locator("#waiting li")).hasCount(1);
        ann.context().setOffline(false);

        for (Page page : List.of(ann, bob)) {
            assertThat(page.locator("#messages .text"))
                    .hasText(new String[] {"Hello", "from the light", "into the dark"});
        }
        assertThat(ann.locator("#waiting li")).hasCount(0);
    }

    /** Draws a line and keeps the mouse button pressed. */
    private void drawTowardsTheRight() {
        BoundingBox board = ann.locator("#board").boundingBox();
        double unit = board.width / 1000;

        ann.mouse().move(board.x + 200 * unit, board.y + 300 * unit);
        ann.mouse().down();
        ann.mouse().move(board.x + 800 * unit, board.y + 300 * unit);
        assertThat(bob.locator("#others")).hasText(name(ann));
    }

    @Test
    void boardShowsMovingPensAndKeepsLines() {
        openBoth("board");
        drawTowardsTheRight();
        awaitInk(bob, 500, 300);
        ann.mouse().up();
        bob.locator("#board").hover();
        assertThat(ann.locator("#others")).hasText(name(bob));

        Page late = browser.visitor();
        open(late, "board");
        awaitInk(late, 500, 300);
        late.locator("#clear").click();
        for (Page page : List.of(ann, bob, late)) {
            awaitNoInk(page, 500, 300);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @Timeout(120)
    void boardIgnoresDataThatIsNotALine() {
        openBoth("board");
        for (String pen : List.of(
                "null",
                "{}",
                "{\"at\":[1,2],\"number\":1,\"from\":0,\"more\":[null]}",
                "{\"at\":[1],\"number\":1,\"from\":0,\"more\":[[1,2]]}",
                "{\"at\":[1,2],\"number\":1,\"from\":-1,\"more\":[[1,2]]}",
                "{\"at\":[1,2],\"number\":1,\"from\":4000000000,\"more\":[[1,2]]}")) {
            publish("volatile=true&subject=eve&topic=demo/board/" + room + "/pens", pen);
        }
        for (String line : List.of("null", "{}", "{\"points\":[null]}", "{\"points\":[[1,\"2\"],[3]]}")) {
            publish("event=drawn&subject=eve&topic=demo/board/" + room, line);
        }
        drawTowardsTheRight();
        ann.mouse().up();

        awaitInk(bob, 500, 300);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void jobSurvivesReloadAndChangeOfWorkerAndEndsForAll() {
        ann.navigate(address("job"));
        ann.locator("#begin button").click();
        awaitPercent(ann, 10);
        ann.reload();
        awaitPercent(ann, 20);
        bob.navigate(ann.url());
        awaitPercent(bob, 25);
        assertThat(bob.locator("#worker")).hasText(name(ann));
        ann.context().close();

        bob.locator("#work").click();
        assertThat(bob.locator("#worker")).hasText("this page");
        awaitPercent(bob, 100);

        Page late = browser.visitor();
        late.navigate(bob.url());
        for (Page page : List.of(bob, late)) {
            assertThat(page.locator("#state")).hasAttribute("data-state", "ended");
            assertThat(page.locator("#found")).hasText("216,816 primes below 3,000,000");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void ordersAreFilledOnceByTheExchange() {
        openBoth("trading");
        bob.locator("#buy").click();
        assertThat(bob.locator("#orders li")).containsText(new String[] {"waiting for the exchange"});

        ann.locator("#trade").click();
        assertThat(bob.locator("#orders li")).containsText(new String[] {"filled at"});
        assertThat(bob.locator("#market")).hasText("open");
        assertThat(bob.locator("#prices tr").first().locator("td").last()).hasText("10");
        assertThat(bob.locator("#trade")).isDisabled();

        bob.reload();
        assertThat(bob.locator("#prices tr").first().locator("td").last()).hasText("10");
        assertThat(count("demo/trading/" + room + "/fills")).isOne();
        assertThat(ann.locator("#orders li")).hasCount(0);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void logContinuesAfterAPauseWithoutLosingLines() {
        openBoth("log");
        ann.locator("#write").click();
        assertThat(bob.locator("#count")).hasText(lines());

        bob.locator("#pause").click();
        ann.locator("#write").click();
        ann.waitForFunction("before => document.querySelectorAll('#lines li').length > before", shown(bob));
        bob.locator("#pause").click();

        awaitJournaled(200);
        int expected = List.of("error", "warning", "info").stream()
                .mapToInt(level -> count("demo/log/" + room + "/" + level))
                .sum();
        for (Page page : List.of(ann, bob)) {
            assertThat(page.locator("#lines li")).hasCount(expected);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void hiddenLogKeepsNoMoreLinesThanItShows() {
        bob.addInitScript(HIDDEN);
        open(bob, "log");
        ann.navigate(address("log"));
        ann.evaluate(WRITE_THOUSANDS, List.of("demo/log/" + room + "/info", 4));
        awaitMade(bob, 4_000);
        // a line has seven nodes, and the page shows a thousand lines
        assertThat(nodesOf(bob)).isLessThan(14_000);

        bob.locator("#debug").check();
        awaitMade(bob, 4_200);
        bob.evaluate("() => look()");
        assertThat(bob.locator("#lines li")).hasCount(200);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @Timeout(300)
    void gameShowsTheOtherBoatAndOneScoreForAll() {
        ann.setViewportSize(800, 900); // with all of the water: the buoy may be anywhere in it
        openBoth("game");
        for (Page page : List.of(ann, bob)) {
            assertThat(page.locator("#rates")).containsText(Pattern.compile("and [1-9][0-9]* received"));
        }

        BoundingBox water = ann.locator("#water").boundingBox();
        ann.mouse().move(water.x + 5, water.y + 5);
        ann.mouse().down();
        while (ann.locator("#scores li").count() == 0) {
            String[] buoy = ann.locator("#water").getAttribute("data-buoy").split(" ");
            ann.mouse()
                    .move(
                            water.x + water.width * Double.parseDouble(buoy[0]) / 1000,
                            water.y + water.height * Double.parseDouble(buoy[1]) / 600);
        }
        ann.mouse().up();

        assertThat(bob.locator("#scores li").first()).containsText(name(ann));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void correctionReplacesItsArticle() {
        openBoth("news");
        publish("Rowers win by a lentgh");
        publish("Lock opens");
        assertThat(bob.locator("#articles h3")).hasText(new String[] {"Lock opens", "Rowers win by a lentgh"});
        bob.locator("#new").click();
        assertThat(bob.locator(".new")).hasCount(0);

        ann.locator("#articles button").last().click();
        publish("Rowers win by a length");

        assertThat(bob.locator("#articles h3")).hasText(new String[] {"Lock opens", "Rowers win by a length"});
        assertThat(bob.locator(".new h3")).hasText(new String[] {"Rowers win by a length"});
        bob.reload();
        assertThat(bob.locator(".new h3")).hasText(new String[] {"Rowers win by a length"});
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void readArticlesStayReadWithoutAConnection() {
        openBoth("news");
        publish("Read on the first visit");
        assertThat(bob.locator("#articles h3")).hasCount(1);
        publish("Read");
        assertThat(bob.locator(".new")).hasCount(1);
        bob.locator("#new").click();
        publish("New");
        assertThat(bob.locator(".new h3")).hasText(new String[] {"New"});

        bob.context().setOffline(true);
        assertThat(bob.locator("#state")).hasAttribute("data-state", "waiting");
        bob.locator("#sport").uncheck();
        bob.evaluate("() => document.getElementById('new').click()");
        bob.context().setOffline(false);
        bob.reload();

        assertThat(bob.locator("#articles h3")).hasCount(3);
        assertThat(bob.locator(".new h3")).hasText(new String[] {"New"});
    }

    @Test
    void dashboardStartsWithThePresentState() {
        open(ann, "dashboard");
        ann.locator("#report").click();
        assertThat(ann.locator("#tiles li")).hasCount(8);
        ann.locator("#report").click();
        assertThat(ann.locator("#report")).hasAttribute("aria-busy", "false");
        assertThat(ann.locator("#report")).hasAttribute("aria-pressed", "false");

        open(bob, "dashboard");
        assertThat(bob.locator("#tiles .big"))
                .hasText(ann.locator("#tiles .big").allTextContents().toArray(String[]::new));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void laboratoryMissesNoEventAfterACut() {
        ann.navigate(demos.resolve("laboratory/").toString());
        assertThat(ann.locator("#run")).isEnabled();
        bob.navigate(ann.url());
        assertThat(bob.locator("#sse-state")).hasText("live");
        assertThat(bob.locator("#websocket-state")).hasText("live");
        ann.locator("#run").click();
        for (String side : List.of("sse", "websocket")) {
            assertThat(ann.locator("#" + side + "-received")).hasText(Pattern.compile("[1-9][0-9]+"));
            assertThat(ann.locator("#" + side + "-others")).hasText("0");
            assertThat(bob.locator("#" + side + "-others")).hasText(Pattern.compile("[1-9][0-9]+"));
        }

        ann.locator("#cut").click();
        for (String side : List.of("sse", "websocket")) {
            assertThat(ann.locator("#" + side + "-state")).hasText("cut");
        }
        for (String side : List.of("sse", "websocket")) {
            assertThat(ann.locator("#" + side + "-reconnect")).hasText(Pattern.compile(".* m?s"), within(60));
            assertThat(ann.locator("#" + side + "-caught")).hasText(ANY);
        }
        ann.locator("#run").click();
        ann.locator("#count").click();

        for (String side : List.of("sse", "websocket")) {
            assertThat(ann.locator("#" + side + "-missed")).hasText(Pattern.compile("0 of [1-9][0-9]+"));
            assertThat(ann.locator("#" + side + "-doubles")).hasText("0");
            assertThat(ann.locator("#" + side + "-p50")).hasText(Pattern.compile("[0-9.]+ m?s"));
            assertThat(ann.locator("#" + side + "-bytes")).hasText(Pattern.compile("[1-9][0-9]+ B"));
        }
        assertThat(ann.locator("#verdict")).containsText("0 of them twice");
        assertThat(ann.locator("#verdict")).containsText("it lacks 0");

        bob.locator("#count").click();
        for (String side : List.of("sse", "websocket")) {
            assertThat(bob.locator("#" + side + "-missed")).hasText(Pattern.compile("0 of [1-9][0-9]+"));
            assertThat(bob.locator("#" + side + "-p50")).hasText("–");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void laboratoryRecommendsAProtocol() {
        ann.navigate(demos.resolve("laboratory/").toString());
        assertThat(ann.locator("#choice")).hasText("Server-Sent Events");

        ann.locator("input[value=often]").check();
        assertThat(ann.locator("#choice")).hasText("WebSocket");
        assertThat(ann.locator("#reasons")).containsText("It publishes a lot");
    }

    /** Each row: the page, a field to fill, a button to press, and a selector of the content that appears. */
    @ParameterizedTest
    @CsvSource({
        "'', '', '', .all a",
        "board.html, '', #clear, #state[data-state=live]",
        "chat.html, #text, #say button, #messages li",
        "dashboard.html, '', #report, #tiles li",
        "game.html, '', '', #rates:text('received')",
        "job.html, '', #begin button, #percent:not(:text-is('0 %'))",
        "laboratory/, '', #run, #sse-others:not(:text-is('–'))",
        "log.html, '', #write, #lines li",
        "news.html, #headline, #publish, #articles li",
        "trading.html, '', #trade, #prices td"
    })
    void fitIntoANarrowWindowAndCanBeReadInTheDark(String demo, String field, String button, String content) {
        Look.narrow(ann, ColorScheme.DARK);
        Look.narrow(bob, ColorScheme.LIGHT);
        ann.navigate(
                demos.resolve(demo + (demo.isEmpty() ? "" : "?room=" + room)).toString());
        if (!field.isEmpty()) {
            ann.locator(field).fill("A word of some length: " + "x".repeat(100));
        }
        if (!button.isEmpty()) {
            ann.locator(button).click();
        }
        assertThat(ann.locator(content).first()).isVisible();
        bob.navigate(ann.url());
        assertThat(bob.locator(content).first()).isVisible();

        for (Page page : List.of(ann, bob)) {
            Look.assertNothingSticksOut(page);
        }
        Look.assertReadable(ann, ColorScheme.DARK);
        Look.assertReadable(bob, ColorScheme.LIGHT);
        assertThat(browser.complaints()).isEmpty();
    }

    private void openBoth(String demo) {
        open(ann, demo);
        open(bob, demo);
    }

    private void open(Page page, String demo) {
        page.navigate(address(demo));
        assertThat(page.locator("#state")).hasAttribute("data-state", "live");
    }

    private String address(String demo) {
        return demos.resolve(demo + ".html?room=" + room).toString();
    }

    private static String name(Page page) {
        return (String) page.evaluate("() => sessionStorage.getItem('sluice name')");
    }

    private static void say(Page page, String text) {
        page.locator("#text").fill(text);
        page.locator("#text").press("Enter");
    }

    private void publish(String headline) {
        ann.locator("#headline").fill(headline);
        ann.locator("#publish").click();
        assertThat(ann.locator("#articles")).containsText(headline);
    }

    private void publish(String query, String json) {
        assertThat(ann.evaluate(PUBLISH, List.of(query, json))).isEqualTo(true);
    }

    /** Polls by a timer: the default of Playwright uses animation frames, which a hidden page has not. */
    private static void awaitMade(Page page, int lines) {
        page.waitForFunction(
                "lines => made >= lines", lines, new Page.WaitForFunctionOptions().setPollingInterval(100));
    }

    /** The number of DOM nodes in memory, attached or detached. */
    private static int nodesOf(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        session.send("HeapProfiler.collectGarbage");
        return session.send("Memory.getDOMCounters").get("nodes").getAsInt();
    }

    private static void awaitPercent(Page page, int least) {
        page.waitForFunction("least => parseInt(document.getElementById('percent').textContent) >= least", least);
    }

    private static void awaitInk(Page page, int x, int y) {
        page.waitForFunction(INK + " > 0", List.of(x, y));
    }

    private static void awaitNoInk(Page page, int x, int y) {
        page.waitForFunction(INK + " === 0", List.of(x, y));
    }

    private static Pattern lines() {
        return Pattern.compile("[1-9][0-9]* of [1-9][0-9]* lines");
    }

    private static int shown(Page page) {
        return page.locator("#lines li").count();
    }

    /** Waits until the history contains this many lines of all levels. */
    private void awaitJournaled(int count) {
        ann.waitForFunction(HISTORY + ".then((found) => found >= count)", List.of("demo/log/" + room + "/*", count));
    }

    private int count(String topic) {
        return (Integer) ann.evaluate(HISTORY, List.of(topic, 0));
    }

    private static HasTextOptions within(int seconds) {
        return new HasTextOptions().setTimeout(1_000 * seconds);
    }
}
