package dev.sluice.journal;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells that a database cannot be reached for now from a set-up that will never work, by what has been thrown. */
final class Absence {

    /** No connection, no room for one, and shutting down or starting up; by what SQL and PostgreSQL call it. */
    private static final List<String> STATES = List.of("08", "53", "57P");

    /** No connection any more, and ended by an administrator. */
    private static final List<String> BROKEN = List.of("08", "57P");

    /** A fault may be its own cause by way of another. */
    private static final int DEEPEST = 50;

    private Absence() {}

    /** What the database or the driver says, if it is that; nothing if the fault is another one. */
    static Optional<String> in(Throwable fault) {
        List<SQLException> faults = Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
        Optional<SQLException> known = faults.stream()
                .filter(each ->
                        each.getSQLState() != null && !each.getSQLState().isBlank())
                .reduce((outer, inner) -> inner);
        // a pool that waits in vain knows no state
        return known.or(() -> faults.stream().reduce((outer, inner) -> inner))
                .filter(each -> known.isEmpty() || STATES.stream().anyMatch(each.getSQLState()::startsWith))
                .map(Absence::sentence);
    }

    /** What PgBouncer refuses has a remedy of its own. */
    private static String sentence(SQLException fault) {
        String message = String.valueOf(fault.getMessage());
        return message.contains("unsupported startup parameter")
                ? message + "; through a pooler such as PgBouncer the URL takes prepareThreshold=0"
                : message;
    }

    /** Whether a connection has broken, which says nothing of the next one. */
    static boolean isLostConnection(Throwable fault) {
        return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST)
                .filter(SQLException.class::isInstance)
                .map(each -> String.valueOf(((SQLException) each).getSQLState()))
                .anyMatch(state -> BROKEN.stream().anyMatch(state::startsWith));
    }
}
