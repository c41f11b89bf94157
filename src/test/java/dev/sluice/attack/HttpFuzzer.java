package dev.sluice.attack;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sluice.harness.ChunkedBody;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Sends random requests, one connection after another, and judges the answers. For one thread. */
public final class HttpFuzzer {

    /** The server may wait for the rest of a request that is not valid HTTP. */
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final Duration GLANCE = Duration.ofMillis(60);

    private static final int MOST_ON_ONE_CONNECTION = 8;
    private static final int MOST_OF_A_STREAM = 1 << 16;

    /** Faults of the server or the gateway, which no request may cause. */
    private static final Set<Integer> FAULTS = Set.of(500, 501, 502, 504);

    private final int port;
    private final RandomRequest requests;
    private final FuzzReport report;
    private RawSocket socket;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private int sentOnIt;

    public HttpFuzzer(int port, RandomRequest requests, FuzzReport report) {
        this.port = port;
        this.requests = requests;
        this.report = report;
    }

    public void run(BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            RandomRequest.Bytes request = requests.next();
            if (!answered(request) && request.isHttp()) {
                // a server may end a connection that it has kept open
                answered(request);
            }
        }
        cut();
    }

    /** @return false if the connection had been used before, and ended without an answer */
    private boolean answered(RandomRequest.Bytes request) {
        if (socket == null) {
            socket = RawSocket.open(port);
            sentOnIt = 0;
            sent.reset();
        }
        sent.writeBytes(request.bytes());
        boolean used = sentOnIt++ > 0;
        boolean goesOn = false;
        try {
            send(request);
            socket.readWithin(request.isHttp() ? Limits.ANSWER : SHORT);
            goesOn = read(request);
            while (!request.isHttp() && socket.in().available() > 0) {
                read(request);
            }
        } catch (SocketTimeoutException silence) {
            end(request, "silence", request.isHttp());
        } catch (IOException | UncheckedIOException ended) {
            if (used) {
                return false;
            }
            // a large body that is refused before it has come is answered by a reset as well
            end(request, "end", request.isHttp() && request.bytes().length < 1 << 16);
        } catch (RuntimeException unreadable) {
            end(request, "unreadable", request.isHttp());
        } finally {
            if (!goesOn || sentOnIt >= MOST_ON_ONE_CONNECTION) {
                cut();
            }
        }
        return true;
    }

    private void send(RandomRequest.Bytes request) {
        try {
            socket.send(request.bytes());
        } catch (UncheckedIOException closed) {
            // it may have been answered before its end
        }
    }

    private void end(RandomRequest.Bytes request, String how, boolean wrong) {
        report.count(request.door(), how.split(" of ")[0]);
        if (wrong) {
            report.find(how + " in place of an answer", sent.toByteArray());
        }
    }

    private void cut() {
        if (socket != null) {
            socket.cut();
            socket = null;
        }
    }

    /** @return whether another request may follow on the connection */
    private boolean read(RandomRequest.Bytes request) throws IOException {
        RawSocket.Head head = readHead();
        report.count(request.door(), Integer.toString(head.status()));
        if (head.header("Content-Type").startsWith("text/event-stream")) {
            judgeStream(request, readStream(head));
            return false;
        }
        String length = head.header("Content-Length");
        boolean chunked = head.header("Transfer-Encoding").equalsIgnoreCase("chunked");
        boolean empty = request.isHead() || head.status() == 204 || head.status() == 304;
        byte[] body = empty ? new byte[0] : body(request, head, length);
        judge(request, head, new String(body, StandardCharsets.UTF_8), empty);
        return request.isHttp()
                && (empty || chunked || !length.isEmpty())
                && !head.header("Connection").equalsIgnoreCase("close");
    }

    private byte[] body(RandomRequest.Bytes request, RawSocket.Head head, String length) throws IOException {
        if (!length.isEmpty()) {
            return socket.in().readNBytes(Integer.parseInt(length));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        long end = System.nanoTime() + (request.isHttp() ? Limits.ANSWER : SHORT).toNanos();
        byte[] some = new byte[8_192];
        InputStream in = socket.body(head);
        for (int count = in.read(some); count > 0; count = in.read(some)) {
            body.write(some, 0, count);
            if (System.nanoTime() - end > 0) {
                end(request, "no end of " + head + " " + body, request.isHttp());
                break;
            }
        }
        if (in instanceof ChunkedBody) {
            // the empty line behind the last chunk
            socket.in().readNBytes(2);
        }
        return body.toByteArray();
    }

    /** The final head, after any 100. */
    private RawSocket.Head readHead() throws IOException {
        RawSocket.Head head = socket.readHead();
        while (head.status() == 100) {
            head = socket.readHead();
        }
        return head;
    }

    /** The beginning of a stream. */
    private String readStream(RawSocket.Head head) throws IOException {
        socket.readWithin(GLANCE);
        InputStream body = socket.body(head);
        StringBuilder stream = new StringBuilder();
        byte[] some = new byte[8_192];
        try {
            for (int count = body.read(some);
                    count > 0 && stream.length() < MOST_OF_A_STREAM;
                    count = body.read(some)) {
                stream.append(new String(some, 0, count, StandardCharsets.UTF_8));
            }
        } catch (SocketTimeoutException goesOn) {
            // as a stream does
        }
        return stream.toString();
    }

    private void judgeStream(RandomRequest.Bytes request, String stream) {
        int error = stream.indexOf("event: sluice.error\ndata: ");
        if (error >= 0) {
            String data = stream.substring(error + 26, stream.indexOf('\n', error + 26));
            judgeCode(request, Json.text(Json.object(data), "code"));
        }
    }

    private void judge(RandomRequest.Bytes request, RawSocket.Head head, String body, boolean empty) {
        int status = head.status();
        if (FAULTS.contains(status)) {
            report.find("answer " + status + " " + body, sent.toByteArray());
        }
        if (status < 400 || empty) {
            return;
        }
        if (!head.header("Content-Type").startsWith("application/problem+json")) {
            if (request.isHttp() && !request.door().equals("pages")) {
                report.find("answer " + status + " is no problem: " + body, sent.toByteArray());
            }
            return;
        }
        try {
            JsonObject problem = JsonParser.parseString(body).getAsJsonObject();
            judgeCode(request, Json.text(problem, "code"));
            if (problem.get("status").getAsInt() != status) {
                report.find("answer " + status + " has another status: " + body, sent.toByteArray());
            }
            Reply.assertSaysNothingOfTheInside(body);
        } catch (JsonParseException | IllegalStateException | AssertionError wrong) {
            report.find("answer " + status + " is no good problem: " + body, sent.toByteArray());
        }
    }

    private void judgeCode(RandomRequest.Bytes request, String code) {
        report.countCode(request.door(), code);
        if (!FuzzReport.isCode(code) || code.equals("internal-error")) {
            report.find("the code is " + code, sent.toByteArray());
        }
    }
}
