package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.sluice.access.TestTokens;
import dev.sluice.attack.OrdinaryCaller;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Heap;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.QuietLog;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.RawWebSocket;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Setup;
import dev.sluice.servers.ExceptWhere;
import dev.sluice.servers.OnEveryServer;
import dev.sluice.servers.Quirk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send too much at once, or too slowly, against a gateway with a small heap: others are served meanwhile. */
@OnEveryServer
class HostileClientsIT {

    private static final int TOO_LARGE = 1009;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int POLICY = 1008;

    /** Of one frame as of the setting, as large as it goes. */
    private static final int LARGEST = 2 << 20;

    private static final int SOCKETS = 20;

    /** Far more than it takes on a busy machine; without limits nobody is answered at all. */
    private static final Duration FAIR = Duration.ofSeconds(3);

    private static Gateway gateway;

    private final String publisher = TestTokens.sign("publisher", List.of("**"), List.of("**"));
    private final List<RawWebSocket> sockets = new ArrayList<>();
    private OrdinaryCaller bystander;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Setup.named("hostile-clients")
                .heap("320m")
                .with("sluice.token.secret", TestTokens.SECRET)
                .with("sluice.anonymous.publish", "")
                .with("sluice.anonymous.read", ""));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void cut() {
        sockets.forEach(RawWebSocket::close);
        if (bystander != null) {
            bystander.close();
        }
    }

    private RawWebSocket open(String token) {
        RawWebSocket socket = RawWebSocket.open(RawSocket.open(gateway.port()), token);
        sockets.add(socket);
        return socket;
    }

    private void watch() {
        bystander = OrdinaryCaller.of(gateway);
    }

    private void assertThatOthersAreServed() {
        int before = bystander.rounds();
        await().until(() -> bystander.rounds() > before + 1);
        OrdinaryCaller.Figures figures = bystander.figures();
        for (OrdinaryCaller.Call call : OrdinaryCaller.Call.values()) {
            assertThat(figures.worst(call)).as("%s in %s", call, figures).isLessThan(FAIR);
        }
    }

    private static byte[] messages(int bytes) {
        return ("[" + "{},".repeat((bytes - 4) / 3) + "{}]").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] frame(byte[] payload) {
        return RawWebSocket.frame(RawWebSocket.TEXT, payload);
    }

    private static int code(RawWebSocket socket) {
        try {
            return socket.closed()
                    .orTimeout(Limits.ANSWER.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException broken) {
            if (broken.getCause() instanceof TimeoutException) {
                throw broken;
            }
            // what was still being sent made a reset of the farewell
            return 0;
        }
    }

    private static void sendUntilClosed(RawWebSocket socket, byte[] bytes) {
        try {
            socket.sendRaw(bytes);
        } catch (UncheckedIOException closed) {
            // which is what the test looks for
        }
    }

    @Test
    void strangersSendNoMoreThanAToken() {
        watch();
        byte[] large = frame(messages(LARGEST));
        for (int i = 0; i < SOCKETS; i++) {
            RawWebSocket socket = open("");
            sendUntilClosed(socket, large);
            assertThat(code(socket)).isIn(0, TOO_LARGE);
        }
        assertThatOthersAreServed();
    }

    @Test
    void strangersHaveAFewMessagesInOneFrameOrMany() {
        RawWebSocket one = open("");
        one.send(RawWebSocket.TEXT, messages(3_000));
        RawWebSocket other = open("");
        for (int i = 0; i < 100 && !other.closed().isDone(); i++) {
            try {
                other.send("{'type':'ping'}");
            } catch (UncheckedIOException closed) {
                break;
            }
        }
        for (RawWebSocket socket : List.of(one, other)) {
            assertThat(code(socket)).isIn(0, POLICY);
        }
    }

    @Test
    void aTokenEndsBeingAStranger() {
        RawWebSocket socket = open("");
        socket.send("{'type':'token','ref':1,'token':'" + publisher + "'}");
        socket.take("ack", Limits.ANSWER);
        for (int i = 0; i < 50; i++) {
            socket.send("{'type':'ping'}");
            socket.take("pong", Limits.ANSWER);
        }
        String data = "x".repeat(500_000);
        socket.sendRaw(frame(
                ("{\"type\":\"publish\",\"topic\":\"t\",\"data\":\"" + data + "\"}").getBytes(StandardCharsets.UTF_8)));
        socket.take("ack", Limits.ANSWER);
    }

    /** Each of them held 22 MB before, and its answers. */
    @Test
    void aFrameFullOfMessagesIsRefusedAsAWhole() {
        watch();
        byte[] large = frame(messages(LARGEST));
        for (int i = 0; i < SOCKETS; i++) {
            RawWebSocket socket = open(publisher);
            socket.sendRaw(large);
        }
        for (RawWebSocket socket : sockets) {
            JsonObject refusal = socket.take("error", Limits.ANSWER);
            assertThat(Json.text(refusal, "code")).isEqualTo("data-too-large");
            socket.send("{'type':'ping'}");
            socket.take("pong", Limits.ANSWER);
        }
        assertThatOthersAreServed();
    }

    /** All of them whole at the same time: what is parsed of one must not take thirty times its room. */
    @ParameterizedTest
    @ValueSource(strings = {"data", "topics", "nonsense"})
    void aMessageFullOfValuesTakesLittleRoom(String member) {
        watch();
        String begin = "{\"type\":\"publish\",\"ref\":1,\"topic\":\"t\",\"" + member + "\":[";
        byte[] message =
                (begin + "{},".repeat((LARGEST - begin.length() - 4) / 3) + "{}]}").getBytes(StandardCharsets.UTF_8);
        byte[] frame = frame(message);
        for (int i = 0; i < SOCKETS; i++) {
            open(publisher).sendRaw(Arrays.copyOf(frame, frame.length - 1));
        }
        sockets.forEach(socket -> socket.sendRaw(new byte[] {'}'}));
        for (RawWebSocket socket : sockets) {
            assertThat(Json.text(socket.take("error", Limits.ANSWER), "code")).isEqualTo("data-too-large");
        }
        assertThatOthersAreServed();
    }

    /** It was kept as far as it had come, and all of it copied with each read. */
    @Test
    void aFrameThatNeverEndsIsEndedAtTheLimitOfAMessage() {
        watch();
        byte[] some = "x".repeat(64 << 10).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5; i++) {
            RawWebSocket socket = open(publisher);
            socket.sendHead(60 << 20);
            long sent = 0;
            try {
                while (sent < 60 << 20) {
                    socket.sendRaw(some);
                    sent += some.length;
                }
            } catch (UncheckedIOException closed) {
                // by the gateway
            }
            assertThat(code(socket)).isIn(0, TOO_LARGE);
            // and what the buffers of both sides have taken
            assertThat(sent).isLessThan(30 << 20);
        }
        assertThatOthersAreServed();
    }

    @Test
    void benchmarksStayPossible() {
        List<RawWebSocket> publishers =
                IntStream.range(0, 16).mapToObj(i -> open(publisher)).toList();
        String batch = IntStream.range(0, 300)
                .mapToObj(i -> "{\"type\":\"publish\",\"topic\":\"many\",\"data\":" + i + "}")
                .collect(Collectors.joining(",", "[", "]"));
        publishers.forEach(each -> IntStream.range(0, 64)
                .forEach(i -> each.send("{'type':'publish','ref':" + i + ",'topic':'many','data':1}")));
        publishers.forEach(each -> each.sendRaw(frame(batch.getBytes(StandardCharsets.UTF_8))));
        for (RawWebSocket each : publishers) {
            for (int i = 0; i < 364; i++) {
                each.take("ack", Limits.ANSWER);
            }
        }
    }

    @Test
    @ExceptWhere(Quirk.TAKES_FRAMES_WITHOUT_A_MASK)
    void aFrameWithoutAMaskEndsTheConnection() {
        RawWebSocket socket = open(publisher);
        socket.take("ready", Limits.ANSWER);
        socket.sendRaw(ByteBuffer.allocate(4)
                .put((byte) RawWebSocket.TEXT)
                .put((byte) 2)
                .put((byte) '{')
                .put((byte) '}')
                .array());
        assertThat(code(socket)).isEqualTo(PROTOCOL_ERROR);
    }

    static Stream<Arguments> framesThatNoClientMaySend() {
        byte[] ping = RawWebSocket.frame(0x89, new byte[0]);
        byte[] pings = new byte[102 * ping.length];
        IntStream.range(0, 102).forEach(i -> System.arraycopy(ping, 0, pings, i * ping.length, ping.length));
        return Stream.of(
                Arguments.of(new byte[] {(byte) RawWebSocket.TEXT, 2, '{', '}'}, PROTOCOL_ERROR, "must mask"),
                Arguments.of(RawWebSocket.frame(0xC1, new byte[1]), PROTOCOL_ERROR, "RSV"),
                Arguments.of(RawWebSocket.frame(0x83, new byte[1]), PROTOCOL_ERROR, "Unknown"),
                Arguments.of(RawWebSocket.frame(0x80, new byte[1]), PROTOCOL_ERROR, "previous fragments"),
                Arguments.of(RawWebSocket.frame(0x09, new byte[1]), PROTOCOL_ERROR, "Fragmented control"),
                Arguments.of(RawWebSocket.frame(0x89, new byte[126]), PROTOCOL_ERROR, "125 bytes"),
                Arguments.of(RawWebSocket.head(RawWebSocket.TEXT, -1), PROTOCOL_ERROR, "2^63"),
                Arguments.of(
                        new byte[] {(byte) RawWebSocket.TEXT, (byte) 0xFE, 0, 1, 0, 0, 0, 0, 'x'},
                        PROTOCOL_ERROR,
                        "shortest encoding"),
                Arguments.of(pings, POLICY, "too many pings"));
    }

    /** By the gateway where it splits frames, and by Tyrus. */
    @ParameterizedTest(name = "{2}")
    @MethodSource("framesThatNoClientMaySend")
    @EnabledIfSystemProperty(named = "sluice.it.server", matches = "payara.*|glassfish")
    void theEndSaysWhatWasWrong(byte[] frame, int code, String reason) {
        QuietLog log = QuietLog.from(gateway);
        RawWebSocket socket = open(publisher);
        socket.take("ready", Limits.ANSWER);
        socket.sendRaw(frame);
        assertThat(code(socket)).isEqualTo(code);
        assertThat(socket.inbox().closeReason()).contains(reason);
        log.assertQuiet();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE})
    void aLengthThatCannotBeEndsTheConnectionWithoutALine(long length) {
        QuietLog log = QuietLog.from(gateway);
        RawWebSocket socket = open(publisher);
        socket.take("ready", Limits.ANSWER);
        socket.sendHead(length);
        if (length < 0) {
            assertThat(code(socket)).isIn(0, PROTOCOL_ERROR, TOO_LARGE);
        }
        open(publisher).send("{'type':'ping'}");
        sockets.get(1).take("pong", Limits.ANSWER);
        log.assertQuiet();
    }

    /** A byte every two seconds, by every call that has a body; the gateway has 200 threads. */
    @Test
    @ExceptWhere(Quirk.READS_A_BODY_AHEAD)
    void bodiesThatTrickleInHoldFewThreads() throws InterruptedException, IOException {
        String administrator = TestTokens.sign(TestTokens.administrator());
        List<String> calls = List.of(
                call("POST /api/events?topic=t", "text/plain", publisher),
                call("POST /api/events/batch", "application/json", publisher),
                call("PUT /api/presence?topic=t&connection=c-1", "application/json", publisher),
                call("POST /api/session", "application/json", publisher),
                call("POST /api/revocations", "application/json", administrator),
                call("POST /api/settings/reload", "application/json", administrator),
                call("POST /api/connections/c-1/token", "application/json", publisher),
                call("POST /api/events?topic=t", "application/x-www-form-urlencoded", publisher),
                call("POST /api/events?topic=t", "text/plain", ""),
                call("POST /api/session", "application/x-www-form-urlencoded", ""),
                call("POST /api/revocations", "application/json", ""));
        watch();
        QuietLog log = QuietLog.from(gateway);
        List<RawSocket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) {
                // most of them publish, as most of those hold a thread
                slow.add(RawSocket.open(gateway.port()).send(calls.get(i % 2 == 0 ? 0 : i / 2 % calls.size())));
            }
            for (int second = 0; second < 4; second++) {
                for (RawSocket socket : slow) {
                    trickle(socket);
                }
                int before = bystander.rounds();
                await().until(() -> bystander.rounds() > before + 1);
                Thread.sleep(1_000);
            }
            assertThatOthersAreServed();
            List<Integer> statuses =
                    slow.stream().flatMap(HostileClientsIT::statusSoFar).toList();
            assertThat(statuses).allMatch(status -> status < 500);
            assertThat(statuses.stream().filter(status -> status == 429).count())
                    .isGreaterThan(50);
            assertThat(statuses).contains(401);
            log.assertQuiet();
        } finally {
            slow.forEach(RawSocket::cut);
        }
    }

    /** Payara itself would go on reading for half a minute. */
    @Test
    @ExceptWhere(Quirk.READS_A_BODY_AHEAD)
    void theConnectionOfABodyThatIsRefusedEnds() throws IOException {
        String call = call("POST /api/events?topic=t", "text/plain", publisher);
        List<RawSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 33; i++) {
                open.add(RawSocket.open(gateway.port()).send(call));
            }
            RawSocket refused = firstAnswered(open);
            RawSocket.Head head = refused.readWithin(Limits.ANSWER).readHead();
            assertThat(head.status()).isEqualTo(429);
            assertThat(head.header("Connection")).isEqualToIgnoringCase("close");
            int length = Integer.parseInt(head.header("Content-Length"));
            assertThat(Json.text(
                            Json.object(new String(refused.in().readNBytes(length), StandardCharsets.UTF_8)), "code"))
                    .isEqualTo("too-many-bodies");
            await("the end").atMost(Duration.ofSeconds(8)).until(() -> hasEnded(refused));
        } finally {
            open.forEach(RawSocket::cut);
        }
    }

    /** Which of them is refused depends on the order in which the gateway comes to them. */
    private static RawSocket firstAnswered(List<RawSocket> open) {
        return await().atMost(Limits.ANSWER)
                .until(() -> open.stream().filter(HostileClientsIT::hasAnswer).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private static boolean hasAnswer(RawSocket socket) {
        try {
            return socket.in().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** While the rest of the body trickles in. */
    private static boolean hasEnded(RawSocket socket) {
        try {
            socket.send("1");
            return socket.readWithin(Duration.ofMillis(1)).in().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException | UncheckedIOException reset) {
            return true;
        }
    }

    /** A form is what some servers read by themselves, as parameters: who asks is to be refused before that. */
    @Test
    @ExceptWhere(Quirk.READS_A_BODY_AHEAD)
    void refusesAStrangersFormWithoutWaitingForIt() throws IOException {
        QuietLog log = QuietLog.from(gateway);
        String form = call("POST /api/session", "application/x-www-form-urlencoded", "");
        List<RawSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                open.add(RawSocket.open(gateway.port()).send(form));
            }
            for (RawSocket socket : open) {
                assertThat(socket.readWithin(Limits.ANSWER).readHead().status()).isEqualTo(401);
            }
        } finally {
            open.forEach(RawSocket::cut);
        }
        log.assertQuiet();
    }

    private static String call(String line, String type, String token) {
        String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        return line + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n" + authorization
                + "Content-Length: 1000\r\n\r\n";
    }

    private static void trickle(RawSocket socket) {
        try {
            socket.send("1");
        } catch (UncheckedIOException closed) {
            // refused, and closed
        }
    }

    /** None of a request that is still waited for. */
    private static Stream<Integer> statusSoFar(RawSocket socket) {
        try {
            return Stream.of(socket.readWithin(Duration.ofMillis(1)).readHead().status());
        } catch (IOException | UncheckedIOException stillOpen) {
            return Stream.empty();
        }
    }

    private static final String PUBLISH =
            "POST /api/events?topic=t HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n";

    static Stream<Arguments> ambiguous() {
        return Stream.of(
                Arguments.of("two hosts", "GET /api/health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                Arguments.of("two lengths", PUBLISH + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"),
                Arguments.of(
                        "chunks before HTTP/1.1",
                        PUBLISH.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    }

    /** What stands behind it is not taken for another request. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void refusesAnAmbiguousRequestAndEndsTheConnection(String what, String request) {
        assertRefusedAndClosed(request);
    }

    @Test
    @ExceptWhere(Quirk.READS_CHUNKS_BESIDE_A_LENGTH)
    void refusesARequestThatSaysItsLengthInTwoWays() {
        assertRefusedAndClosed(PUBLISH + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    private static void assertRefusedAndClosed(String request) {
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            socket.send(request + "GET /api/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Reply reply = socket.readReply();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).doesNotContain("HTTP/1.1");
        }
    }

    @ParameterizedTest
    @CsvSource({"POST, HTTP/1.1, 405", "GET, HTTP/1.0, 400"})
    void refusesAHandshakeThatIsNone(String method, String version, int status) throws IOException {
        try (RawSocket socket = RawSocket.open(gateway.port())) {
            socket.readWithin(Limits.ANSWER)
                    .send(method + " /ws " + version + "\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(socket.readHead().status()).isEqualTo(status);
        }
    }

    /** Of a stranger no more than a token, of a caller no more than a message. */
    @Test
    void keepsOfAConnectionNoMoreThanAMessage() {
        assumeThat(Heap.canBeMeasured()).isTrue();
        assertThat(bytesPerConnection("", 9 << 10)).isLessThan(150 << 10);
        assertThat(bytesPerConnection(publisher, LARGEST)).isLessThan(3L * LARGEST);
    }

    /** Of those who have sent all of a message but its last byte. */
    private long bytesPerConnection(String token, int message) {
        long before = Heap.liveBytes(gateway.pid());
        for (int i = 0; i < SOCKETS; i++) {
            RawWebSocket socket = open(token);
            socket.take("ready", Limits.ANSWER);
            socket.sendHead(message);
            socket.sendRaw("x".repeat(message - 1).getBytes(StandardCharsets.UTF_8));
        }
        // all of it has arrived when one who comes later is answered
        RawWebSocket last = open(publisher);
        last.send("{'type':'ping'}");
        last.take("pong", Limits.ANSWER);
        return (Heap.liveBytes(gateway.pid()) - before) / SOCKETS;
    }
}
