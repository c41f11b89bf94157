package dev.sluice.http;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;

/** The parameters of a request, each as what it should be. */
public final class Query {

    private final MultivaluedMap<String, String> values;

    public Query(MultivaluedMap<String, String> values) {
        this.values = values;
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The value of a parameter that has one at most. */
    public Optional<String> first(String name) {
        if (all(name).size() > 1) {
            throw PARAMETER_INVALID.because("there is one " + name + " at most");
        }
        return Optional.ofNullable(values.getFirst(name));
    }

    /** A parameter that is {@code true} or {@code false}. */
    public boolean flag(String name, boolean otherwise) {
        String value = first(name).orElse(Boolean.toString(otherwise));
        if (!value.equals("true") && !value.equals("false")) {
            throw PARAMETER_INVALID.because(name + " is true or false");
        }
        return value.equals("true");
    }

    public Optional<Integer> number(String name, int least, int most) {
        return first(name).map(value -> {
            if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
                throw PARAMETER_INVALID.because(name + " is a number from " + least + " to " + most);
            }
            return Integer.parseInt(value);
        });
    }
}
