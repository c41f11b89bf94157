package dev.sluice.http;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.hub.Start;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;

/** What a reader says in the query: which topics, and where to start. The same for the stream and for the history. */
public final class ReadParameters {

    private final MultivaluedMap<String, String> query;

    public ReadParameters(MultivaluedMap<String, String> query) {
        this.query = query;
    }

    /** The filters; none if the reader names none. */
    public List<String> topics() {
        return query.getOrDefault("topic", List.of());
    }

    /** Where to start: the first of the parameters that is there, whatever order they come in. */
    public Optional<Start> start() {
        return first("lastEventId")
                .or(() -> first("last_event_id"))
                .or(() -> first("after"))
                .map(Start::after)
                .or(() -> first("since").map(Start::since))
                .or(() -> first("last").map(Start::last))
                .or(() -> flag("snapshot") ? Optional.of(new Start.Snapshot()) : Optional.empty());
    }

    public Optional<String> first(String name) {
        return Optional.ofNullable(query.getFirst(name));
    }

    /** A parameter that is {@code true} or {@code false}; false if it is not there. */
    public boolean flag(String name) {
        String value = first(name).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw PARAMETER_INVALID.because(name + " is true or false");
        }
        return value.equals("true");
    }

    public int number(String name, int otherwise, int least, int most) {
        String value = first(name).orElse(Integer.toString(otherwise));
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
            throw PARAMETER_INVALID.because(name + " is a number from " + least + " to " + most);
        }
        return Integer.parseInt(value);
    }
}
