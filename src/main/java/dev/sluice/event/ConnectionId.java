package dev.sluice.event;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a connection, which its client alone is told. Connections of this node are numbers, and are compared as such:
 * each delivered event that excludes one compares its name, and a request that names one must not cost more than a request
 * that does not. The text is made for those who are shown it.
 */
public final class ConnectionId {

    private static final Pattern FORM = Pattern.compile("c-[A-Za-z0-9_-]{1,30}");

    private static final String PREFIX = "c-";

    private static final int ALIAS_BYTES = 9;

    private final long number;

    /** A name that stands for no number: it is well-formed, and no connection has it. Empty for a number. */
    private final String other;

    /** @throws RejectedException {@code parameter-invalid} if no connection can have this name */
    public ConnectionId(String value) {
        if (!FORM.matcher(value).matches()) {
            throw PARAMETER_INVALID.because("this is no connection: " + Text.excerpt(value));
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

    /** Of a number that nobody can guess. */
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

    public String value() {
        return other.isEmpty() ? text(number) : other;
    }

    /** A name for others to know it by, from which nobody finds the connection. */
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
