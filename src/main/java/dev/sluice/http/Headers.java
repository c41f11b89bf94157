package dev.sluice.http;

import static dev.sluice.event.Rejection.BODY_INVALID;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The header fields of a request, by RFC 9110. From the servlet's request, which finds a field by its name in any letter
 * case: Jersey lowers names by the rules of the default locale, and finds no {@code Idempotency-Key} under a Turkish one.
 */
public final class Headers {

    private final HttpServletRequest request;

    private Headers(HttpServletRequest request) {
        this.request = request;
    }

    public static Headers of(HttpServletRequest request) {
        return new Headers(request);
    }

    /** The lines of a field, without white space around them; none if it is not there. */
    public List<String> lines(String name) {
        return Collections.list(request.getHeaders(name)).stream()
                .map(FieldText::trim)
                .toList();
    }

    /** The elements of a list, which may be in one line or in several. */
    public List<String> elements(String name) {
        return lines(name).stream()
                .flatMap(line -> FieldText.elements(line).stream())
                .toList();
    }

    /** Whether a list has this element, in any letter case. */
    public boolean has(String name, String element) {
        return elements(name).stream().anyMatch(element::equalsIgnoreCase);
    }

    /** The lines of a field that say something: clients that fill in a form of a request send empty ones. */
    public List<String> filled(String name) {
        return lines(name).stream().filter(line -> !line.isEmpty()).toList();
    }

    /** The whole field as one line, none if it is empty; several lines are a list. */
    public Optional<String> joined(String name) {
        List<String> lines = filled(name);
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
    }

    public Accept accept() {
        return Accept.of(elements("Accept"));
    }

    /**
     * The type of the body; empty if the request names none.
     *
     * @throws dev.sluice.event.RejectedException {@code body-invalid} if the header is no media type
     */
    public Optional<MediaRange> contentType() {
        return joined("Content-Type")
                .map(line -> MediaRange.parse(line)
                        .filter(MediaRange::isOneType)
                        .orElseThrow(() -> BODY_INVALID.because("the content type is malformed")));
    }

    /** The names that are there, in the letter case in which they came, each once. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(Collections.list(request.getHeaderNames()));
        return names;
    }
}
