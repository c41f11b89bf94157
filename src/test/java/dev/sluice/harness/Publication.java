package dev.sluice.harness;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** One {@code POST /api/events}, valid or not: nothing is checked here. */
public record Publication(String query, Map<String, String> headers, byte[] body) {

    public static Publication to(String topic) {
        return new Publication("topic=" + encode(topic), Map.of("Content-Type", "text/plain"), new byte[0]);
    }

    public Publication type(String event) {
        return new Publication(query + "&event=" + encode(event), headers, body);
    }

    public Publication parameter(String name, String value) {
        return new Publication(query + "&" + name + "=" + encode(value), headers, body);
    }

    /** The query as it goes into the URL. */
    public Publication rawQuery(String newQuery) {
        return new Publication(newQuery, headers, body);
    }

    public Publication key(String key) {
        return header("Idempotency-Key", key);
    }

    public Publication contentType(String type) {
        return header("Content-Type", type);
    }

    public Publication withoutContentType() {
        return new Publication(query, Map.of(), body);
    }

    public Publication header(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Publication(query, more, body);
    }

    public Publication text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public Publication json(String json) {
        return contentType("application/json").text(json);
    }

    public Publication bytes(byte[] bytes) {
        return new Publication(query, headers, bytes);
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
