package dev.sluice.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Clients of many addresses, each with a request over HTTP/1.1, which stay until they are closed. For one thread. */
final class Visitors implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EVENT = "event: ";

    private final URI front;
    private final SSLContext tls;
    private final List<Socket> open = new ArrayList<>();

    Visitors(URI front, SSLContext tls) {
        this.front = front;
        this.tls = tls;
    }

    /**
     * Opens a stream.
     *
     * @param address of this machine, from which it calls: Linux has all that begin with 127
     * @param headers further ones, each with its line end
     * @return the type of the first event
     */
    String stream(String address, String headers) throws IOException {
        Socket socket = send(address, "GET", "Accept: text/event-stream\r\n" + headers);
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        String line = lines.readLine();
        while (line != null && !line.startsWith(EVENT)) {
            line = lines.readLine();
        }
        return line == null ? "no event" : line.substring(EVENT.length());
    }

    /** Begins to publish, and does not send all: more than a front keeps, and less than the body. */
    void unfinished(String address) throws IOException {
        Socket socket = send(address, "POST", "Content-Type: text/plain\r\nContent-Length: 300000\r\n");
        socket.getOutputStream().write(new byte[200_000]);
    }

    /**
     * Sends these bytes as they are.
     *
     * @return the connection, on which the answer comes
     */
    Socket raw(String request) throws IOException {
        Socket socket = connect("127.0.0.1");
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    private Socket send(String address, String method, String headers) throws IOException {
        Socket socket = connect(address);
        String request = method + " /api/events?topic=visitors HTTP/1.1\r\nHost: " + front.getAuthority() + "\r\n"
                + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    private Socket connect(String address) throws IOException {
        Socket socket = tls.getSocketFactory().createSocket();
        open.add(socket);
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", front.getPort()), (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }
}
