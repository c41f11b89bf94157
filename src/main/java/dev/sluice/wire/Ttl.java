package dev.sluice.wire;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/** Parses a time to live: seconds, such as {@code 30} or {@code 0.5}. */
public final class Ttl {

    private static final Pattern FORM = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,3})?");

    private static final BigDecimal MILLIS = BigDecimal.valueOf(1_000);

    private Ttl() {}

    public static Duration parse(String seconds) {
        if (!FORM.matcher(seconds).matches()) {
            throw PARAMETER_INVALID.because("ttl must be a number of seconds, such as 30 or 0.5");
        }
        Duration ttl =
                Duration.ofMillis(new BigDecimal(seconds).multiply(MILLIS).longValueExact());
        if (ttl.isZero()) {
            throw PARAMETER_INVALID.because("ttl must be more than 0 seconds; leave it out for no limit");
        }
        return ttl;
    }
}
