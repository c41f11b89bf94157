package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseUnavailableTest {

    @Test
    void isWhatTheInnermostFaultSaysThatHasAState() {
        SQLException refused = new SQLException("connection refused", "08001");
        SQLException byThePool = new SQLException("no connection");
        byThePool.initCause(refused);
        assertThat(DatabaseUnavailable.in(new IllegalStateException(byThePool))).contains("connection refused");
    }

    @Test
    void isWhatAPoolSaysThatWaitedInVain() {
        assertThat(DatabaseUnavailable.in(new IllegalStateException(new SQLException("timeout"))))
                .contains("timeout");
    }

    @Test
    void saysHowToGoThroughAPooler() {
        SQLException refused =
                new SQLException("FATAL: unsupported startup parameter in options: lock_timeout", "08P01");
        assertThat(DatabaseUnavailable.in(refused))
                .hasValueSatisfying(why -> assertThat(why).contains("lock_timeout", "prepareThreshold=0"));
    }

    @Test
    void isNoFaultOfTheSetUp() {
        assertThat(DatabaseUnavailable.in(new SQLException("wrong password", "28P01")))
                .isEmpty();
        assertThat(DatabaseUnavailable.in(new IllegalStateException("the isolation is another one")))
                .isEmpty();
    }

    @Test
    void isALostConnectionWhenThatIsEndedByALimit() {
        for (String state : List.of("25P03", "25P04", "57P01", "08006")) {
            SQLException ended = new SQLException("terminating connection", state);
            assertThat(DatabaseUnavailable.isLostConnection(new IllegalStateException(ended)))
                    .as(state)
                    .isTrue();
            assertThat(DatabaseUnavailable.in(ended)).as(state).isPresent();
        }
        assertThat(DatabaseUnavailable.isLostConnection(new SQLException("no active transaction", "25P01")))
                .isFalse();
    }

    @Test
    void knowsWhatWasRolledBackInFavourOfAnother() {
        for (SQLException fault : List.of(
                new SQLException("deadlock", "40P01"),
                new SQLException("serialization", "40001"),
                new SQLException("deadlock", "HY000", 1213))) {
            assertThat(DatabaseUnavailable.isTransient(new IllegalStateException(fault)))
                    .isTrue();
            assertThat(DatabaseUnavailable.isLostConnection(fault)).isFalse();
        }
        assertThat(DatabaseUnavailable.isTransient(new SQLException("disk full", "53100")))
                .isFalse();
    }
}
