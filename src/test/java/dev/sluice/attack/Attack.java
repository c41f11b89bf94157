package dev.sluice.attack;

import static dev.sluice.attack.AttackPlan.End.WHEN_ANSWERED;
import static dev.sluice.attack.AttackPlan.End.WHEN_SENT;
import static dev.sluice.attack.AttackPlan.Pace.AFTER_THE_FIRST_ANSWER;
import static dev.sluice.attack.AttackPlan.Pace.WITHOUT_WAITING;

import dev.sluice.harness.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Attacks of one caller or two, each with the codes by which the gateway refuses some of it. */
public enum Attack {
    SNAPSHOTS_CUT_AT_ONCE(AttackPlan.streaming(stream("snapshot=true&topic=**")).until(WHEN_ANSWERED), Known.BUSY),
    SNAPSHOTS_READ_SLOWLY(AttackPlan.streaming(stream("snapshot=true&topic=**")), Known.BUSY),
    SNAPSHOTS_OF_TWO_CALLERS(
            AttackPlan.streaming(stream("snapshot=true&topic=**"))
                    .until(WHEN_ANSWERED)
                    .from(250),
            Known.BUSY),
    LAST_OF_NOTHING(AttackPlan.streaming(stream("last=10000&topic=nothing/**")).until(WHEN_ANSWERED), Known.BUSY),
    NEWEST_PAGES(
            AttackPlan.sending(history("last=1000&limit=1000&topic=filled/**")).until(WHEN_ANSWERED), Known.BUSY),
    PAGES_OVER_RARE_EVENTS(
            AttackPlan.sending(history("after=earliest&limit=1000&topic=*/none"))
                    .until(WHEN_ANSWERED),
            Known.BUSY),
    SLOW_BODIES(AttackPlan.sending(publish(1_000)).then(bytes("x"), WITHOUT_WAITING, trickle()), "too-many-bodies"),
    SLOW_HEADERS(
            AttackPlan.sending("GET /api/events HTTP/1.1\r\nHost: localhost\r\n")
                    .then(bytes("X: y\r\n"), WITHOUT_WAITING, trickle()),
            ""),
    CONNECTIONS_THAT_SEND_NOTHING(AttackPlan.sending(""), ""),
    STRANGERS_FRAMES_FULL_OF_MESSAGES(
            AttackPlan.sending(handshake(""))
                    .then(text("[{}" + ",{}".repeat(990) + "]"), AFTER_THE_FIRST_ANSWER, now()),
            "close 1008"),
    STRANGERS_PINGS(
            AttackPlan.sending(handshake("")).then(RawWebSocket.frame(0x89, bytes("?")), AFTER_THE_FIRST_ANSWER, now()),
            ""),
    MESSAGES_BY_WEBSOCKET(
            AttackPlan.sending(handshake(token()))
                    .then(text("{\"type\":\"ping\"}"), AFTER_THE_FIRST_ANSWER, now())
                    .from(100),
            ""),
    SUBSCRIPTIONS_BY_WEBSOCKET(
            AttackPlan.sending(handshake(token()))
                    .then(subscriptions(), AFTER_THE_FIRST_ANSWER, now())
                    .from(100),
            Known.BUSY),
    FRAMES_WITHOUT_END(
            AttackPlan.sending(handshake(token()), RawWebSocket.head(RawWebSocket.TEXT, 60 << 20))
                    .then(bytes("x".repeat(16 << 10)), WITHOUT_WAITING, now())
                    .from(1),
            "close 1009"),
    HANDSHAKES_WITH_THE_FIRST_FRAME(
            AttackPlan.sending(handshake(token()), text("{\"type\":\"ping\"}")).until(WHEN_ANSWERED),
            "101|rate-limited"),
    STREAMS_CUT_AT_ONCE(AttackPlan.streaming(stream("topic=**")).until(WHEN_SENT), ""),
    STREAMS_CUT_WHEN_THEY_BEGIN(AttackPlan.streaming(stream("topic=**")).until(WHEN_ANSWERED), Known.BUSY),
    STREAMS_OF_NAMED_TOPICS(AttackPlan.streaming(stream(namedTopics(50))).until(WHEN_ANSWERED), Known.BUSY),
    RESUMES_FROM_BEFORE_THE_TAIL(
            AttackPlan.streaming(stream("after=" + Known.OLDEST_CURSOR + "&topic=**"))
                    .answeredByAnEvent()
                    .until(WHEN_ANSWERED),
            Known.BUSY),
    STREAMS_THAT_NEVER_READ(
            AttackPlan.streaming(stream("after=earliest&topic=**")).withoutReading(), ""),
    PUBLISHES(AttackPlan.asking(publish(1) + "x"), ""),
    BATCHES(AttackPlan.asking(batch(drafts(500))).from(16), "201|rate-limited"),
    BATCHES_THAT_COME_AGAIN(AttackPlan.asking(batch(keyed(500))).from(16), "20[01]|rate-limited"),
    BATCHES_WITH_EXPECTATIONS(AttackPlan.asking(batch(expecting(500))).from(16), "precondition-failed"),
    VOLATILE_EVENTS(
            AttackPlan.asking(post("/api/events?topic=attack&volatile=true", "text/plain", token(), "x")), "202"),
    FORGED_TOKENS(AttackPlan.asking(get("/api/events", "Authorization: Bearer " + Known.FORGED_TOKEN + "\r\n")), "401"),
    ANSWERS_BY_WEBSOCKET_THAT_ARE_NOT_READ(
            AttackPlan.sending(handshake(token()))
                    .then(text("{\"type\":\"ping\"}"), WITHOUT_WAITING, now())
                    .from(100)
                    .withoutReading(),
            ""),
    MESSAGES_WITHOUT_THEIR_LAST_BYTE(
            AttackPlan.sending(handshake(token()), RawWebSocket.head(RawWebSocket.TEXT, 1_000), bytes("x".repeat(999))),
            ""),
    LISTINGS_BY_AN_ADMINISTRATOR(
            AttackPlan.sending(get("/api/topics?topic=*/none&limit=200", administrator()))
                    .until(WHEN_ANSWERED),
            Known.BUSY),
    QUESTIONS_OF_AN_ADMINISTRATOR(
            AttackPlan.sending(get("/api/node", administrator())).until(WHEN_ANSWERED), ""),
    STRANGERS_PRESENCE(AttackPlan.asking(presence()), "401"),
    PRESENCE_BY_A_STREAM_OF_ITS_OWN(AttackPlan.asking(ownPresence()), "204|rate-limited"),
    BROKEN_HEADERS(
            AttackPlan.asking("GET /api/events HTTP/1.1\r\nHost: localhost\r\nAccept: a, ,b;q=\"\r\n"
                    + "Authorization: Bearer x\r\nCookie: =;,\"\r\nIf-Match: \"\r\nLast-Event-ID: ???\r\n\r\n"),
            "401");

    /** Placeholders for what is only known when an attack begins. */
    public static final String TOKEN = Known.TOKEN_OF_THE_ATTACKER;

    public static final String ADMINISTRATOR = Known.TOKEN_OF_AN_ADMINISTRATOR;
    public static final String CONNECTION = Known.OWN_CONNECTION;
    public static final String OLDEST = Known.OLDEST_CURSOR;

    private static final Set<Attack> HOLDING = EnumSet.of(
            SNAPSHOTS_READ_SLOWLY,
            SLOW_BODIES,
            SLOW_HEADERS,
            CONNECTIONS_THAT_SEND_NOTHING,
            FRAMES_WITHOUT_END,
            MESSAGES_WITHOUT_THEIR_LAST_BYTE,
            STREAMS_THAT_NEVER_READ);

    private final AttackPlan plan;
    private final String refusal;

    Attack(AttackPlan plan, String refusal) {
        this.plan = plan;
        this.refusal = refusal;
    }

    public AttackPlan plan() {
        return plan;
    }

    public int callers() {
        return this == SNAPSHOTS_OF_TWO_CALLERS ? 2 : 1;
    }

    /** Whether it works by what it holds for long, and not by what it begins. */
    public boolean holds() {
        return HOLDING.contains(this);
    }

    /** A regular expression for statuses and codes; empty if the gateway refuses nothing of it. */
    public String refusal() {
        return refusal;
    }

    /** Whether each of its sockets hears an answer, sooner or later. */
    public boolean isAnswered() {
        return plan.reads() && plan.end() != WHEN_SENT && this != SLOW_HEADERS && this != CONNECTIONS_THAT_SEND_NOTHING;
    }

    private static String administrator() {
        return "Authorization: Bearer " + Known.TOKEN_OF_AN_ADMINISTRATOR + "\r\n";
    }

    private static String token() {
        return "Authorization: Bearer " + Known.TOKEN_OF_THE_ATTACKER + "\r\n";
    }

    private static String stream(String query) {
        return "GET /api/events?" + query + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + token()
                + "\r\n";
    }

    private static String history(String query) {
        return "GET /api/events?" + query + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n" + token()
                + "\r\n";
    }

    private static String publish(int length) {
        return "POST /api/events?topic=attack HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n" + token()
                + "Content-Length: " + length + "\r\n\r\n";
    }

    private static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    private static String post(String path, String type, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String batch(String drafts) {
        return post("/api/events/batch", "application/json", token(), drafts);
    }

    private static String drafts(int count) {
        return drafts(count, number -> "{\"topic\":\"attack\",\"data\":1}");
    }

    private static String keyed(int count) {
        return drafts(count, number -> "{\"topic\":\"attack\",\"data\":1,\"key\":\"again-" + number + "\"}");
    }

    private static String expecting(int count) {
        return drafts(count, number -> "{\"topic\":\"attack/" + number + "\",\"data\":1,\"ifMatch\":\"another-1\"}");
    }

    private static String drafts(int count, IntFunction<String> draft) {
        return IntStream.range(0, count).mapToObj(draft).collect(Collectors.joining(",", "[", "]"));
    }

    private static String presence() {
        return "PUT /api/presence?topic=attack&connection=c-AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    }

    /** One of the topics is complete. */
    private static String namedTopics(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "topic=filled/" + number)
                .collect(Collectors.joining("&"));
    }

    private static String ownPresence() {
        return "PUT /api/presence?topic=attack&connection=" + Known.OWN_CONNECTION
                + " HTTP/1.1\r\nHost: localhost\r\n" + token()
                + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    }

    /** Two subscriptions over the whole journal, which end as soon as they have begun. */
    private static byte[] subscriptions() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(text("{\"type\":\"subscribe\",\"sub\":\"s\",\"topics\":[\"**\"],\"snapshot\":true}"));
        frames.writeBytes(text("{\"type\":\"unsubscribe\",\"sub\":\"s\"}"));
        frames.writeBytes(text("{\"type\":\"subscribe\",\"sub\":\"a\",\"topics\":[\"**\"],\"after\":\"earliest\"}"));
        frames.writeBytes(text("{\"type\":\"unsubscribe\",\"sub\":\"a\"}"));
        return frames.toByteArray();
    }

    private static byte[] handshake(String headers) {
        return bytes(RawWebSocket.HANDSHAKE + headers + "\r\n");
    }

    private static byte[] text(String json) {
        return RawWebSocket.frame(RawWebSocket.TEXT, bytes(json));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Duration trickle() {
        return Duration.ofSeconds(1);
    }

    private static Duration now() {
        return Duration.ZERO;
    }

    /** For the constants, which come before what an enum keeps otherwise. */
    private static final class Known {
        public static final String BUSY = "journal-unavailable|too-many-connections|rate-limited";
        public static final String TOKEN_OF_THE_ATTACKER = "{token}";
        public static final String TOKEN_OF_AN_ADMINISTRATOR = "{administrator}";
        public static final String FORGED_TOKEN =
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJzb21lYm9keSJ9." + "A".repeat(43);
        public static final String OWN_CONNECTION = "{connection}";
        public static final String OLDEST_CURSOR = "{oldest}";
    }
}
