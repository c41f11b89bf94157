package dev.sluice.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One element of {@code Accept}, or a whole {@code Content-Type}, by RFC 9110.
 *
 * @param parameters by their names in lower case
 * @param weight the preference in thousandths; 0 if the client refuses the range
 */
public record MediaRange(String type, String subtype, Map<String, String> parameters, int weight) {

    private static final String ANY = "*";
    private static final int FULL_WEIGHT = 1_000;

    /** Accepts more digits than the RFC allows, and none before the point: Java's own client sends {@code q=.2}. */
    private static final Pattern WEIGHT = Pattern.compile("0?\\.[0-9]{1,20}|0\\.?|1(?:\\.0{0,20})?");

    public MediaRange {
        // Map.copyOf would lose the order
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** @return empty if the text is not a media type or range */
    public static Optional<MediaRange> parse(String text) {
        List<String> parts = FieldText.split(text, ';');
        // Java's own client sends a single asterisk
        String name = parts.get(0).equals(ANY) ? "*/*" : parts.get(0);
        int slash = name.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String type = name.substring(0, slash);
        String subtype = name.substring(slash + 1);
        if (!FieldText.isToken(type) || !FieldText.isToken(subtype) || type.equals(ANY) && !subtype.equals(ANY)) {
            return Optional.empty();
        }
        return withParameters(type, subtype, parts.subList(1, parts.size()));
    }

    private static Optional<MediaRange> withParameters(String type, String subtype, List<String> parts) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : parts) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = FieldText.trim(part.substring(0, Math.max(equals, 0))).toLowerCase(Locale.ROOT);
            Optional<String> value = FieldText.value(FieldText.trim(part.substring(equals + 1)));
            if (!FieldText.isToken(name) || value.isEmpty()) {
                return Optional.empty();
            }
            if (name.equals("q")) {
                // RFC 7231 allowed extension parameters after the weight; none was ever used
                return value.filter(q -> WEIGHT.matcher(q).matches())
                        .map(q -> new MediaRange(type, subtype, parameters, thousandths(q)));
            }
            String before = parameters.putIfAbsent(name, value.get());
            if (before != null && !before.equals(value.get())) {
                // RFC 6838, section 4.3, forbids repeated parameters: programs differ about which one counts
                return Optional.empty();
            }
        }
        return Optional.of(new MediaRange(type, subtype, parameters, FULL_WEIGHT));
    }

    private static int thousandths(String weight) {
        return (int) Math.ceil(Double.parseDouble(weight) * FULL_WEIGHT);
    }

    /** Gives how specific the range is: 0 if it does not contain the type, 1 to 3 from any type to the type itself. */
    int specificity(MediaRange other) {
        if (type.equals(ANY)) {
            return 1;
        }
        if (!type.equalsIgnoreCase(other.type)) {
            return 0;
        }
        return subtype.equals(ANY) ? 2 : subtype.equalsIgnoreCase(other.subtype) ? 3 : 0;
    }

    boolean isOneType() {
        return !subtype.equals(ANY);
    }

    MediaRange refused() {
        return new MediaRange(type, subtype, parameters, 0);
    }

    public MediaRange without(String parameter) {
        Map<String, String> rest = new LinkedHashMap<>(parameters);
        rest.remove(parameter);
        return new MediaRange(type, subtype, rest, weight);
    }

    /** Gives the range as an element of {@code Accept}: with its weight, without its parameters. */
    String asAccepted() {
        String name = type + '/' + subtype;
        return weight == FULL_WEIGHT ? name : name + ";q=" + (double) weight / FULL_WEIGHT;
    }

    /** Gives the type as a {@code Content-Type}: with its parameters, without a weight. */
    public String asContentType() {
        StringBuilder text = new StringBuilder(type).append('/').append(subtype);
        parameters.forEach(
                (name, value) -> text.append(';').append(name).append('=').append(FieldText.quotedIfNeeded(value)));
        return text.toString();
    }
}
