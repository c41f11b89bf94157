package dev.sluice.attack;

import java.util.ArrayList;
import java.util.List;

/** The header fields of a request at random, but those that say where it ends. For one thread. */
final class RandomHeaders {

    private static final List<String> OTHERS = List.of(
            "Accept-Language",
            "Accept-Charset",
            "Accept-Encoding",
            "Content-Language",
            "Content-Encoding",
            "Date",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "If-Range",
            "If-Match",
            "If-None-Match",
            "Idempotency-Key",
            "Last-Event-ID",
            "Range",
            "Cookie",
            "Origin",
            "Referer",
            "Sec-Fetch-Site",
            "Forwarded",
            "X-Forwarded-For",
            "X-HTTP-Method-Override",
            "Access-Control-Request-Method",
            "Access-Control-Request-Headers",
            "traceparent",
            "tracestate",
            "baggage",
            "Upgrade",
            "TE",
            "Via",
            "Accept",
            "Content-Type",
            "Authorization",
            "ce-type",
            "ce-time",
            "x-any");

    private final RandomText text;
    private final RandomValues values;

    public RandomHeaders(RandomText text, RandomValues values) {
        this.text = text;
        this.values = values;
    }

    /**
     * Whether RFC 9110 has it so: no server has a reason to refuse it by itself. Of a request with {@code Upgrade} Payara finds no
     * end of the body, and sends a stream without its type.
     */
    public static boolean isHttp(String header) {
        return header.chars().allMatch(c -> c == '\t' || c >= ' ' && c < 0x7f) && !header.startsWith("Upgrade:");
    }

    /** @param route for which they are, by the name of {@link RandomRequest}'s list */
    public List<String> of(String route, boolean administrators) {
        List<String> headers = new ArrayList<>();
        String accept =
                route.equals("STREAM") ? "text/event-stream" : text.any("*/*", "application/json", "application/json");
        if (!text.oneIn(6) || route.equals("STREAM")) {
            headers.add("Accept: " + legible(text.of(accept)));
        }
        headers.add("Content-Type: " + legible(text.of(contentType(route))));
        addCaller(headers, administrators);
        if (route.equals("PUBLISH") && text.oneIn(6)) {
            addCloudEvent(headers);
        }
        for (String name :
                List.of("Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID", "traceparent", "tracestate")) {
            if (text.oneIn(10)) {
                headers.add(name + ": " + legible(values.value(name)));
            }
        }
        if (text.isOdd()) {
            headers.add(text.any(OTHERS) + ": " + legible(other()));
        }
        return headers;
    }

    private String contentType(String route) {
        return switch (route) {
            case "PUBLISH" ->
                text.any(
                        "application/json",
                        "text/plain",
                        "text/plain;charset=utf-16",
                        "application/octet-stream",
                        "application/cloudevents+json",
                        "application/cloudevents-batch+json",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data;boundary=x");
            case "PUBLISH_BATCH" ->
                text.any("application/json", "application/json", "application/x-ndjson", "text/plain");
            default -> text.any("application/json", "application/json", "application/json", "text/plain");
        };
    }

    private void addCaller(List<String> headers, boolean administrators) {
        String token = legible(administrators ? values.administrator() : values.token());
        if (token.isEmpty()) {
            return;
        }
        if (text.oneIn(6)) {
            headers.add("Cookie: sluice_token=" + token);
            headers.add("Sec-Fetch-Site: " + text.any("same-origin", "none", "same-origin", "cross-site"));
        } else {
            headers.add("Authorization: " + text.any("Bearer ", "Bearer ", "bearer ", "Bearer  ", "") + token);
        }
    }

    private void addCloudEvent(List<String> headers) {
        headers.add("ce-specversion: " + legible(text.of("1.0")));
        headers.add("ce-source: " + legible(text.of("/source")));
        for (String name : List.of("id", "type")) {
            headers.add("ce-" + name + ": " + legible(values.value(name)));
        }
        headers.add("ce-subject: " + RandomText.percent(values.value("ce-subject")));
    }

    private String other() {
        return text.oneIn(2)
                ? text.odd()
                : text.any(
                        "https://app.example",
                        "http://localhost",
                        "null",
                        "gzip",
                        "bytes=0-1",
                        "a;q=0.5, *;q=x",
                        "\"a\"");
    }

    /** Without line ends, which would be another header. */
    private String legible(String value) {
        return value.replaceAll("[\r\n\u0000]", text.oneIn(2) ? "" : " ");
    }
}
