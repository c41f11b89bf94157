package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class AbsenceTest {

    @Test
    void isWhatTheInnermostFaultSaysThatHasAState() {
        SQLException refused = new SQLException("connection refused", "08001");
        SQLException byThePool = new SQLException("no connection");
        byThePool.initCause(refused);
        assertThat(Absence.in(new IllegalStateException(byThePool))).contains("connection refused");
    }

    @Test
    void isWhatAPoolSaysThatWaitedInVain() {
        assertThat(Absence.in(new IllegalStateException(new SQLException("timeout"))))
                .contains("timeout");
    }

    @Test
    void saysHowToGoThroughAPooler() {
        SQLException refused =
                new SQLException("FATAL: unsupported startup parameter in options: lock_timeout", "08P01");
        assertThat(Absence.in(refused))
                .hasValueSatisfying(why -> assertThat(why).contains("lock_timeout", "prepareThreshold=0"));
    }

    @Test
    void isNoFaultOfTheSetUp() {
        assertThat(Absence.in(new SQLException("wrong password", "28P01"))).isEmpty();
        assertThat(Absence.in(new IllegalStateException("the isolation is another one")))
                .isEmpty();
    }
}
