package dev.sluice.benchmark.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.journal.BareWriter;
import dev.sluice.settings.CurrentSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;

/**
 * The floor under durable publishing: writes one group after another for as long as somebody listens, who says a word and
 * then gets a line for each commit. The settings say where, as they do for the gateway.
 */
public final class BareJdbc {

    /** As many as the committer takes at the most, unless it is told otherwise. */
    private static final int GROUP = 1_000;

    private static final byte[] DATA = ".".repeat(100).getBytes(US_ASCII);

    private BareJdbc() {}

    public static void main(String[] args) throws IOException, SQLException {
        try (BareWriter writer = new BareWriter(
                        new CurrentSettings().now().database(),
                        position -> "bench/publish/" + position % 100,
                        position -> DATA);
                ServerSocket server =
                        new ServerSocket(Integer.parseInt(args[0]), 50, InetAddress.getLoopbackAddress())) {
            while (true) {
                try (Socket listener = server.accept()) {
                    if (listener.getInputStream().read() >= 0) {
                        write(writer, listener.getOutputStream());
                    }
                } catch (IOException e) {
                    System.out.println("the listener has gone: " + e.getMessage());
                }
            }
        }
    }

    private static void write(BareWriter writer, OutputStream listener) throws IOException, SQLException {
        while (true) {
            writer.write(GROUP);
            listener.write((GROUP + "\n").getBytes(US_ASCII));
        }
    }
}
