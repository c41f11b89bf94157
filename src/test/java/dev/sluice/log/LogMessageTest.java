package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class LogMessageTest {

    @Test
    void isASentenceAndWhatItIsAbout() {
        assertThat(LogMessage.of("a client has gone").with("connection", "c-1").with("events", 12_345))
                .hasToString("a client has gone connection=c-1 events=12345");
    }

    @Test
    void putsQuotationMarksAroundWhatWouldNotBeOneWord() {
        assertThat(LogMessage.of("refused")
                        .with("cause", "it said \"no\" \\ twice")
                        .with("nothing", ""))
                .hasToString("refused cause=\"it said \\\"no\\\" \\\\ twice\" nothing=\"\"");
    }

    @Test
    void staysOneLineWhateverItIsGiven() {
        assertThat(LogMessage.of("refused").with("cause", "a\r\nSEVERE: forged"))
                .hasToString("refused cause=\"a SEVERE: forged\"");
    }

    @Test
    void namesWhatLiesAtTheBottomOfAFault() {
        Exception full = new IllegalStateException(
                "Exception [EclipseLink-4002]", new SQLException("General error", new IOException("File too large")));
        assertThat(LogMessage.of("the journal cannot commit").because(full))
                .hasToString("the journal cannot commit cause=\"File too large\"");
    }

    @Test
    void namesTheKindOfAFaultThatSaysOneWordOrNone() {
        assertThat(LogMessage.innermost(new UnknownHostException("db.example")))
                .isEqualTo("UnknownHostException: db.example");
        assertThat(LogMessage.innermost(new NullPointerException())).isEqualTo("NullPointerException");
    }

    /** Drivers put the values of a statement into the further lines. */
    @Test
    void namesTheFirstLineOfACauseAlone() {
        assertThat(LogMessage.innermost(new SQLException("duplicate key value\n  Detail: Key (name)=(secret) exists")))
                .isEqualTo("duplicate key value");
    }

    @Test
    void endsAtAFaultThatIsItsOwnCause() {
        Exception outer = new IOException("outer fault");
        Exception inner = new IOException("inner fault", outer);
        outer.initCause(inner);
        assertThat(LogMessage.innermost(outer)).endsWith("fault");
    }
}
