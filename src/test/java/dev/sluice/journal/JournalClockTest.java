package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.journal.JournalClock.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

class JournalClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** What no clock is wrong about: how much time has passed. */
    private Duration passed = Duration.ZERO;

    private Duration ahead = Duration.ofMinutes(5);
    private Instant newest = START;

    /** That of a node, which may be wrong. */
    private final Clock own = new Clock() {
        @Override
        public Instant instant() {
            return START.plus(passed).plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private final JournalClock clock = new JournalClock(own, () -> passed.toNanos());

    private void measure(Duration roundTrip) {
        clock.measure(() -> {
            passed = passed.plus(roundTrip.dividedBy(2));
            Answer answer = new Answer(START.plus(passed), newest);
            passed = passed.plus(roundTrip.dividedBy(2));
            return answer;
        });
    }

    @Test
    void isTheNodesOwnUntilTheDatabaseHasBeenAsked() {
        assertThat(clock.instant()).isEqualTo(own.instant());
        assertThat(clock.warnings()).isEmpty();
    }

    @Test
    void isTheDatabasesWhateverTheNodeThinks() {
        measure(Duration.ofMillis(20));
        assertThat(clock.instant()).isEqualTo(START.plusMillis(20));
        passed = passed.plusSeconds(8);
        assertThat(clock.instant()).isEqualTo(START.plusMillis(8_020));
        ahead = Duration.ofDays(-1);
        assertThat(clock.instant()).as("the node's clock has been set").isEqualTo(START.plusMillis(8_020));
        assertThat(clock.difference()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void keepsTheLastMeasurementIfAnotherTakesTooLongOrFails() {
        measure(Duration.ofMillis(20));
        measure(Duration.ofSeconds(3));
        clock.measure(() -> {
            throw new IllegalStateException("the database is unavailable");
        });
        assertThat(clock.instant()).isEqualTo(START.plusMillis(3_020));
    }

    @Test
    void warnsOfADifferenceOfMoreThanFiveSeconds() {
        ahead = Duration.ofMillis(-5_100);
        measure(Duration.ZERO);
        assertThat(clock.warnings()).containsExactly(JournalClock.CLOCK_DIFFERS);
        ahead = Duration.ofSeconds(-5);
        measure(Duration.ZERO);
        assertThat(clock.warnings()).isEmpty();
    }

    @Test
    void warnsOfAnEventThatIsLaterThanTheDatabasesClock() {
        ahead = Duration.ZERO;
        newest = START.plusSeconds(10);
        measure(Duration.ZERO);
        assertThat(clock.warnings()).containsExactly(JournalClock.JOURNAL_AHEAD);
        passed = Duration.ofSeconds(9);
        measure(Duration.ZERO);
        assertThat(clock.warnings()).isEmpty();
    }

    @Test
    void asksTheDatabaseThatIsThere() throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:clock;DB_CLOSE_DELAY=-1", "sa", "");
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE journal_head (committed_at BIGINT)");
            statement.execute("INSERT INTO journal_head VALUES (0)");
            JournalClock ofH2 = new JournalClock(Clock.systemUTC(), System::nanoTime);
            ofH2.measure(pool);
            assertThat(ofH2.difference().abs()).isPositive().isLessThan(Duration.ofSeconds(5));
            statement.execute("SHUTDOWN");
        } finally {
            pool.dispose();
        }
    }
}
