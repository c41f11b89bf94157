package dev.sluice.journal;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.mariadb.jdbc.export.MaxAllowedPacketException;

/**
 * The database refuses the data of a transaction: the cause is an event, and not the state of the database. The message
 * leaves out the text of the database, which may quote data.
 */
final class UnwritableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The SQL states of cardinality violations, data exceptions, constraint violations and exceeded limits. */
    private static final List<String> STATES = List.of("21", "22", "23", "54");

    /** MariaDB's error code for text that a column cannot store; its SQL state is a general one. */
    private static final int INCORRECT_VALUE = 1366;

    /** Bounds the chain of causes, which may contain a cycle. */
    private static final int DEEPEST = 50;

    private UnwritableException(SQLException why) {
        super("the database refuses an event, with the SQL state " + why.getSQLState());
    }

    /** Returns such an exception if a fault is caused by the data. */
    static Optional<UnwritableException> in(Throwable fault) {
        return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .filter(UnwritableException::isCausedByData)
                .findFirst()
                .map(UnwritableException::new);
    }

    private static boolean isCausedByData(SQLException fault) {
        return fault instanceof SQLDataException
                || fault instanceof SQLIntegrityConstraintViolationException
                || fault.getErrorCode() == INCORRECT_VALUE
                || fault.getCause() instanceof MaxAllowedPacketException
                || fault.getSQLState() != null && STATES.stream().anyMatch(fault.getSQLState()::startsWith);
    }
}
