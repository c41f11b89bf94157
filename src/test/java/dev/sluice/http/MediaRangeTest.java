package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

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
}
