package dev.sluice.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads values as the types that they must have. The exception for an invalid value names its key. */
final class Values {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(k|M|G)?");
    private static final Map<String, Long> FACTORS = Map.of("k", 1L << 10, "M", 1L << 20, "G", 1L << 30);

    private final Function<String, Optional<String>> outside;

    Values(Function<String, Optional<String>> outside) {
        this.outside = key -> outside.apply(key).map(text -> requireWellFormed(key, text));
    }

    /** An escape in a properties file can produce an unpaired surrogate, which neither databases nor clients accept. */
    private static String requireWellFormed(String key, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidSettingException(key, "the value has an unpaired surrogate, which UTF-8 cannot encode");
        }
        return text;
    }

    String text(String key, String otherwise) {
        return outside.apply(key).orElse(otherwise);
    }

    /** Values separated by commas or white space; none if the key is not set. */
    List<String> list(String key) {
        Optional<String> text = outside.apply(key);
        List<String> values = text.stream()
                .flatMap(all -> Arrays.stream(all.split("[,\\s]+")))
                .filter(value -> !value.isEmpty())
                .toList();
        if (text.isPresent() && values.isEmpty()) {
            throw new InvalidSettingException(
                    key,
                    "'" + text.get() + "' has no value between its commas: leave the setting out for an empty list");
        }
        return values;
    }

    /** One of these values in any letter case; the first one by default. */
    String oneOf(String key, String... allowed) {
        String text = text(key, allowed[0]);
        return Arrays.stream(allowed)
                .filter(text::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException(
                        key, "'" + text + "' must be one of " + String.join(", ", allowed)));
    }

    boolean flag(String key, boolean otherwise) {
        String text = outside.apply(key).orElse(Boolean.toString(otherwise));
        if (!text.equals("true") && !text.equals("false")) {
            throw new InvalidSettingException(key, "'" + text + "' must be true or false");
        }
        return text.equals("true");
    }

    /** A secret: the value itself, or the content of the file that the key with {@code .file} names. Empty if not set. */
    String secret(String key) {
        Optional<String> file = outside.apply(key + ".file");
        if (file.isEmpty()) {
            return text(key, "");
        }
        if (outside.apply(key).isPresent()) {
            throw new InvalidSettingException(key, "it cannot be combined with " + key + ".file: set only one of them");
        }
        try {
            String text = Files.readString(Path.of(file.get())).strip();
            if (text.isEmpty()) {
                throw new InvalidSettingException(key + ".file", "the file '" + file.get() + "' is empty");
            }
            return text;
        } catch (IOException | InvalidPathException e) {
            throw new InvalidSettingException(key + ".file", "the file '" + file.get() + "' cannot be read");
        }
    }

    /** A URL of something that is trusted, so that it must be fetched by TLS or from this machine. Empty if not set. */
    String address(String key) {
        String text = text(key, "");
        if (!text.isEmpty() && !text.matches("https://\\S+|http://(localhost|127\\.0\\.0\\.1)[:/]\\S+")) {
            throw new InvalidSettingException(key, "'" + text + "' must begin with https://");
        }
        return text;
    }

    int count(String key, int otherwise, int least, int most) {
        return Math.toIntExact(number(key, otherwise, least, most));
    }

    long number(String key, long otherwise, long least, long most) {
        String text = outside.apply(key).orElse(Long.toString(otherwise));
        if (!text.matches("[0-9]{1,18}")) {
            throw new InvalidSettingException(key, "'" + text + "' must be a whole number");
        }
        return within(key, Long.parseLong(text), least, most);
    }

    /** A number of bytes: {@code 500}, {@code 64k}, {@code 1M}, {@code 10G}. */
    long bytes(String key, String otherwise, long least, long most) {
        String text = outside.apply(key).orElse(otherwise);
        Matcher form = SIZE.matcher(text);
        if (!form.matches()) {
            throw new InvalidSettingException(key, "'" + text + "' must be a size, such as 500, 64k, 1M or 10G");
        }
        long factor = form.group(2) == null ? 1 : FACTORS.get(form.group(2));
        try {
            return within(key, Math.multiplyExact(Long.parseLong(form.group(1)), factor), least, most);
        } catch (ArithmeticException e) {
            throw new InvalidSettingException(
                    key, "'" + text + "' is too large: it must be at most " + most + " bytes");
        }
    }

    /** A duration: {@code 15} or {@code 15s}, {@code 500ms}, {@code 10m}, {@code 36h}, {@code 7d}. */
    Duration duration(String key, String otherwise, Duration least, Duration most) {
        String text = outside.apply(key).orElse(otherwise);
        Matcher form = DURATION.matcher(text);
        if (!form.matches()) {
            throw new InvalidSettingException(key, "'" + text + "' must be a duration, such as 15s, 500ms, 10m or 7d");
        }
        Duration unit = UNITS.get(form.group(2) == null ? "s" : form.group(2));
        Duration duration = unit.multipliedBy(Long.parseLong(form.group(1)));
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new InvalidSettingException(key, "'" + text + "' must be between " + least + " and " + most);
        }
        return duration;
    }

    private static long within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new InvalidSettingException(key, value + " must be between " + least + " and " + most);
        }
        return value;
    }
}
