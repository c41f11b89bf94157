package dev.sluice.journal;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells that a database cannot be reached for now from a set-up that will never work, by what has been thrown. */
final class DatabaseUnavailable {

    /** No connection, no room for one, and shutting down or starting up; by what SQL and PostgreSQL call it. */
    private static final List<String> STATES = List.of("08", "53", "57P", "25P03", "25P04");

    /** No connection any more: broken, ended by an administrator, or by a limit on idle or long transactions. */
    private static final List<String> BROKEN = List.of("08", "57P", "25P03", "25P04");

    /** Transactions that the database has rolled back in favour of others. */
    private static final String ROLLED_BACK = "40";

    /** MariaDB's for a deadlock. */
    private static final int DEADLOCK = 1213;

    /** A fault may be its own cause by way of another. */
    private static final int DEEPEST = 50;

    private DatabaseUnavailable() {}

    /** Gives the message of the database or the driver; empty if the fault has another cause. */
    static Optional<String> in(Throwable fault) {
        List<SQLException> faults = faults(fault).toList();
        Optional<SQLException> known = faults.stream()
                .filter(each ->
                        each.getSQLState() != null && !each.getSQLState().isBlank())
                .reduce((outer, inner) -> inner);
        // a pool that waits in vain knows no state
        return known.or(() -> faults.stream().reduce((outer, inner) -> inner))
                .filter(each -> known.isEmpty() || STATES.stream().anyMatch(each.getSQLState()::startsWith))
                .map(DatabaseUnavailable::sentence);
    }

    /** A refusal by PgBouncer has its own remedy. */
    private static String sentence(SQLException fault) {
        String message = String.valueOf(fault.getMessage());
        return message.contains("unsupported startup parameter")
                ? message + "; through a pooler such as PgBouncer the URL takes prepareThreshold=0"
                : message;
    }

    /** Whether a connection has broken, which says nothing of the next one. */
    static boolean isLostConnection(Throwable fault) {
        return faults(fault).anyMatch(each -> BROKEN.stream().anyMatch(state(each)::startsWith));
    }

    /** Whether a transaction was rolled back in favour of another one: the next try may succeed. */
    static boolean isTransient(Throwable fault) {
        return faults(fault).anyMatch(each -> state(each).startsWith(ROLLED_BACK) || each.getErrorCode() == DEADLOCK);
    }

    private static Stream<SQLException> faults(Throwable fault) {
        return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast);
    }

    private static String state(SQLException fault) {
        return String.valueOf(fault.getSQLState());
    }
}
