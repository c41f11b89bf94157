package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RejectedExceptionTest {

    private final Logger logger = Logger.getLogger(RejectedException.class.getName());
    private final List<LogRecord> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    @Test
    void isItselfHoweverItIsWrapped() {
        RejectedException refusal = Rejection.REFUSED.because("no");
        assertThat(RejectedException.of(refusal)).isSameAs(refusal);
        assertThat(RejectedException.of(new CompletionException(new ExecutionException(refusal))))
                .isSameAs(refusal);
        assertThat(lines).isEmpty();
    }

    /** The reference in the client's message finds the fault in the log. */
    @Test
    void hasAnyOtherFaultInTheLogOnceUnderTheReferenceThatTheClientIsTold() {
        IllegalStateException fault = new IllegalStateException("secret");
        RejectedException told = RejectedException.of(new CompletionException(fault));
        assertThat(told.rejection()).isEqualTo(Rejection.INTERNAL_ERROR);
        assertThat(told).hasMessageNotContaining("secret");
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.getThrown()).isSameAs(fault);
            assertThat(line.getMessage()).startsWith("a request failed reference=");
            assertThat(told).hasMessageEndingWith(line.getMessage().substring("a request failed ".length()));
        });
    }
}
