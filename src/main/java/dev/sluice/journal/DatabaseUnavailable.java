package dev.sluice.journal;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Recognises from an exception whether a database is unavailable for now, as opposed to a configuration that never works. */
final class DatabaseUnavailable {

    /** The SQL states, standard and of PostgreSQL: no connection, too many connections, shutting down or starting up. */
    private static final List<String> STATES = List.of("08", "53", "57P", "25P03", "25P04");

    /** The SQL states of a lost connection: broken, or ended by an administrator or by a limit on transactions. */
    private static final List<String> BROKEN = List.of("08", "57P", "25P03", "25P04");

    /** The SQL states of a transaction that the database has rolled back in favour of another one. */
    private static final String ROLLED_BACK = "40";

    /** MariaDB's error code for a deadlock. */
    private static final int DEADLOCK = 1213;

    /** Bounds the chain of causes, which may contain a cycle. */
    private static final int DEEPEST = 50;

    private DatabaseUnavailable() {}

    /** The message of the database or the driver; empty if the fault has another cause. */
    static Optional<String> in(Throwable fault) {
        List<SQLException> faults = faults(fault).toList();
        Optional<SQLException> known = faults.stream()
                .filter(each ->
                        each.getSQLState() != null && !each.getSQLState().isBlank())
                .reduce((outer, inner) -> inner);
        // a pool whose wait has timed out gives no state
        return known.or(() -> faults.stream().reduce((outer, inner) -> inner))
                .filter(each -> known.isEmpty() || STATES.stream().anyMatch(each.getSQLState()::startsWith))
                .map(DatabaseUnavailable::sentence);
    }

    /** Adds the remedy to a refusal by PgBouncer. */
    private static String sentence(SQLException fault) {
        String message = String.valueOf(fault.getMessage());
        return message.contains("unsupported startup parameter")
                ? message + "; behind a pooler such as PgBouncer, add prepareThreshold=0 to the URL"
                : message;
    }

    /** Whether a connection has broken. The next connection may work. */
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
