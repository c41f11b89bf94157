package dev.sluice.clients;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import dev.sluice.harness.OwnGateway;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demonstrations on a gateway that permits only to read one room: they explain each refusal. */
class DemosClosedIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "sluice.anonymous.read", "demo/*/open,demo/*/open/**",
            "sluice.anonymous.publish", "elsewhere/**");

    private static OwnGateway gateway;

    @BeforeAll
    static void start() {
        gateway = OwnGateway.start("demos-closed", SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "board.html",
                "chat.html",
                "dashboard.html",
                "game.html",
                "job.html?job=1",
                "laboratory/",
                "log.html",
                "news.html",
                "trading.html"
            })
    void explainsThatReadingIsForbidden(String demo) {
        try (Chromium browser = new Chromium()) {
            Page page = browser.page();
            page.navigate(gateway.uri().resolve("demos/" + demo).toString());

            assertThat(page.locator("#notice")).containsText("You may not read here.");
            assertThat(page.locator("#notice")).containsText("token-missing");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "board, '', '#clear'",
        "chat, '#text', '#say button'",
        "dashboard, '', '#report'",
        "game, '', ''",
        "job, '', '#begin button'",
        "log, '', '#write'",
        "news, '#headline', '#publish'",
        "trading, '', '#buy'"
    })
    void explainsThatPublishingIsForbidden(String demo, String field, String button) {
        try (Chromium browser = new Chromium()) {
            Page page = browser.page();
            page.navigate(
                    gateway.uri().resolve("demos/" + demo + ".html?room=open").toString());
            if (!field.isEmpty()) {
                page.locator(field).fill("words");
            }
            if (!button.isEmpty()) {
                page.locator(button).click();
            }

            assertThat(page.locator("#notice")).containsText("You may look, but you may not publish here.");
            assertThat(page.locator("#notice")).containsText("token-missing");
        }
    }
}
