package dev.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request whose header fields every JAX-RS can parse. Fields that JAX-RS parses itself are normalized, or removed if they are
 * malformed: otherwise it answers with a 400, or with a 500 and a page of log.
 */
final class ReadableRequest extends HttpServletRequestWrapper {

    private static final String ACCEPT = "Accept";
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String FORM = "application/x-www-form-urlencoded";

    private static final List<String> WEIGHTED =
            List.of("Accept-Language", "Accept-Charset", "Accept-Encoding", "Content-Language");

    private static final List<String> DATES = List.of("Date", "If-Modified-Since", "If-Unmodified-Since");

    /** Replaced header fields; empty for a field that is removed. */
    private final Map<String, Optional<String>> changed;

    private ReadableRequest(HttpServletRequest request, Map<String, Optional<String>> changed) {
        super(request);
        this.changed = changed;
    }

    /**
     * Gives the request itself if no change is needed, to save memory: a stream keeps its request for as long as it is open.
     *
     * @param accept the header by which JAX-RS should choose; empty if the client accepts any type
     */
    static HttpServletRequest of(HttpServletRequest request, Optional<String> accept) {
        Headers headers = Headers.of(request);
        Map<String, Optional<String>> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> types = headers.lines(CONTENT_TYPE);
        change(changed, ACCEPT, headers.lines(ACCEPT), accept);
        change(changed, CONTENT_TYPE, types, types.size() == 1 ? contentType(types.get(0)) : Optional.empty());
        for (String name : WEIGHTED) {
            if (!headers.elements(name).stream().allMatch(ReadableRequest::isWeighted)) {
                changed.put(name, Optional.empty());
            }
        }
        for (String name : DATES) {
            if (!headers.lines(name).stream().allMatch(ReadableRequest::isDate)) {
                changed.put(name, Optional.empty());
            }
        }
        return changed.isEmpty() && !isForm(types) ? request : new ReadableRequest(request, changed);
    }

    /** Whether the body may be a form. A wrong yes does no harm: the request is wrapped needlessly. */
    private static boolean isForm(List<String> types) {
        return types.stream().anyMatch(type -> type.toLowerCase(Locale.ROOT).contains(FORM));
    }

    private static void change(
            Map<String, Optional<String>> changed, String name, List<String> lines, Optional<String> readable) {
        if (!lines.equals(readable.stream().toList())) {
            changed.put(name, readable);
        }
    }

    private static Optional<String> contentType(String line) {
        return MediaRange.parse(line).map(MediaRange::asContentType);
    }

    private static boolean isWeighted(String element) {
        // the prefix makes the element a media range, which has the same syntax for the weight
        return MediaRange.parse("x/" + element).isPresent();
    }

    private static boolean isDate(String line) {
        try {
            DateTimeFormatter.RFC_1123_DATE_TIME.parse(line);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    @Override
    public String getHeader(String name) {
        Optional<String> value = changed.get(name);
        return value == null ? super.getHeader(name) : value.orElse(null);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        Optional<String> value = changed.get(name);
        return value == null
                ? super.getHeaders(name)
                : Collections.enumeration(value.stream().toList());
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        names.removeIf(changed::containsKey);
        changed.forEach((name, value) -> value.ifPresent(text -> names.add(name)));
        return Collections.enumeration(names);
    }

    /**
     * Hides the parameters; resources read the query themselves. Jersey would take parameters without a body for a consumed form, and
     * log a warning with the whole query, which may contain a token.
     */
    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.emptyEnumeration();
    }

    @Override
    public long getDateHeader(String name) {
        return changed.containsKey(name) ? -1 : super.getDateHeader(name);
    }

    @Override
    public String getContentType() {
        return changed.containsKey(CONTENT_TYPE) ? getHeader(CONTENT_TYPE) : super.getContentType();
    }
}
