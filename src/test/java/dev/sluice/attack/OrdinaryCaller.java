package dev.sluice.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.TestTokens;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Reply;
import dev.sluice.harness.SseStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A caller with an address and a token of its own that makes the usual calls again and again, while another caller attacks,
 * and measures each. Its own thread calls; the test's thread asks for the figures.
 */
public final class OrdinaryCaller implements AutoCloseable {

    private static final String TOPIC = "ordinary";
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Calls for which the gateway promises that no other caller delays them. */
    public enum Call {
        HEALTH,
        PUBLISH,

        /** From the request of the publisher to the arrival on a stream that was opened before. */
        DELIVERY,

        /** A stream at {@code latest}, from the connection to its first block. */
        NEW_STREAM
    }

    /** The times of each call since the last look, in their order. */
    public record Figures(Map<Call, List<Duration>> times) {

        public Duration worst(Call call) {
            return times.get(call).stream().max(Duration::compareTo).orElseThrow();
        }

        public Duration median(Call call) {
            List<Duration> sorted = times.get(call).stream().sorted().toList();
            return sorted.get(sorted.size() / 2);
        }

        @Override
        public String toString() {
            return times.keySet().stream()
                    .map(call -> "%s %d/%d ms"
                            .formatted(
                                    call, median(call).toMillis(), worst(call).toMillis()))
                    .collect(Collectors.joining(", "));
        }
    }

    private final Gateway gateway;
    private final InetAddress address;
    private final String authorization;

    /** One; none of a caller that only checks the health. */
    private final List<SseStream> streams = new ArrayList<>();

    private final Thread thread = new Thread(this::call, "ordinary caller");
    private Map<Call, List<Duration>> times = new EnumMap<>(Call.class);
    private volatile boolean over;
    private volatile int rounds;
    private volatile Throwable failure;

    private OrdinaryCaller(Gateway gateway, String authorization) {
        try {
            this.gateway = gateway;
            this.address = InetAddress.getByName("127.0.0.2");
            this.authorization = authorization;
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls until it is closed. */
    public static OrdinaryCaller of(Gateway gateway) {
        String token = TestTokens.sign("ordinary caller", List.of(TOPIC), List.of(TOPIC));
        OrdinaryCaller caller = new OrdinaryCaller(gateway, "Authorization: Bearer " + token + "\r\n");
        caller.streams.add(caller.open());
        return caller.begin();
    }

    /** Only checks the health, as a probe without a token, until it is closed. */
    public static OrdinaryCaller probeOf(Gateway gateway) {
        return new OrdinaryCaller(gateway, "").begin();
    }

    private OrdinaryCaller begin() {
        round();
        figures();
        thread.start();
        return this;
    }

    private SseStream open() {
        SseStream opened = SseStream.open(RawSocket.open(gateway.port(), address), "topic=" + TOPIC, authorization);
        opened.ready();
        return opened;
    }

    private void call() {
        try {
            while (!over) {
                round();
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException | RuntimeException | AssertionError fault) {
            failure = fault;
        }
    }

    private void round() {
        for (String check : List.of("live", "ready")) {
            long begin = System.nanoTime();
            assertThat(ask("GET /api/health/" + check, "").status()).isEqualTo(200);
            note(Call.HEALTH, begin);
        }
        streams.forEach(this::publishTo);
        rounds++;
    }

    private void publishTo(SseStream stream) {
        long published = System.nanoTime();
        Reply receipt = ask("POST /api/events?topic=" + TOPIC, "Content-Type: text/plain\r\nContent-Length: 1\r\n");
        note(Call.PUBLISH, published);
        assertThat(stream.event().id()).isEqualTo(receipt.id());
        note(Call.DELIVERY, published);
        long opening = System.nanoTime();
        open().close();
        note(Call.NEW_STREAM, opening);
    }

    /** On a connection of its own, as a probe and most publishers call. */
    private Reply ask(String line, String headers) {
        try (RawSocket socket = RawSocket.open(gateway.port(), address)) {
            return socket.send(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + authorization + headers
                            + "\r\n" + (headers.isEmpty() ? "" : "x"))
                    .readReply();
        }
    }

    private synchronized void note(Call call, long begin) {
        times.computeIfAbsent(call, none -> new ArrayList<>()).add(Duration.ofNanos(System.nanoTime() - begin));
    }

    /** Rounds of all calls so far; fails if one of them has failed. */
    public int rounds() {
        assertThat(failure).isNull();
        return rounds;
    }

    /** Figures since the last look. */
    public synchronized Figures figures() {
        Figures figures = new Figures(times);
        times = new EnumMap<>(Call.class);
        return figures;
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        streams.forEach(SseStream::close);
    }
}
