package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @Test
    void isReadAsItIsWritten() {
        Cursor cursor = new Cursor("k3f9", 1042);
        assertThat(cursor).hasToString("k3f9-1042");
        assertThat(Cursor.parse("k3f9-1042")).isEqualTo(cursor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "k3f9", "k3f9-", "-1", "k3f9--1", "k3f9-01", "K3F9-1", "k3f9-1 ", "k3f9-9999999999999999999"
            })
    void isNothingElse(String text) {
        assertThat(Cursor.tryParse(text)).isEmpty();
    }
}
