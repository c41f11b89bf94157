package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaRangeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            text/plain                                  | text/plain
            Text/Plain ; Charset=\"UTF-8\"              | Text/Plain;charset=UTF-8
            a/b;x=\"1;2\"; y=\" \"                      | a/b;x=\"1;2\";y=\" \"
            a/b;x=\"\\\"\\\\\"                          | a/b;x=\"\\\"\\\\\"
            a/b;y=1;x=2                                 | a/b;y=1;x=2
            image/png;q=0.5                             | image/png
            """)
    void keepsWhatTheSenderMeant(String line, String contentType) {
        assertThat(MediaRange.parse(line).map(MediaRange::asContentType)).contains(contentType);
    }

    /** RFC 6838, section 4.3. A client that says the same twice is understood. */
    @Test
    void cannotReadAParameterWithTwoValues() {
        assertThat(MediaRange.parse("a/b;x=1;X=2")).isEmpty();
        assertThat(MediaRange.parse("text/plain;charset=utf-8;charset=\"utf-8\"")
                        .map(MediaRange::asContentType))
                .contains("text/plain;charset=utf-8");
    }
}
