package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;

/** Assertions about the layout of a page in a narrow window, and about its contrast in the light and the dark scheme. */
final class Look {

    /** The width in CSS pixels that the accessibility guidelines (WCAG 2.2, 1.4.10) require. */
    private static final int NARROW = 320;

    /**
     * The texts whose contrast is below the 4.5 to 1 of WCAG 2.2, 1.4.3, except those of disabled controls; and the luminance of the page,
     * 0 to 1. Colours are measured as they are painted, in any notation.
     */
    private static final String MEASURE = """
            () => {
              const paper = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
              const light = (colours) => {
                for (const colour of ['white', ...colours]) {
                  paper.fillStyle = colour;
                  paper.fillRect(0, 0, 1, 1);
                }
                const [red, green, blue] = [...paper.getImageData(0, 0, 1, 1).data]
                  .map((part) => part / 255)
                  .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
                return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
              };
              const behind = (element) =>
                element ? [...behind(element.parentElement), getComputedStyle(element).backgroundColor] : [];
              const contrast = (element) => {
                const { color, fill } = getComputedStyle(element);
                const ground = behind(element);
                const own = [...ground, element instanceof SVGElement ? fill : color];
                const [more, less] = [light(own), light(ground)].sort((one, other) => other - one);
                return (more + 0.05) / (less + 0.05);
              };
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              const read = new Set(document.querySelectorAll('input, textarea, select'));
              while (texts.nextNode()) if (texts.currentNode.data.trim()) read.add(texts.currentNode.parentElement);
              const faint = [...read]
                .filter((element) => element.checkVisibility() && !element.matches(':disabled, :disabled *, option'))
                .filter((element) => contrast(element) < 4.5)
                .map((element) => `${element.outerHTML.slice(0, 120)}: ${contrast(element).toFixed(2)}`);
              return { faint, light: light(behind(document.body)) };
            }
            """;

    private Look() {}

    /** Call this before the page is opened. */
    static void narrow(Page page, ColorScheme scheme) {
        page.setViewportSize(NARROW, 740);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    }

    static void assertNothingSticksOut(Page page) {
        assertThat((Integer) page.evaluate("() => document.documentElement.scrollWidth"))
                .as("width of " + page.url())
                .isLessThanOrEqualTo(NARROW);
    }

    static void assertReadable(Page page, ColorScheme scheme) {
        Measured measured = Measured.of(page);
        assertThat(measured.faint()).as(page.url()).isEmpty();
        assertThat(measured.light() > 0.5).as("light is " + measured.light()).isEqualTo(scheme == ColorScheme.LIGHT);
    }

    private record Measured(List<String> faint, double light) {

        static Measured of(Page page) {
            return new Gson()
                    .fromJson((String) page.evaluate("() => JSON.stringify((" + MEASURE + ")())"), Measured.class);
        }
    }
}
