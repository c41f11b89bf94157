package dev.sluice.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A proxy as some companies have it: on demand it lets no WebSocket through, or keeps event streams to itself. Every
 * request has a connection of its own. Any thread may change what it does; that holds for requests to come.
 */
final class Meddler implements AutoCloseable {

    private static final String HEAD_END = "\r\n\r\n";
    private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\r\n");

    private final URI gateway;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean refusesWebSockets;
    private volatile boolean keepsStreams;

    Meddler(URI gateway) throws IOException {
        this.gateway = gateway;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    URI uri() {
        return URI.create("http://localhost:" + door.getLocalPort() + gateway.getPath());
    }

    Meddler refuseWebSockets(boolean refuses) {
        refusesWebSockets = refuses;
        return this;
    }

    Meddler keepStreams(boolean keeps) {
        keepsStreams = keeps;
        return this;
    }

    /** How many streams have been asked for. */
    int streams() {
        return streams.get();
    }

    /** How many WebSockets have been refused. */
    int refused() {
        return refused.get();
    }

    /** Cuts every connection now. */
    void cut() {
        open.forEach(Meddler::reset);
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                open.add(client);
                start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            boolean webSocket = head.toLowerCase(Locale.ROOT).contains("upgrade: websocket");
            boolean stream = head.contains("text/event-stream");
            if (stream) {
                streams.incrementAndGet();
            }
            if (webSocket && refusesWebSockets) {
                refused.incrementAndGet();
                client.getOutputStream()
                        .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(ISO_8859_1));
            } else {
                pass(client, webSocket ? head : single(head), stream && keepsStreams);
            }
        } catch (IOException cut) {
            // both ends are closed now
        } finally {
            open.remove(client);
        }
    }

    /** So that nobody waits for a second request on it. */
    private static String single(String head) {
        return CONNECTION.matcher(head).replaceAll("").replaceFirst("\r\n", "\r\nConnection: close\r\n");
    }

    private void pass(Socket client, String head, boolean keeps) throws IOException {
        try (Socket server = new Socket(gateway.getHost(), gateway.getPort())) {
            open.add(server);
            server.getOutputStream().write(head.getBytes(ISO_8859_1));
            start(() -> carry(client, server));
            if (keeps) {
                // until there is all of it, which for a stream is never
                server.getInputStream().transferTo(new ByteArrayOutputStream());
            } else {
                copy(server, client);
            }
        }
    }

    private void carry(Socket from, Socket to) {
        try (from;
                to) {
            copy(from, to);
        } catch (IOException cut) {
            // both ends are closed now
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        from.getInputStream().transferTo(to.getOutputStream());
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf(HEAD_END) < 0) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("the request ends in its head");
            }
            head.append((char) read);
        }
        return head.toString();
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException closedAlready) {
            // nothing left to cut
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "meddler");
        thread.setDaemon(true);
        thread.start();
    }
}
