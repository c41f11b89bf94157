package dev.sluice.attack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Random HTTP requests, most of them nearly valid. For one thread. */
public final class RandomRequest {

    /**
     * One request.
     *
     * @param door for which it was meant
     * @param isHttp whether it is HTTP for sure, so that the gateway itself answers, and no part of the server before it
     */
    public record Bytes(String door, byte[] bytes, boolean isHttp) {
        public boolean isHead() {
            return new String(bytes, 0, Math.min(5, bytes.length), StandardCharsets.ISO_8859_1).equals("HEAD ");
        }
    }

    private enum Content {
        NONE,
        EVENT,
        BATCH,
        STATE,
        REVOCATION,
        ANYTHING
    }

    /** The calls that a client can make. */
    private enum Route {
        PUBLISH(
                "publish",
                "POST",
                "/api/events",
                Content.EVENT,
                "event",
                "subject",
                "ttl",
                "volatile",
                "final",
                "echo",
                "connection"),
        PUBLISH_BATCH("batch", "POST", "/api/events/batch", Content.BATCH, "volatile", "echo", "connection"),
        STREAM(
                "stream",
                "GET",
                "/api/events",
                Content.NONE,
                "filter",
                "filter",
                "after",
                "lastEventId",
                "since",
                "last",
                "snapshot",
                "format",
                "conflate",
                "member",
                "state"),
        HISTORY(
                "history",
                "GET",
                "/api/events",
                Content.NONE,
                "filter",
                "filter",
                "after",
                "last_event_id",
                "since",
                "last",
                "snapshot",
                "limit"),
        PRESENCE("presence", "GET", "/api/presence", Content.NONE, "connection"),
        SAY_STATE("presence", "PUT", "/api/presence", Content.STATE, "connection", "connection", "connection"),
        SESSION("session", "GET", "/api/session", Content.NONE),
        BEGIN_SESSION("session", "POST", "/api/session", Content.ANYTHING),
        END_SESSION("session", "DELETE", "/api/session", Content.NONE),
        REVOKE("revocations", "POST", "/api/revocations", Content.REVOCATION),
        REVOKED("revocations", "GET", "/api/revocations", Content.NONE),
        CONNECTIONS(
                "connections",
                "GET",
                "/api/connections",
                Content.NONE,
                "topic",
                "limit",
                "after",
                "order",
                "protocol",
                "subject",
                "address"),
        CONNECTION("connections", "GET", "/api/connections/{id}", Content.NONE),
        EXPLAIN("connections", "GET", "/api/connections/{id}/explain", Content.NONE, "after"),
        RENEW("connections", "POST", "/api/connections/{id}/token", Content.ANYTHING),
        END("connections", "DELETE", "/api/connections/{id}", Content.NONE),
        TOPICS("operations", "GET", "/api/topics", Content.NONE, "topic", "after", "limit"),
        NODE("operations", "GET", "/api/node", Content.NONE),
        METRICS("operations", "GET", "/api/metrics", Content.NONE),
        RELOAD("operations", "POST", "/api/settings/reload", Content.ANYTHING),
        DRAIN("operations", "POST", "/api/drain", Content.NONE, "seconds"),
        ALIVE("operations", "GET", "/api/health/live", Content.NONE),
        READY("operations", "GET", "/api/health/ready", Content.NONE),
        PAGE("pages", "GET", "/client/sluice.js", Content.NONE);

        private final String door;
        private final String method;
        private final String path;
        private final Content content;
        private final List<String> parameters;

        Route(String door, String method, String path, Content content, String... parameters) {
            this.door = door;
            this.method = method;
            this.path = path;
            this.content = content;
            this.parameters = List.of(parameters);
        }

        public boolean isOfAdministrators() {
            return door.equals("revocations") || door.equals("connections") || door.equals("operations");
        }
    }

    private static final int RARELY = 2_000;

    /** Payara refuses larger heads. */
    private static final int LARGEST_HEAD = 7_000;

    /** Payara refuses a body of any other method. */
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private static final List<Route> OFTEN = List.of(Route.PUBLISH, Route.PUBLISH_BATCH, Route.STREAM, Route.HISTORY);

    private final RandomText text;
    private final RandomValues values;

    public RandomRequest(RandomText text, RandomValues values) {
        this.text = text;
        this.values = values;
    }

    public Bytes next() {
        if (text.oneIn(40)) {
            return new Bytes("noise", noise(), false);
        }
        text.beOdd(text.any(List.of(0, 0, 1, 5, 30)));
        Route route = text.oneIn(2) ? text.any(OFTEN) : text.any(List.of(Route.values()));
        String method = text.oneIn(40)
                ? text.any("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST", "GET", "QUERY")
                : route.method;
        String target = target(route);
        String line = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n";
        byte[] body = body(route, method);
        List<String> headers =
                new RandomHeaders(text, values).of(route.name(), route.isOfAdministrators() && route != Route.DRAIN);
        boolean isHttp = isForUs(target)
                && (WITH_BODY.contains(method) || body.length == 0)
                && headers.stream().allMatch(RandomHeaders::isHttp)
                && headers.stream().mapToInt(String::length).sum() + target.length() < LARGEST_HEAD;
        if (text.oneIn(5) && body.length > 0) {
            boolean extended = text.oneIn(10);
            return perhapsMutated(route, chunked(line, headers, body, extended), isHttp && !extended);
        }
        return perhapsMutated(route, counted(line, headers, body, method), isHttp);
    }

    private Bytes perhapsMutated(Route route, byte[] bytes, boolean isHttp) {
        return text.oneIn(6) ? new Bytes(route.door, text.mutated(bytes), false) : new Bytes(route.door, bytes, isHttp);
    }

    /** Servers refuse some escapes in a path before the gateway sees the request. */
    private static boolean isForUs(String target) {
        String path = target.split("\\?")[0];
        return path.startsWith("/api/") && !path.replace("%2D", "-").contains("%");
    }

    /** Random bytes, or a request line that continues as such. */
    private byte[] noise() {
        byte[] bytes = text.noise(1 + text.below(300));
        return text.oneIn(2) ? bytes : joined("GET /api/events?".getBytes(StandardCharsets.US_ASCII), bytes);
    }

    private String target(Route route) {
        String path = route.path.replace("{id}", RandomText.percent(values.value("connection")));
        if (text.isOdd() && text.oneIn(4)) {
            path = text.any(
                    path + "/", "/api/" + RandomText.percent(text.odd()), path + "/" + RandomText.percent(text.odd()));
        }
        List<String> query = new ArrayList<>();
        if ((path.contains("presence") || route == Route.PUBLISH) && !text.oneIn(20)) {
            query.add(parameter(path.contains("presence") ? "present" : "topic"));
        }
        for (String name : route.parameters) {
            if (text.oneIn(4) || name.equals("connection") && text.oneIn(2)) {
                query.add(parameter(name));
            }
        }
        if (text.oneIn(60)) {
            query.add("access_token=" + RandomText.percent(values.token()));
        }
        if (text.isOdd()) {
            query.add(
                    text.oneIn(2)
                            ? parameter(text.any("topic", "format", "limit", "echo"))
                            : RandomText.percent(text.odd()));
        }
        return path + (query.isEmpty() ? "" : query.stream().collect(Collectors.joining("&", "?", "")));
    }

    private String parameter(String name) {
        return name.replace("filter", "topic").replace("present", "topic") + "="
                + RandomText.percent(values.value(name));
    }

    private byte[] body(Route route, String method) {
        if (method.equals("GET") || method.equals("HEAD")) {
            return new byte[0];
        }
        if (text.oneIn(RARELY)) {
            return "x".repeat((1 << 20) + text.below(2)).getBytes(StandardCharsets.US_ASCII);
        }
        return switch (route.content) {
            case NONE -> text.isOdd() ? text.noise(text.below(50)) : new byte[0];
            case EVENT -> event();
            case BATCH -> batch().getBytes(StandardCharsets.UTF_8);
            case STATE -> values.state().getBytes(StandardCharsets.UTF_8);
            case REVOCATION -> values.revocation().getBytes(StandardCharsets.UTF_8);
            case ANYTHING -> text.oneIn(2) ? new byte[0] : text.json(2).getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] event() {
        return switch (text.below(6)) {
            case 0 -> text.noise(text.below(200));
            case 1 -> values.cloudEvent().getBytes(StandardCharsets.UTF_8);
            case 2 -> ("[" + values.cloudEvent() + "," + values.cloudEvent() + "]").getBytes(StandardCharsets.UTF_8);
            default -> text.json(3).getBytes(StandardCharsets.UTF_8);
        };
    }

    private String batch() {
        List<String> drafts = new ArrayList<>();
        for (int i = text.below(5); i >= 0; i--) {
            drafts.add(values.draft());
        }
        String batch =
                text.oneIn(3) ? String.join("\n", drafts) : drafts.stream().collect(Collectors.joining(",", "[", "]"));
        return text.isOdd() ? text.mutated(batch) : batch;
    }

    private static byte[] counted(String line, List<String> headers, byte[] body, String method) {
        String length = body.length == 0 && method.equals("GET") ? "" : "Content-Length: " + body.length + "\r\n";
        return joined(head(line, headers, length), body);
    }

    /** @param extended whether chunks have extensions, which Payara refuses */
    private byte[] chunked(String line, List<String> headers, byte[] body, boolean extended) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head(line, headers, "Transfer-Encoding: chunked\r\n"));
        for (int at = 0; at < body.length; ) {
            int length = 1 + text.below(body.length - at);
            out.writeBytes((Integer.toHexString(length) + (extended ? ";a=b" : "") + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body, at, length);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            at += length;
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static byte[] head(String line, List<String> headers, String framing) {
        String head =
                line + headers.stream().map(header -> header + "\r\n").collect(Collectors.joining()) + framing + "\r\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
