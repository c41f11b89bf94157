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
 * The database does not take the data of a transaction: the reason is that of an event, and not that of the database. The
 * message has no data, which databases like to quote.
 */
final class UnwritableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Cardinality, data, constraints and limits of the program, by what SQL calls them. */
    private static final List<String> STATES = List.of("21", "22", "23", "54");

    /** MariaDB's for text that a column cannot have, which has the state of anything. */
    private static final int INCORRECT_VALUE = 1366;

    /** A fault may be its own cause by way of another. */
    private static final int DEEPEST = 50;

    private UnwritableException(SQLException why) {
        super("the database refuses an event, with the state " + why.getSQLState());
    }

    /** The fault as one of these, if it is. */
    static Optional<UnwritableException> in(Throwable fault) {
        return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .filter(UnwritableException::isOfTheData)
                .findFirst()
                .map(UnwritableException::new);
    }

    private static boolean isOfTheData(SQLException fault) {
        return fault instanceof SQLDataException
                || fault instanceof SQLIntegrityConstraintViolationException
                || fault.getErrorCode() == INCORRECT_VALUE
                || fault.getCause() instanceof MaxAllowedPacketException
                || fault.getSQLState() != null && STATES.stream().anyMatch(fault.getSQLState()::startsWith);
    }
}
