package dev.sluice.servers;

import java.time.Instant;

/**
 * What became of one class of tests.
 *
 * @param on what it ran
 * @param name of the class, without its package and its {@code IT}
 */
record TestedClass(Instant at, Platform on, String name, Outcome outcome) {

    /** @param server with its version */
    record Platform(String server, String jdk, String database) implements Comparable<Platform> {

        @Override
        public int compareTo(Platform other) {
            return (server + "\t" + jdk + "\t" + database)
                    .compareTo(other.server + "\t" + other.jdk + "\t" + other.database);
        }
    }

    /** In this process. */
    static TestedClass now(String className, Outcome outcome) {
        String name = className
                .substring(className.lastIndexOf('.') + 1)
                .replaceAll("\\$.*", "")
                .replaceAll("IT$", "");
        String server = Server.name() + " " + System.getProperty("sluice.it.server.version");
        String jdk = Integer.toString(Runtime.version().feature());
        return new TestedClass(Instant.now(), new Platform(server, jdk, database(name)), name, outcome);
    }

    /** The tests of another database than H2 have its name in theirs. */
    private static String database(String name) {
        if (name.contains("Postgres")) {
            return "PostgreSQL";
        }
        return name.contains("Maria") ? "MariaDB" : "H2";
    }

    String line() {
        return String.join(
                "\t",
                at.toString(),
                on.server(),
                on.jdk(),
                on.database(),
                name,
                Integer.toString(outcome.passed()),
                Integer.toString(outcome.failed()),
                Integer.toString(outcome.skipped()));
    }

    static TestedClass parse(String line) {
        String[] parts = line.split("\t");
        return new TestedClass(
                Instant.parse(parts[0]),
                new Platform(parts[1], parts[2], parts[3]),
                parts[4],
                new Outcome(Integer.parseInt(parts[5]), Integer.parseInt(parts[6]), Integer.parseInt(parts[7])));
    }
}
