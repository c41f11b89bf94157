package dev.sluice.wire;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Converts numbers, durations and times of the administration's answers to JSON. */
public final class JsonValues {

    private JsonValues() {}

    /** A number with at most five decimals, which is finer than any clock that measures it. */
    public static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(5, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A duration in seconds, to the millisecond. */
    public static String seconds(Duration duration) {
        return number(duration.toMillis() / 1e3);
    }

    /** An instant to the millisecond; it still needs quotation marks. */
    public static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
