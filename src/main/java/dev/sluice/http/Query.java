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
 * The query parameters of a request, with their types. Parses the query itself: RESTEasy refuses characters that browsers do not
 * encode, and the servlet's parameters would include a form in the body.
 */
public final class Query {

    /** The replacement character for bytes that are not UTF-8; a topic with it is {@code topic-invalid}. */
    private static final char REPLACEMENT = 0xFFFD;

    private final Map<String, List<String>> values = new HashMap<>();

    /** The names without an equals sign. */
    private final Set<String> withoutValue = new HashSet<>();

    /**
     * @throws dev.sluice.event.RejectedException {@code parameter-invalid} if a {@code %} is not followed by two hex digits,
     *     or if there is a character outside of ASCII, which each server decodes differently
     */
    public static Query of(HttpServletRequest request) {
        return new Query(Optional.ofNullable(request.getQueryString()).orElse(""));
    }

    Query(String text) {
        if (!FieldText.isAscii(text)) {
            throw PARAMETER_INVALID.because(
                    "the query must be ASCII: percent-encode all other characters as UTF-8, such as %C3%A9");
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
            throw PARAMETER_INVALID.because(
                    "the query has a % that is not followed by two hex digits: encode it as %25");
        }
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Gives the value of a parameter that may be given once; empty if the value is empty, as in a form with a blank field. */
    public Optional<String> first(String name) {
        if (all(name).size() > 1) {
            throw PARAMETER_INVALID.because("the parameter " + name + " may be given once only");
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
            // reading it as false would be the opposite of its appearance
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
