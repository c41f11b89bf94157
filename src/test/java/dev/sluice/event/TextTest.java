package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "orders/42", "ü/€/𝄞", "𝄞"})
    void isPlainAndAsLongAsItsBytes(String text) {
        assertThat(Text.isPlain(text)).isTrue();
        assertThat(Text.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void isNotPlainWithWhatBreaksALineOrIsNoCharacter() {
        for (String bad : new String[] {"\n", "\0", "\u007f", "\u0085", "\u2028", "\ufffd", "\ud834", "\udd1e\ud834"}) {
            assertThat(Text.isPlain("a" + bad)).as("%x", (int) bad.charAt(0)).isFalse();
            assertThat(Text.isPlain("𝄞" + bad + "a"))
                    .as("%x", (int) bad.charAt(0))
                    .isFalse();
        }
    }

    @Test
    void hasNoPlaceForHalfACharacter() {
        assertThat(Text.isWellFormed("a\nü€𝄞")).isTrue();
        assertThat(Text.isWellFormed("a\ud834")).isFalse();
        assertThat(Text.isWellFormed("\udd1ea")).isFalse();
        assertThat(Text.isWellFormed("\udd1e\ud834")).isFalse();
    }

    /** An encoder would silently replace the surrogate by a question mark. */
    @Test
    void isNoDataWithAnUnpairedSurrogate() {
        String half = Character.toString(0xd83d);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> Payload.text(ContentType.TEXT, "a" + half))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.BODY_INVALID));
    }

    @Test
    void isANumberInAsciiAlone() {
        assertThat(Text.isNumber("0123456789", 10)).isTrue();
        for (String bad : new String[] {"", "12345678901", "-1", "+1", "1.5", "1e3", " 1", "1\n", "\u0661", "\uff11"}) {
            assertThat(Text.isNumber(bad, 10)).as(bad).isFalse();
        }
    }

    @Test
    void isCutBetweenCharacters() {
        assertThat(Text.cut("a𝄞b", 4)).isEqualTo("a𝄞b");
        assertThat(Text.cut("a𝄞b", 3)).isEqualTo("a𝄞");
        assertThat(Text.cut("a𝄞b", 2)).isEqualTo("a");
        assertThat(Text.excerpt("x".repeat(39) + "𝄞")).isEqualTo("x".repeat(39) + "…");
    }
}
