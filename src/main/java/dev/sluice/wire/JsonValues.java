package dev.sluice.wire;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Values of the operator's answers, as JSON has them. */
public final class JsonValues {

    private JsonValues() {}

    /** Finer than any clock that it comes from. */
    public static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(5, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** In seconds, to the millisecond. */
    public static String seconds(Duration duration) {
        return number(duration.toMillis() / 1e3);
    }

    public static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
