package dev.sluice.journal;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.log.Incident;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Checks whether the journal accepts commits, without writing to it. A recent commit of this node is proof enough. An idle
 * node locks the head's row in a single statement, which the database ends by itself even if this node freezes. After a
 * failed commit, a sample event is written and rolled back from time to time, until that or a real commit succeeds. One
 * thread checks; the committer's thread reports its commits.
 */
final class WriteCheck {

    private static final Logger LOG = System.getLogger(WriteCheck.class.getName());

    /** A commit within this time means that the next one is possible, too. */
    private static final long RECENT = Duration.ofSeconds(3).toNanos();

    /** The pause between two trials while commits fail: in H2 each trial closes a database whose disk is full. */
    private static final long PAUSE = Duration.ofSeconds(5).toNanos();

    /** A longer lock on the head's row means that publishing is blocked: a commit takes milliseconds. */
    private static final int LOCK_SECONDS = 1;

    private static final int VALIDATION_SECONDS = 1;

    private static final int SAMPLE_BYTES = 8 << 10;

    private static final String LOCK = "SELECT position FROM journal_head WHERE id = 1 FOR UPDATE";

    /** The SQL states, standard and of PostgreSQL and MariaDB, of a statement that was cancelled or has timed out. */
    private static final Set<String> TIMEOUTS = Set.of("57014", "55P03", "70100", "HYT00");

    /** MariaDB's error code for a lock that has timed out; its SQL state is a general one. */
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    /** Bounds the chain of causes, which may contain a cycle. */
    private static final int DEEPEST = 50;

    private final DataSource dataSource;
    private final Outage outage;
    private final Semaphore turn;
    private final Callable<Void> trial;
    private final LongSupplier nanoTime;
    private final Incident failing =
            new Incident(LOG, "the journal cannot commit, and publishers are refused", "the journal commits again");
    private final Incident blocked = new Incident(
            LOG,
            "publishing is blocked: another transaction holds the lock on journal_head that each commit needs",
            "publishing is not blocked any more");

    private final Incident lost = new Incident(
            LOG,
            "a connection to the journal's database broke, and the publishers of its transaction are refused",
            "commits use new connections");

    private volatile long committed;
    private volatile long nextTrial;

    /** The obstacle that the check under way examines. */
    private volatile WriteObstacle stage = WriteObstacle.UNREACHABLE;

    /**
     * @param outage knows whether the database answers at all
     * @param turn gives the reserved connection to one check at a time
     * @param trial writes a sample event and rolls it back
     */
    WriteCheck(DataSource dataSource, Outage outage, Semaphore turn, Callable<Void> trial, LongSupplier nanoTime) {
        this.dataSource = dataSource;
        this.outage = outage;
        this.turn = turn;
        this.trial = trial;
        this.nanoTime = nanoTime;
        this.committed = nanoTime.getAsLong() - RECENT;
        this.nextTrial = nanoTime.getAsLong();
    }

    /** The sample event of a trial: large enough to need disk space, and incompressible. */
    static Draft sample() {
        byte[] data = new byte[SAMPLE_BYTES];
        ThreadLocalRandom.current().nextBytes(data);
        return new Draft(new Topic("sluice/trial"), new Payload(new ContentType("application/octet-stream"), data));
    }

    /** Records a successful commit. */
    void committed() {
        committed = nanoTime.getAsLong();
        failing.passed();
        blocked.passed();
        lost.passed();
    }

    /** Records a failed commit of a database that answers. */
    void failed(Throwable fault) {
        if (DatabaseUnavailable.isLostConnection(fault)) {
            lost.failed(fault);
        } else if (DatabaseUnavailable.isTransient(fault)) {
            LOG.log(Level.DEBUG, "a commit was rolled back in favour of another transaction", fault);
        } else if (isTimeout(fault)) {
            blocked.failed(fault);
        } else {
            nextTrial = nanoTime.getAsLong() + PAUSE;
            failing.failed(fault);
        }
    }

    /** Runs a trial. The committer calls this when its connection is free. */
    boolean canWrite() {
        nextTrial = nanoTime.getAsLong() + PAUSE;
        try {
            trial.call();
            failing.passed();
            return true;
        } catch (Exception | Error e) {
            if (DatabaseUnavailable.isTransient(e)) {
                LOG.log(Level.DEBUG, "the trial was rolled back in favour of another transaction", e);
            } else {
                failing.failed(e);
            }
            return false;
        }
    }

    /** The most likely reason why a check takes too long. */
    WriteObstacle suspected() {
        return stage;
    }

    /** Runs the check. It takes about a second if the database answers, otherwise as long as the driver's timeouts. */
    Optional<WriteObstacle> look() {
        stage = WriteObstacle.UNREACHABLE;
        if (outage.isUnderWay() && !outage.isOverNow()) {
            return Optional.of(WriteObstacle.UNREACHABLE);
        }
        if (failing.isUnderWay()) {
            return inTurn(this::runTrial);
        }
        return nanoTime.getAsLong() - committed < RECENT ? Optional.empty() : inTurn(this::lock);
    }

    private Optional<WriteObstacle> inTurn(Supplier<Optional<WriteObstacle>> check) {
        try {
            if (!turn.tryAcquire(ConnectionPool.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                // the clock's measurement has the connection, but takes only milliseconds while the database answers
                return Optional.of(WriteObstacle.UNREACHABLE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(WriteObstacle.UNREACHABLE);
        }
        try {
            return check.get();
        } finally {
            turn.release();
        }
    }

    private Optional<WriteObstacle> runTrial() {
        stage = WriteObstacle.FAILING;
        if (nanoTime.getAsLong() - nextTrial >= 0) {
            canWrite();
        }
        return failing.isUnderWay() ? Optional.of(WriteObstacle.FAILING) : Optional.empty();
    }

    private Optional<WriteObstacle> lock() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            if (!connection.isValid(VALIDATION_SECONDS)) {
                throw new SQLException("the database does not answer on a new connection");
            }
            stage = WriteObstacle.BLOCKED;
            statement.setQueryTimeout(LOCK_SECONDS);
            try (ResultSet head = statement.executeQuery(LOCK)) {
                head.next();
            } finally {
                removeTimeout(statement);
            }
            blocked.passed();
            return Optional.empty();
        } catch (SQLException | RuntimeException e) {
            if (DatabaseUnavailable.isTransient(e)) {
                // the next check shows the real state
                return Optional.empty();
            }
            return Optional.of(obstacle(e));
        }
    }

    /** In H2 the timeout belongs to the session, which the pool hands out again unchanged. */
    private static void removeTimeout(Statement statement) {
        try {
            statement.setQueryTimeout(0);
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the timeout of a check could not be removed", e);
        }
    }

    private WriteObstacle obstacle(Exception fault) {
        // a database that was unreachable a moment ago may answer again
        if (!outage.isOverNow() || stage == WriteObstacle.UNREACHABLE || DatabaseUnavailable.isLostConnection(fault)) {
            return WriteObstacle.UNREACHABLE;
        }
        failed(fault);
        return isTimeout(fault) ? WriteObstacle.BLOCKED : WriteObstacle.FAILING;
    }

    static boolean isTimeout(Throwable fault) {
        return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST)
                .anyMatch(each -> each instanceof SQLTimeoutException
                        || each instanceof SQLException sql
                                && (sql.getErrorCode() == LOCK_WAIT_TIMEOUT
                                        || TIMEOUTS.contains(String.valueOf(sql.getSQLState()))));
    }
}
