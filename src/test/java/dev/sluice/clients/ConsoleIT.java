package dev.sluice.clients;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.sluice.access.TestTokens;
import dev.sluice.harness.OwnGateway;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page at {@code /console/}, used as an operator would. */
class ConsoleIT {

    /** The tabs in their order, each with a selector of its loaded content. */
    private static final Map<String, String> LOADED = new LinkedHashMap<>();

    static {
        LOADED.put("now", "#retention dd");
        LOADED.put("connections", "#connections-rows tbody tr");
        LOADED.put("topics", "#topics-rows tbody tr");
        LOADED.put("journal", "#journal-rows li");
        LOADED.put("publish", "#publish-form");
        LOADED.put("why", "#why-form");
    }

    private static OwnGateway owned;

    private final List<String> requested = new ArrayList<>();
    private final String listener = "listener-" + UUID.randomUUID().toString().substring(0, 8);
    private URI gateway;
    private Source source;
    private NamedStreams streams;
    private Chromium browser;
    private Page page;

    @BeforeAll
    static void startTheGateway() {
        owned = OwnGateway.start("console", Map.of("sluice.token.secret", TestTokens.SECRET));
    }

    @AfterAll
    static void stopTheGateway() {
        owned.close();
    }

    @BeforeEach
    void startTheBrowser() {
        gateway = owned.uri();
        source = new Source(gateway, "console");
        streams = new NamedStreams(gateway, listener, administrator());
        browser = new Chromium();
        page = browser.page();
        page.onRequest(request -> requested.add(request.url()));
    }

    @AfterEach
    void stopTheBrowser() {
        if (browser != null) {
            browser.close();
        }
        streams.close();
    }

    private static String administrator() {
        return TestTokens.sign(TestTokens.claims("root", List.of(), List.of())
                .claim("sluice", Map.of("publish", List.of("**"), "read", List.of("**"), "admin", true)));
    }

    private void signIn() {
        page.navigate(gateway.resolve("console/").toString());
        signIn(administrator());
        assertThat(page.locator("#state")).hasText("live");
    }

    private void signIn(String token) {
        page.locator("#token").fill(token);
        page.locator("#sign-in button").click();
    }

    private void show(String tab) {
        page.locator("#tab-" + tab).click();
    }

    /** Opens a stream that the list of connections shows as {@link #listener}; completes with all of its lines when it ends. */
    private CompletableFuture<List<String>> listen() {
        return streams.open(source.topic());
    }

    private Locator rowOf(String subject) {
        return page.locator("#connections-rows tbody tr").filter(new Locator.FilterOptions().setHasText(subject));
    }

    @Test
    void isForAdministrators() {
        page.navigate(gateway.resolve("console/").toString());
        assertThat(page.locator("#sign-in")).isVisible();
        signIn(TestTokens.sign("bob", List.of("**"), List.of("**")));
        assertThat(page.locator("#refusal")).containsText("may not administer");
        assertThat(page.locator("#workspace")).isHidden();
        signIn(administrator());
        assertThat(page.locator("#workspace")).isVisible();

        page.reload();
        assertThat(page.locator("#state")).hasText("live");
        page.locator("#sign-out").click();
        assertThat(page.locator("#workspace")).isHidden();
        page.reload();
        assertThat(page.locator("#sign-in")).isVisible();
        assertThat(requested).noneMatch(url -> url.contains("eyJ"));
    }

    @Test
    void worksWithoutSiteData() throws IOException {
        page = browser.pageWithoutSiteData();
        signIn();
        assertThat(page.locator("#workspace")).isVisible();
        page.locator("#sign-out").click();
        assertThat(page.locator("#sign-in")).isVisible();
    }

    @Test
    void removesAllDataFromThePageAtSignOut() {
        source.publish("message", "not for those who come after");
        listen();
        signIn();
        show("connections");
        assertThat(rowOf(listener)).isVisible();
        show("topics");
        assertThat(page.locator("#topics-rows")).containsText(source.topic());
        show("journal");
        assertThat(page.locator("#journal-rows")).containsText("not for those who come after");
        show("why");
        page.locator("#why-form [name=event]").fill("an-event");

        page.locator("#sign-out").click();

        assertThat(page.locator("#sign-in")).isVisible();
        assertThat(page.content()).doesNotContain(listener, source.topic(), "not for those who come after");
        assertThat(page.locator("#why-form [name=event]")).hasValue("");
        assertThat(page.locator("#node")).isEmpty();
    }

    @Test
    void lateRefusalOfAnEarlierTokenDoesNotSignOut() {
        List<Route> late = new ArrayList<>();
        signIn();
        page.route("**/api/connections?*", late::add, new Page.RouteOptions().setTimes(1));
        show("connections");
        page.waitForCondition(() -> !late.isEmpty());
        page.locator("#sign-out").click();
        signIn(administrator());
        assertThat(rowOf("root").first()).isVisible();

        late.get(0)
                .fulfill(new Route.FulfillOptions()
                        .setStatus(401)
                        .setContentType("application/problem+json")
                        .setBody("{\"code\":\"token-expired\",\"detail\":\"the token has expired\"}"));

        // the late refusal has been handled before the next response arrives
        page.waitForResponse(answer -> answer.url().contains("api/connections?"), () -> {});
        assertThat(rowOf("root").first()).isVisible();
        assertThat(page.locator("#sign-in")).isHidden();
    }

    @Test
    void showsTheFiguresOfTheNode() throws IOException {
        signIn();
        source.start();
        assertThat(page.locator("#tiles")).containsText("1 of 20,000");
        page.waitForFunction("() => document.querySelector('.line').getAttribute('d').split('L').length >= 4");
        page.waitForFunction("() => parseFloat(document.querySelector('.chart .legend b').textContent) > 0");
        String newest = source.stop().get(0).id();
        assertThat(page.locator("#node")).containsText(newest.substring(0, newest.indexOf('-')));
        assertThat(page.locator("#version")).containsText(Pattern.compile("^Sluice [0-9]+[.][0-9]+[.][0-9]+"));
        assertThat(page.locator("#retention")).containsText("Oldest event");
        finish("console-now");
    }

    @Test
    void closesAConnection() throws Exception {
        signIn();
        show("connections");
        CompletableFuture<List<String>> stream = listen();
        assertThat(rowOf(listener)).containsText(source.topic());
        assertThat(rowOf(listener)).containsText("sse");
        assertThat(page.locator("#changes")).containsText(listener);
        page.screenshot(screenshot("console-connections"));

        rowOf(listener)
                .getByText("Close", new Locator.GetByTextOptions().setExact(true))
                .click();
        page.locator("#confirm button[value=no]").click();
        assertThat(rowOf(listener)).isVisible();
        rowOf(listener)
                .getByText("Close", new Locator.GetByTextOptions().setExact(true))
                .click();
        page.locator("#confirm button[value=yes]").click();

        assertThat(stream.get(30, TimeUnit.SECONDS)).anyMatch(line -> line.contains("token-revoked"));
        assertThat(rowOf(listener)).hasCount(0);
        assertThat(page.locator("#changes li")
                        .filter(new Locator.FilterOptions().setHasText("revoked"))
                        .filter(new Locator.FilterOptions().setHasText(listener)))
                .isVisible();
        finish("console-closed");
    }

    @Test
    void revokesTheTokenOfAConnection() throws Exception {
        signIn();
        show("connections");
        CompletableFuture<List<String>> stream = listen();
        rowOf(listener).getByText("Revoke").click();
        page.locator("#confirm button[value=yes]").click();
        stream.get(30, TimeUnit.SECONDS);
        assertThat(rowOf(listener)).hasCount(0);
        assertThat(listen().get(30, TimeUnit.SECONDS)).anyMatch(line -> line.contains("token-revoked"));
    }

    @Test
    void drainsTheNodeAndCancelsTheDrain() throws Exception {
        signIn();
        CompletableFuture<List<String>> stream = listen();
        page.locator("#drain").click();
        page.locator("#confirm button[value=yes]").click();
        assertThat(page.locator("#drain-title")).hasText("Draining");
        stream.get(30, TimeUnit.SECONDS);
        assertThat(page.locator("#state")).hasText("reconnecting");
        assertThat(page.locator("#drain")).hasText("Cancel the drain");
        finish("console-drain");

        page.locator("#drain").click();
        assertThat(page.locator("#drain-title")).hasText("Accepting clients");
        assertThat(page.locator("#state")).hasText("live");
    }

    @Test
    void publishesBrowsesAndReplays() throws IOException {
        signIn();
        show("publish");
        page.locator("#publish-form [name=topic]").fill(source.topic());
        page.locator("#publish-form [name=event]").fill("by-hand");
        page.locator("#publish-form [name=data]").fill("{\"greeting\":\"<b>Hello</b>\"}");
        page.locator("#publish-form button").click();
        assertThat(page.locator("#published")).containsText("is committed");

        show("topics");
        page.locator("#topics-filter [name=topic]").fill("console/*");
        page.locator("#topics-filter button").click();
        page.getByLabel("Browse " + source.topic(), new Page.GetByLabelOptions().setExact(true))
                .click();
        Locator rows = page.locator("#journal-rows li");
        assertThat(rows).hasCount(1);
        assertThat(rows.first()).containsText("{\"greeting\":\"<b>Hello</b>\"}");

        source.publish("message", "second");
        page.locator("#journal-filter [name=from]").selectOption("earliest");
        page.locator("#replay").click();
        assertThat(rows).hasCount(2);
        source.publish("message", "third, live");
        assertThat(rows).hasCount(3);
        assertThat(rows.first()).containsText("third, live");
        page.locator("#replay").click();
        assertThat(page.locator("#replay")).hasAttribute("aria-pressed", "false");

        Received second = source.publish("message", "fourth");
        page.locator("#journal-filter [name=from]").selectOption("after");
        page.locator("#journal-filter [name=after]")
                .fill(rows.first().locator(".id").textContent());
        page.locator("#journal-filter button.primary").click();
        assertThat(rows).hasCount(1);
        assertThat(rows.first()).containsText(second.id());
        finish("console-journal");
    }

    @Test
    void continuesWithTheAppliedFilters() {
        for (int n = 0; n < 60; n++) {
            source.publish("message", "event " + n);
        }
        signIn();
        show("journal");
        page.locator("#journal-filter [name=from]").selectOption("earliest");
        page.locator("#journal-filter [name=topic]").fill(source.topic());
        page.locator("#journal-filter button.primary").click();
        assertThat(page.locator("#journal-rows li")).hasCount(50);

        page.locator("#journal-filter [name=topic]").fill("of/something/else");
        page.locator("#journal-more").click();

        assertThat(page.locator("#journal-rows li")).hasCount(60);
        assertThat(page.locator("#journal-count")).containsText("up to the end");

        show("connections");
        assertThat(rowOf("root").first()).isVisible();
        page.locator("#connections-filter [name=subject]").fill("somebody else");
        page.waitForResponse(answer -> answer.url().contains("api/connections?"), () -> {});
        assertThat(rowOf("root").first()).isVisible();
        page.locator("#connections-filter button").click();
        assertThat(rowOf("root")).hasCount(0);
    }

    @Test
    void tellsWhetherAVolatileEventWasSent() {
        signIn();
        show("publish");
        page.locator("#publish-form [name=topic]").fill(source.topic());
        page.locator("#publish-form [name=volatile]").check();
        page.locator("#publish-form button").click();
        assertThat(page.locator("#published")).containsText("present subscribers");
        assertThat(page.locator("#published")).hasAttribute("data-mood", "good");

        page.context().setOffline(true);
        assertThat(page.locator("#state")).hasText("reconnecting");
        page.locator("#publish-form button").click();
        assertThat(page.locator("#published")).containsText("not sent");
        assertThat(page.locator("#published")).hasAttribute("data-mood", "bad");
    }

    @Test
    void explainsWhyAClientDidNotGetAnEvent() throws IOException {
        signIn();
        String other = new Source(gateway, "console-other")
                .publish("message", "elsewhere")
                .id();
        listen();
        show("connections");
        String connection = rowOf(listener).locator("code").first().textContent();
        rowOf(listener).getByText("Why…").click();
        page.locator("#why-form [name=event]").fill(other);
        page.locator("#why-form button").click();
        assertThat(page.locator("#findings li")).hasAttribute("data-code", "not-matched");

        String got = source.publish("message", "for the listener").id();
        show("journal");
        page.locator("#journal-filter [name=topic]").fill(source.topic());
        page.locator("#journal-filter button.primary").click();
        page.getByLabel("Explain why a client did not get " + got).click();
        assertThat(page.locator("#asked")).containsText(connection);
        assertThat(page.locator("#findings li")).hasAttribute("data-code", "delivered");
        finish("console-why");
    }

    @Test
    void worksByKeyboardInANarrowWindowAndInTheDark() throws IOException {
        source.publish("a-type-of-some-length", "x".repeat(500));
        listen();
        Look.narrow(page, ColorScheme.DARK);
        page.navigate(gateway.resolve("console/").toString());
        assertThat(page.locator("#token")).isFocused();
        assertLayoutAndContrast(ColorScheme.DARK);
        page.keyboard().insertText(administrator());
        page.keyboard().press("Enter");
        assertThat(page.locator("#state")).hasText("live");
        page.locator("#tab-now").focus();
        for (Map.Entry<String, String> tab : LOADED.entrySet()) {
            assertThat(page.locator("#tab-" + tab.getKey())).isFocused();
            assertThat(page.locator("#" + tab.getKey())).isVisible();
            assertThat(page.locator(tab.getValue()).first()).isVisible();
            assertLayoutAndContrast(ColorScheme.DARK);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            assertLayoutAndContrast(ColorScheme.LIGHT);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            page.screenshot(screenshot("console-narrow-" + tab.getKey()));
            page.keyboard().press("ArrowRight");
        }
        assertThat(page.locator("#now")).isVisible();
        page.navigate(gateway.resolve("console/#why").toString());
        assertThat(page.locator("#tab-why")).isInViewport();
        page.reload();
        assertThat(page.locator("#state")).hasText("live");
        assertThat(page.locator("#tab-why")).isInViewport();
        finish("console-narrow");
    }

    private void assertLayoutAndContrast(ColorScheme scheme) {
        Look.assertNothingSticksOut(page);
        Look.assertReadable(page, scheme);
    }

    private void finish(String screenshot) throws IOException {
        page.screenshot(screenshot(screenshot));
        assertThat(requested)
                .allMatch(url -> Stream.of("http", "ws")
                        .anyMatch(scheme -> url.startsWith(scheme + "://" + gateway.getAuthority() + "/")));
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("401"), "asks without a token first");
    }

    private static Page.ScreenshotOptions screenshot(String name) throws IOException {
        return new Page.ScreenshotOptions()
                .setFullPage(true)
                .setAnimations(ScreenshotAnimations.DISABLED)
                .setPath(Machine.targetDirectory("screenshots").resolve(name + ".png"));
    }
}
