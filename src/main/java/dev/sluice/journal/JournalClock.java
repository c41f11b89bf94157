package dev.sluice.journal;

import dev.sluice.log.Incident;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * The database's clock, estimated by this node: measured at intervals and extrapolated with the process's monotonic clock.
 * So all nodes compare times of the same clock, even if their own clocks differ. Any thread may ask for the time; one thread
 * measures.
 */
final class JournalClock extends Clock {

    private static final Logger LOG = System.getLogger(JournalClock.class.getName());

    /** A measurement that takes longer is too inaccurate, and is ignored. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** A larger difference is reported to the operator. */
    private static final Duration TOLERATED = Duration.ofSeconds(5);

    static final String CLOCK_DIFFERS = "clock-differs";

    static final String JOURNAL_AHEAD = "journal-ahead";

    /**
     * A reading of the database's clock.
     *
     * @param now the time
     * @param newest the time of the newest event
     */
    record Answer(Instant now, Instant newest) {}

    /** @param nanos the monotonic time of the measurement */
    private record Measured(Instant time, long nanos) {}

    private final Clock own;
    private final LongSupplier nanoTime;
    private final Incident differs = new Incident(
            LOG,
            "this node's clock differs from the database's, which the gateway uses",
            "this node's clock agrees with the database's again");
    private final Incident ahead = new Incident(
            LOG,
            "the newest event is later than the database's clock: new events get the same time until the clock has caught up",
            "the database's clock has caught up with the newest event");

    private volatile Optional<Measured> measured = Optional.empty();
    private volatile Duration difference = Duration.ZERO;

    JournalClock(Clock own, LongSupplier nanoTime) {
        this.own = own;
        this.nanoTime = nanoTime;
    }

    /** The time of the database, or of this node before the first measurement. */
    @Override
    public Instant instant() {
        return measured.map(last -> last.time().plusNanos(nanoTime.getAsLong() - last.nanos()))
                .orElseGet(own::instant);
    }

    /** The difference by which this node's own clock was ahead of the database's at the last measurement. */
    Duration difference() {
        return difference;
    }

    /** The stable codes of conditions that need an operator. */
    SortedSet<String> warnings() {
        SortedSet<String> warnings = new TreeSet<>();
        if (differs.isUnderWay()) {
            warnings.add(CLOCK_DIFFERS);
        }
        if (ahead.isUnderWay()) {
            warnings.add(JOURNAL_AHEAD);
        }
        return warnings;
    }

    void measure(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            String time = DatabaseProduct.of(connection.getMetaData()).time();
            measure(() -> {
                try (ResultSet row = statement.executeQuery("SELECT " + time + ", committed_at FROM journal_head")) {
                    row.next();
                    return new Answer(Instant.ofEpochMilli(row.getLong(1)), Instant.ofEpochMilli(row.getLong(2)));
                }
            });
        } catch (SQLException | RuntimeException e) {
            // the clock continues from the last measurement
            LOG.log(Level.DEBUG, "the database's clock could not be read", e);
        }
    }

    void measure(Callable<Answer> database) {
        long before = nanoTime.getAsLong();
        Answer answer;
        try {
            answer = database.call();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "the database's clock could not be read", e);
            return;
        }
        long after = nanoTime.getAsLong();
        if (after - before > LONGEST.toNanos()) {
            return;
        }
        Instant now = answer.now().plusNanos((after - before) / 2);
        measured = Optional.of(new Measured(now, after));
        difference = Duration.between(now, own.instant());
        report(differs, difference.abs(), difference);
        Duration early = Duration.between(now, answer.newest());
        report(ahead, early, early);
    }

    private static void report(Incident incident, Duration difference, Duration shown) {
        if (difference.compareTo(TOLERATED) > 0) {
            incident.failed("seconds", shown.toSeconds());
        } else {
            incident.passed();
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the journal's clock has no time zone but UTC");
    }
}
