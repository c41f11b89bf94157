package dev.sluice.attack;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Random values of parameters, headers and JSON members, by name: most of them are valid. For one thread. */
public final class RandomValues {

    /**
     * Values that exist at the gateway.
     *
     * @param tokens of callers with different rights; an empty one is no token
     * @param administrator an administrator's token
     */
    public record Known(String cursor, Supplier<String> connection, List<String> tokens, String administrator) {
        public Known {
            tokens = List.copyOf(tokens);
        }
    }

    /** The topic of the known connection, which no request completes. */
    public static final String STANDING = "fuzz/standing";

    private static final Set<String> BARE =
            Set.of("last", "ttl", "snapshot", "volatile", "echo", "conflate", "final", "state");

    private static final List<String> DRAFT = List.of(
            "event",
            "subject",
            "contentType",
            "key",
            "ttl",
            "final",
            "ifMatch",
            "ifNoneMatch",
            "traceparent",
            "tracestate");

    private static final List<String> SUBSCRIBE =
            List.of("after", "since", "last", "snapshot", "format", "conflate", "member", "state");

    private final RandomText text;
    private final Known known;

    public RandomValues(RandomText text, Known known) {
        this.text = text;
        this.known = known;
    }

    /** A valid value for this name, or an odd one. */
    public String value(String name) {
        return text.of(usual(name));
    }

    private String usual(String name) {
        return switch (name) {
            case "topic", "ce-subject" -> text.topic();
            case "present" -> text.oneIn(3) ? text.topic() : STANDING;
            case "filter", "channel" -> text.filter();
            case "after", "lastEventId", "last_event_id", "Last-Event-ID", "ifMatch", "If-Match" -> cursor();
            case "ifNoneMatch", "If-None-Match" -> text.oneIn(2) ? "*" : cursor();
            case "since" -> text.any("2020-01-01T00:00:00Z", "2099-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z");
            case "last", "limit" -> text.any("1", "2", "10", "200");
            case "ttl", "seconds" -> text.any("1", "60", "3600");
            case "final" -> text.oneIn(30) ? "true" : "false";
            case "snapshot", "volatile", "echo", "conflate" -> text.any("true", "false", "false");
            case "format" -> text.any("envelope", "cloudevents");
            case "order" -> text.any("lag", "connection");
            case "protocol" -> text.any("sse", "websocket");
            case "address" -> text.any("127.0.0.1", "::1");
            case "contentType", "Content-Type" ->
                text.any("application/json", "text/plain", "application/octet-stream");
            case "connection" -> text.oneIn(3) ? "c-7Qm2" : known.connection().get();
            case "state" -> text.json(1);
            case "member", "ref", "sub", "subject", "event", "id", "source", "type" ->
                text.any("ada", "bob", "created");
            case "key", "Idempotency-Key" -> "key " + text.below(50);
            case "traceparent" -> "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
            case "tracestate" -> "a=1, b=2";
            default -> text.any("1", "x");
        };
    }

    /** A token of any caller, now and then mutated. */
    public String token() {
        String token = text.any(known.tokens());
        return text.oneIn(20) ? text.mutated(token) : token;
    }

    public String administrator() {
        return text.oneIn(4) ? token() : known.administrator();
    }

    private String cursor() {
        String epoch = known.cursor().replaceAll("-.*", "");
        return text.any(
                "earliest", "latest", known.cursor(), epoch + "-" + text.below(3_000), "other-" + text.below(9));
    }

    /** An object with some of these members. */
    private Stream<String> some(List<String> names) {
        return names.stream().filter(name -> text.oneIn(5)).map(this::member);
    }

    private String member(String name) {
        if (text.isOdd()) {
            return RandomText.quoted(name) + ":" + text.json(2);
        }
        String value = value(name);
        return RandomText.quoted(name) + ":" + (BARE.contains(name) ? value : RandomText.quoted(value));
    }

    private String object(Stream<String> members) {
        String json = members.collect(Collectors.joining(",", "{", "}"));
        return text.isOdd() && text.oneIn(3) ? text.mutated(json) : json;
    }

    /** The members of an event to publish. */
    private Stream<String> draft(Stream<String> beside, boolean withData) {
        Stream<String> members = Stream.concat(Stream.of(member("topic")), some(DRAFT));
        Stream<String> data = text.oneIn(8)
                ? Stream.of("\"data\":\"" + text.any("aGVsbG8=", "!") + "\"", "\"encoding\":\"base64\"")
                : Stream.of("\"data\":" + text.json(3));
        return Stream.of(beside, members, withData ? data : Stream.<String>empty())
                .flatMap(all -> all);
    }

    public String draft() {
        return object(draft(Stream.empty(), true));
    }

    public String cloudEvent() {
        Stream<String> beside = some(List.of("datacontenttype", "time", "dataschema", "traceparent", "ext"));
        Stream<String> base = Stream.of(
                "\"specversion\":" + RandomText.quoted(text.of("1.0")),
                member("id"),
                member("source"),
                member("type"),
                "\"subject\":" + RandomText.quoted(text.of(text.topic())),
                (text.oneIn(6) ? "\"data_base64\":\"aGVsbG8=\"" : "\"data\":" + text.json(2)));
        return object(Stream.concat(base, beside));
    }

    public String revocation() {
        return object(Stream.of("\"" + text.any("token", "subject", "connection") + "\":"
                + RandomText.quoted(text.of("nobody " + text.below(20)))));
    }

    public String state() {
        return text.isOdd() ? text.mutated(text.json(2)) : text.json(2);
    }

    /** A message of a WebSocket. */
    public String message() {
        Stream<String> ref = text.oneIn(4) ? Stream.empty() : Stream.of("\"ref\":" + text.of("" + text.below(99)));
        String type = text.any(
                "subscribe",
                "subscribe",
                "publish",
                "publish",
                "publish",
                "unsubscribe",
                "members",
                "state",
                "token",
                "ping");
        Stream<String> typed = Stream.concat(Stream.of("\"type\":" + RandomText.quoted(text.of(type))), ref);
        return object(
                switch (type) {
                    case "subscribe" ->
                        Stream.of(typed, Stream.of(member("sub")), filters(), some(SUBSCRIBE))
                                .flatMap(all -> all);
                    case "publish" -> draft(Stream.concat(typed, some(List.of("volatile", "echo"))), true);
                    case "unsubscribe" -> Stream.concat(typed, Stream.of(member("sub")));
                    case "members" -> Stream.concat(typed, Stream.of(member("topic")));
                    case "state" -> Stream.concat(typed, Stream.of(member("topic"), member("state")));
                    case "token" -> Stream.concat(typed, Stream.of("\"token\":" + RandomText.quoted(text.of(token()))));
                    default -> typed;
                });
    }

    /** Of a binary frame: the rest of it is the data. */
    public String header() {
        return object(draft(Stream.of("\"type\":\"publish\"", "\"ref\":1"), false));
    }

    private Stream<String> filters() {
        return text.oneIn(3)
                ? Stream.of(member("channel"))
                : Stream.of("\"topics\":[" + RandomText.quoted(value("filter")) + ","
                        + RandomText.quoted(value("filter")) + "]");
    }
}
