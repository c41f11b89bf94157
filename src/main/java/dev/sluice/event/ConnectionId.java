package dev.sluice.event;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.regex.Pattern;

/** The name of a connection, which its client alone is told. */
public record ConnectionId(String value) {

    private static final Pattern FORM = Pattern.compile("c-[A-Za-z0-9_-]{1,30}");

    private static final int ALIAS_BYTES = 9;

    public ConnectionId {
        if (!FORM.matcher(value).matches()) {
            throw PARAMETER_INVALID.because("this is no connection: " + Text.excerpt(value));
        }
    }

    /** Of a number that nobody can guess. */
    public static ConnectionId of(long number) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        return new ConnectionId("c-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** A name for others to know it by, from which nobody finds the connection. */
    public String alias() {
        return "guest-" + Digest.of(value, ALIAS_BYTES);
    }

    @Override
    public String toString() {
        return value;
    }
}
