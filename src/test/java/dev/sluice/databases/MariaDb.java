package dev.sluice.databases;

/** One MariaDB server for all tests that need one. It starts with the first of them and ends with this JVM. */
public final class MariaDb {

    private MariaDb() {}

    public static MariaDbServer server() {
        return Server.RUNNING;
    }

    private static final class Server {
        static final MariaDbServer RUNNING = MariaDbServer.start();
    }
}
