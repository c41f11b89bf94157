package dev.sluice.sse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamTextTest {

    /** The texts have ␊ for a line feed and ␍ for a carriage return. */
    @ParameterizedTest
    @CsvSource({
        "a, data: a␊␊",
        "'', data: ␊␊",
        "a␊b, data: a␊data: b␊␊",
        "a␍b, data: a␊data: b␊␊",
        "a␍␊b, data: a␊data: b␊␊",
        "a␊␍b, data: a␊data: ␊data: b␊␊",
        "a␊, data: a␊data: ␊␊",
        "a␍␊, data: a␊data: ␊␊",
        "a␊id: 9, data: a␊data: id: 9␊␊"
    })
    void givesEachLineOfDataAFieldOfItsOwn(String data, String block) {
        assertThat(new StreamText().data(controls(data)).end()).isEqualTo(controls(block));
    }

    private static String controls(String text) {
        return text.replace('␊', '\n').replace('␍', '\r');
    }
}
