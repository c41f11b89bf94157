package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.sluice.harness.SharedGateway;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The start page at {@code /}, used as a new user would. */
class StartPageIT {

    private static final List<String> PANELS = List.of("#sse-panel", "#ws-panel");

    private Chromium browser;
    private Page page;
    private URI gateway;
    private Source source;

    @BeforeEach
    void startTheBrowser() {
        browser = new Chromium();
        page = browser.page();
        gateway = SharedGateway.uri();
        source = new Source(gateway, "page");
    }

    @AfterEach
    void stopTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void bothPanelsShowWhatIsPublished() throws IOException {
        open(gateway);

        for (int n = 1; n <= 5; n++) {
            publishByForm("greeting", "Hello number " + n);
            awaitCount(n, "#sse-panel", "#ws-panel");
        }

        assertThat(ids("#sse-panel")).hasSize(5).doesNotHaveDuplicates().isEqualTo(ids("#ws-panel"));
        for (String panel : PANELS) {
            PlaywrightAssertions.assertThat(page.locator(panel + " .events")).containsText("Hello number 5");
            PlaywrightAssertions.assertThat(page.locator(panel + " .cursor"))
                    .hasText(ids(panel).get(0));
        }
        finish("both-panels");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void fitsIntoANarrowWindowAndCanBeRead(ColorScheme scheme) {
        Look.narrow(page, scheme);
        open(gateway);
        publishByForm("greeting", "A word of some length: " + "x".repeat(100));
        awaitCount(1, "#sse-panel", "#ws-panel");
        Look.assertNothingSticksOut(page);
        Look.assertReadable(page, scheme);
    }

    @Test
    void cutPanelCatchesUpWhenItResumes() throws IOException {
        open(gateway);
        publishByForm("greeting", "before");
        awaitCount(1, "#sse-panel", "#ws-panel");

        int published = 1;
        for (String panel : PANELS) {
            String other = PANELS.get(1 - PANELS.indexOf(panel));
            page.locator(panel + " button.cut").click();
            publishByForm("greeting", "while " + panel + " is cut");
            publishByForm("", "without a type while " + panel + " is cut");
            awaitCount(published + 2, other);
            awaitCount(published, panel);
            page.screenshot(screenshot("cut-" + panel.substring(1)));

            page.locator(panel + " button.cut").click();
            published += 2;
            awaitCount(published, panel);
        }

        assertThat(ids("#sse-panel")).hasSize(5).doesNotHaveDuplicates().isEqualTo(ids("#ws-panel"));
        finish("resumed");
    }

    @Test
    void bothPanelsReconnectWhenTheNetworkIsCut() throws IOException {
        try (Wire wire = new Wire(gateway)) {
            open(wire.uri());
            source.publish("message", "before");
            awaitCount(1, "#sse-panel", "#ws-panel");

            wire.cut();
            source.publish("message", "while nobody listens");
            source.publish("message", "while nobody listens");

            awaitCount(3, "#sse-panel", "#ws-panel");
            assertThat(ids("#sse-panel")).hasSize(3).doesNotHaveDuplicates().isEqualTo(ids("#ws-panel"));
        }
    }

    private void open(URI address) {
        page.navigate(address.toString());
        page.locator("#topics").fill(source.topic());
        page.locator("#apply").click();
        page.locator("#topic").fill(source.topic());
        for (String panel : PANELS) {
            PlaywrightAssertions.assertThat(page.locator(panel + " .state")).hasText("connected");
        }
    }

    private void publishByForm(String type, String data) {
        page.locator("#type").fill(type);
        page.locator("#data").fill(data);
        page.waitForResponse(
                answer -> answer.request().method().equals("POST"),
                () -> page.locator("#send").click());
    }

    private void awaitCount(int count, String... panels) {
        for (String panel : panels) {
            PlaywrightAssertions.assertThat(page.locator(panel + " .count")).hasText(Integer.toString(count));
        }
    }

    private List<String> ids(String panel) {
        Locator ids = page.locator(panel + " .events .id");
        return ids.allTextContents();
    }

    private void finish(String screenshot) throws IOException {
        PlaywrightAssertions.assertThat(page.locator("#verdict")).containsText("each once");
        page.screenshot(screenshot(screenshot));
        assertThat(browser.complaints()).isEmpty();
    }

    private static Page.ScreenshotOptions screenshot(String name) throws IOException {
        return new Page.ScreenshotOptions()
                .setFullPage(true)
                .setAnimations(ScreenshotAnimations.DISABLED)
                .setPath(Machine.targetDirectory("screenshots").resolve(name + ".png"));
    }
}
