package dev.sluice.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP line to the gateway that can be cut between any two bytes, and remembers what clients sent through it. Whoever is
 * cut may come back at once, by the same address. Any thread may cut; the lock of this object guards the fuse and the memory.
 */
final class Wire implements AutoCloseable {

    private final URI gateway;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private long fuse = Long.MAX_VALUE;

    Wire(URI gateway) throws IOException {
        this.gateway = gateway;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The address of the near end, with the path of the gateway's. */
    URI uri() {
        return URI.create("http://localhost:" + door.getLocalPort() + gateway.getPath());
    }

    /** Cuts whichever connection carries the byte that the gateway sends after this many more. */
    synchronized void cutAfter(long bytes) {
        fuse = bytes;
    }

    /** Cuts every connection now. */
    void cut() {
        if (!open.isEmpty()) {
            cuts.incrementAndGet();
        }
        open.forEach(Wire::reset);
    }

    /** The bytes that clients have sent since the beginning, a character each: of several connections in the order in which they came. */
    synchronized String sent() {
        return sent.toString(ISO_8859_1);
    }

    /** How often somebody was cut. */
    int cuts() {
        return cuts.get();
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
                Socket server = new Socket(gateway.getHost(), gateway.getPort());
                open.add(client);
                open.add(server);
                start(() -> carry(client, server, false));
                start(() -> carry(server, client, true));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void carry(Socket from, Socket to, boolean fused) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[8192];
            int read;
            int passed;
            do {
                read = in.read(chunk);
                passed = fused ? burn(read) : remember(chunk, read);
                out.write(chunk, 0, Math.max(passed, 0));
            } while (read > 0 && passed == read);
        } catch (IOException cut) {
            // both ends are closed now: that is what a cut line looks like
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private synchronized int remember(byte[] chunk, int bytes) {
        sent.write(chunk, 0, Math.max(bytes, 0));
        return bytes;
    }

    /** How many of these bytes still pass; less than all of them blows the fuse, once. */
    private synchronized int burn(int bytes) {
        if (bytes <= fuse) {
            fuse -= fuse == Long.MAX_VALUE ? 0 : Math.max(bytes, 0);
            return bytes;
        }
        int passed = (int) fuse;
        fuse = Long.MAX_VALUE;
        cuts.incrementAndGet();
        return passed;
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException closedAlready) {
            // nothing left to cut
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }
}
