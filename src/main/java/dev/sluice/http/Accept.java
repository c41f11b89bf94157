package dev.sluice.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The media types that a client accepts, by RFC 9110, section 12.5.1. A malformed header is ignored: the client then accepts
 * any type.
 *
 * @param ranges in the order of the header; empty if the client accepts any type
 */
public record Accept(List<MediaRange> ranges) {

    private static final MediaRange STREAM = named("text/event-stream");
    private static final MediaRange JSON = named("application/json");
    private static final MediaRange ANYTHING = named("*/*");

    public Accept {
        ranges = List.copyOf(ranges);
    }

    private static MediaRange named(String text) {
        return MediaRange.parse(text).orElseThrow();
    }

    /** @param elements the elements of all lines of the header */
    public static Accept of(List<String> elements) {
        List<MediaRange> ranges = new ArrayList<>(elements.size());
        for (String element : elements) {
            Optional<MediaRange> range = MediaRange.parse(element);
            if (range.isEmpty()) {
                return new Accept(List.of());
            }
            ranges.add(range.get());
        }
        return new Accept(ranges);
    }

    /**
     * Whether an answer that can be a stream or JSON should be a stream: it has the higher weight, or the same weight and the
     * more specific range, as in {@code text/event-stream, *}{@code /*}. Otherwise the client gets JSON, which ends.
     */
    public boolean prefersStream() {
        return prefers(STREAM, JSON);
    }

    /** Whether JSON is among the accepted types. */
    public boolean containsJson() {
        return closest(JSON).weight() > 0;
    }

    public boolean prefers(String type, String other) {
        return prefers(named(type), named(other));
    }

    private boolean prefers(MediaRange type, MediaRange other) {
        MediaRange by = closest(type);
        MediaRange otherBy = closest(other);
        return by.weight() > otherBy.weight()
                || by.weight() == otherBy.weight()
                        && by.weight() > 0
                        && by.specificity(type) > otherBy.specificity(other);
    }

    /** Gives the most specific range that contains the type; one of weight 0 if none does. */
    private MediaRange closest(MediaRange type) {
        MediaRange closest = ranges.isEmpty() ? ANYTHING : ANYTHING.refused();
        int best = 0;
        for (MediaRange range : ranges) {
            int specificity = range.specificity(type);
            if (specificity > best) {
                best = specificity;
                closest = range;
            }
        }
        return closest;
    }

    /** Whether the client accepts any type at all. */
    public boolean isSatisfiable() {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.weight() > 0);
    }

    /** Gives the header as one line without parameters, which every JAX-RS can read; empty if any type is accepted. */
    public Optional<String> line() {
        return ranges.isEmpty()
                ? Optional.empty()
                : Optional.of(ranges.stream()
                        .filter(range -> range.weight() > 0)
                        .map(MediaRange::asAccepted)
                        .collect(Collectors.joining(", ")));
    }
}
