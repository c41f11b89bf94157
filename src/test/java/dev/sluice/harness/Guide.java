package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page of the documentation tells an operator to run: the tests take it from there, so that it is right. */
public final class Guide {

    private static final Path PAGES = Path.of(System.getProperty("sluice.it.projectDirectory"), "src/site/markdown");

    private Guide() {}

    /** What stands in the first block of code after some text. */
    public static String blockAfter(String page, String text) {
        return after(page, text, Pattern.compile("```\\w*\\n(.+?\\n)\\s*```", Pattern.DOTALL));
    }

    /** The value that the page gives a setting, after some text. */
    public static String settingAfter(String page, String text, String key) {
        return after(page, text, Pattern.compile("`" + Pattern.quote(key) + "=(.+?)`"));
    }

    private static String after(String page, String text, Pattern pattern) {
        try {
            String whole = Files.readString(PAGES.resolve(page));
            int start = whole.indexOf(text);
            assertThat(start).as(page + " has " + text).isNotNegative();
            Matcher matcher = pattern.matcher(whole);
            assertThat(matcher.find(start)).as(page + " after " + text).isTrue();
            return matcher.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
