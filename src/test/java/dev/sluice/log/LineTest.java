package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTest {

    @Test
    void isASentenceAndWhatItIsAbout() {
        assertThat(Line.of("a client has gone").with("connection", "c-1").with("events", 12_345))
                .hasToString("a client has gone connection=c-1 events=12345");
    }

    @Test
    void putsQuotationMarksAroundWhatWouldNotBeOneWord() {
        assertThat(Line.of("refused").with("cause", "it said \"no\" \\ twice").with("nothing", ""))
                .hasToString("refused cause=\"it said \\\"no\\\" \\\\ twice\" nothing=\"\"");
    }

    @Test
    void staysOneLineWhateverItIsGiven() {
        assertThat(Line.of("refused").with("cause", "a\r\nSEVERE: forged"))
                .hasToString("refused cause=\"a SEVERE: forged\"");
    }
}
