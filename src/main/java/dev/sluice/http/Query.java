package dev.sluice.http;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.Text;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a request, each as what it should be. Read from the query itself: RESTEasy refuses characters that
 * browsers leave as they are, and asked for a parameter, a server would read a form from the body.
 */
public final class Query {

    /** The replacement character for bytes that are not UTF-8; a topic with it is {@code topic-invalid}. */
    private static final char REPLACEMENT = 0xFFFD;

    private final Map<String, List<String>> values = new HashMap<>();

    /** Those that stand there without an equals sign. */
    private final Set<String> withoutValue = new HashSet<>();

    /**
     * @throws dev.sluice.event.RejectedException {@code parameter-invalid} if a {@code %} begins no escape, or there is a
     *     character beyond ASCII: each server takes the bytes of those for something else
     */
    public static Query of(HttpServletRequest request) {
        return new Query(Optional.ofNullable(request.getQueryString()).orElse(""));
    }

    Query(String text) {
        if (!FieldText.isAscii(text)) {
            throw PARAMETER_INVALID.because(
                    "the query is ASCII: everything else is percent-encoded UTF-8, such as %C3%A9");
        }
        for (String parameter : text.split("&")) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
                if (equals < 0) {
                    withoutValue.add(name);
                }
                values.computeIfAbsent(name, first -> new ArrayList<>(1))
                        .add(equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
            }
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw PARAMETER_INVALID.because("the query has a % that begins no escape");
        }
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The value of a parameter that has one at most; none if it is empty, as that of a field of a form which is left out. */
    public Optional<String> first(String name) {
        if (all(name).size() > 1) {
            throw PARAMETER_INVALID.because("there is one " + name + " at most");
        }
        Optional<String> value = all(name).stream().findFirst().filter(text -> !text.isEmpty());
        if (value.filter(text -> text.indexOf(REPLACEMENT) >= 0).isPresent()) {
            throw PARAMETER_INVALID.because(name + " is not valid UTF-8");
        }
        return value;
    }

    /** A parameter that is {@code true} or {@code false}. */
    public boolean flag(String name, boolean otherwise) {
        if (withoutValue.contains(name)) {
            // to take it for none would be the opposite of what it looks like
            throw PARAMETER_INVALID.because(name + " is true or false: " + name + "=true");
        }
        String value = first(name).orElse(Boolean.toString(otherwise));
        if (!value.equals("true") && !value.equals("false")) {
            throw PARAMETER_INVALID.because(name + " is true or false");
        }
        return value.equals("true");
    }

    public Optional<Integer> number(String name, int least, int most) {
        return first(name).map(value -> {
            if (!Text.isNumber(value, 9) || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
                throw PARAMETER_INVALID.because(name + " is a number from " + least + " to " + most);
            }
            return Integer.parseInt(value);
        });
    }
}
