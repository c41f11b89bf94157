package dev.sluice.harness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection by hand, for what a well-behaved client cannot do: stop reading, break off, send half a request. */
public final class RawSocket implements AutoCloseable {

    /** What came before the body: the status line and the headers, by names in lower case. */
    public record Head(int status, Map<String, String> headers) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    private final Socket socket;
    private final Valve valve;
    private final InputStream in;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.valve = new Valve(socket.getInputStream());
        this.in = new BufferedInputStream(valve);
    }

    public static RawSocket open(int port) {
        return open(port, 0);
    }

    /** With a small receive buffer the other side soon notices that nobody reads. */
    public static RawSocket open(int port, int receiveBuffer) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            return connect(socket, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param from the address that the gateway sees: any of 127.0.0.0/8 is one of this machine */
    public static RawSocket open(int port, InetAddress from) {
        try {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(from, 0));
            return connect(socket, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawSocket connect(Socket socket, int port) throws IOException {
        socket.connect(new InetSocketAddress("localhost", port), (int) Limits.ANSWER.toMillis());
        socket.setTcpNoDelay(true);
        return new RawSocket(socket);
    }

    public RawSocket send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawSocket send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Head readHead() throws IOException {
        String status = readLine();
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Head(Integer.parseInt(status.split(" ")[1]), headers);
    }

    /** The whole of an answer, up to its length: not every server closes the connection after a handshake that it refuses. */
    public Reply readReply() {
        try {
            readWithin(Limits.ANSWER);
            Head answer = readHead();
            String length = answer.header("Content-Length");
            InputStream content = body(answer);
            byte[] bytes = length.isEmpty() ? content.readAllBytes() : content.readNBytes(Integer.parseInt(length));
            String body = new String(bytes, StandardCharsets.UTF_8);
            Map<String, List<String>> headers = new TreeMap<>();
            answer.headers().forEach((name, value) -> headers.put(name, List.of(value)));
            return new Reply(answer.status(), HttpHeaders.of(headers, (name, value) -> true), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InputStream body(Head head) {
        return head.header("Transfer-Encoding").equalsIgnoreCase("chunked") ? new ChunkedBody(in) : in;
    }

    public InputStream in() {
        return in;
    }

    /** How long a read may take, for tests that read in their own thread. */
    public RawSocket readWithin(Duration limit) {
        try {
            socket.setSoTimeout((int) limit.toMillis());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int localPort() {
        return socket.getLocalPort();
    }

    public Valve valve() {
        return valve;
    }

    /** Breaks off: a reset, no farewell. */
    public void cut() {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cut();
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended after '" + line + "'");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
