package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void hasNoPlaceForHalfACharacter() {
        assertThat(Utf8.isEncodable("a\nü€𝄞")).isTrue();
        assertThat(Utf8.isEncodable("a\ud834")).isFalse();
        assertThat(Utf8.isEncodable("\udd1ea")).isFalse();
        assertThat(Utf8.isEncodable("\udd1e\ud834")).isFalse();
    }
}
