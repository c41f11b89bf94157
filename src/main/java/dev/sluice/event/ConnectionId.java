package dev.sluice.event;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of a connection, known to its client only. A publisher passes it to {@link Draft#notTo} to exclude its own
 * connection from delivery.
 *
 * <p>Example: {@code draft.notTo(new ConnectionId("c-7Qm2k3f9Aa0"))}
 *
 * <p>Ids of this node are compared as numbers, because the comparison happens for each delivery of an event that excludes a
 * connection. The text is produced only when it is shown.
 */
public final class ConnectionId {

    private static final Pattern FORM = Pattern.compile("c-[A-Za-z0-9_-]{1,30}");

    private static final String PREFIX = "c-";

    private static final int ALIAS_BYTES = 9;

    private final long number;

    /** A well-formed id that encodes no number, and so belongs to no connection of this node; empty otherwise. */
    private final String other;

    /**
     * Parses an id, as the {@code ready} message of a connection gives it.
     *
     * @throws RejectedException {@code parameter-invalid} if the text has not the form of an id
     */
    public ConnectionId(String value) {
        if (!FORM.matcher(value).matches()) {
            throw PARAMETER_INVALID.because("'" + Text.excerpt(value)
                    + "' is not the id of a connection: it must be the connection of a ready message");
        }
        Optional<Long> decoded =
                decode(value).filter(candidate -> text(candidate).equals(value));
        this.number = decoded.orElse(0L);
        this.other = decoded.isPresent() ? "" : value;
    }

    private ConnectionId(long number) {
        this.number = number;
        this.other = "";
    }

    /** The id for a number; the number must be random, because the id is a secret of its client. */
    public static ConnectionId of(long number) {
        return new ConnectionId(number);
    }

    private static Optional<Long> decode(String value) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(value.substring(PREFIX.length()));
            return bytes.length == Long.BYTES
                    ? Optional.of(ByteBuffer.wrap(bytes).getLong())
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(long number) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The id as text, such as {@code c-7Qm2k3f9Aa0}. */
    public String value() {
        return other.isEmpty() ? text(number) : other;
    }

    /** A public name for the client of this connection; the id cannot be derived from it. */
    public String alias() {
        return "guest-" + Digest.of(value(), ALIAS_BYTES);
    }

    @Override
    public boolean equals(Object that) {
        return that instanceof ConnectionId id && number == id.number && other.equals(id.other);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number) ^ other.hashCode();
    }

    @Override
    public String toString() {
        return value();
    }
}
