package dev.sluice.http;

import static dev.sluice.event.Rejection.BODY_INVALID;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The header fields of a request, by RFC 9110. Reads the servlet request, which ignores the case of names correctly: Jersey
 * lowers names by the default locale, and does not find {@code Idempotency-Key} under a Turkish one.
 */
public final class Headers {

    private final HttpServletRequest request;

    private Headers(HttpServletRequest request) {
        this.request = request;
    }

    public static Headers of(HttpServletRequest request) {
        return new Headers(request);
    }

    /** Gives the trimmed lines of a field; none if it is missing. */
    public List<String> lines(String name) {
        return Collections.list(request.getHeaders(name)).stream()
                .map(FieldText::trim)
                .toList();
    }

    /** Gives the elements of a list in one line or in several. */
    public List<String> elements(String name) {
        return lines(name).stream()
                .flatMap(line -> FieldText.elements(line).stream())
                .toList();
    }

    /** Whether a list has this element, in any letter case. */
    public boolean has(String name, String element) {
        return elements(name).stream().anyMatch(element::equalsIgnoreCase);
    }

    /** Gives the lines of a field that are not empty: tools that fill in a request template send empty ones. */
    public List<String> filled(String name) {
        return lines(name).stream().filter(line -> !line.isEmpty()).toList();
    }

    /** Gives the field as one line, in which commas separate several lines; empty if it is missing or blank. */
    public Optional<String> joined(String name) {
        List<String> lines = filled(name);
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
    }

    public Accept accept() {
        return Accept.of(elements("Accept"));
    }

    /**
     * Gives the type of the body; empty if the request has none.
     *
     * @throws dev.sluice.event.RejectedException {@code body-invalid} if the header is no media type
     */
    public Optional<MediaRange> contentType() {
        return joined("Content-Type")
                .map(
                        line -> MediaRange.parse(line)
                                .filter(MediaRange::isOneType)
                                .orElseThrow(
                                        () -> BODY_INVALID.because(
                                                "the header Content-Type is malformed: it must be one media type, such as application/json")));
    }

    /** Gives the names of all fields as the client sent them, each once. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(Collections.list(request.getHeaderNames()));
        return names;
    }
}
