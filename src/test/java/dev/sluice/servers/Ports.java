package dev.sluice.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports below the ephemeral ones (32768 and up on Linux): while a killed gateway is down, a client that tries to
 * reconnect cannot be given its port, and so cannot meet itself there. Tests run in several processes, of which each has
 * ports of its own: none takes one that another's killed gateway is about to come back to.
 */
public final class Ports {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 100;
    private static final int FORKS = Integer.getInteger("sluice.it.forks", 1);
    private static final int FORK = Integer.getInteger("sluice.it.fork", 1) % FORKS;

    private Ports() {}

    public static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST / FORKS, HIGHEST / FORKS) * FORKS + FORK;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
