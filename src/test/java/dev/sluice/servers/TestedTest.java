package dev.sluice.servers;

import java.time.Instant;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.TestIdentifier;

/**
 * What became of one test, or of a class of them that was skipped.
 *
 * @param on what it ran
 * @param name of the class, without its package and its {@code IT}
 * @param test the same whenever it runs
 */
record TestedTest(Instant at, Platform on, String name, String test, Outcome outcome) {

    /** @param server with its version */
    record Platform(String server, String jdk, String database) implements Comparable<Platform> {

        @Override
        public int compareTo(Platform other) {
            return (server + "\t" + jdk + "\t" + database)
                    .compareTo(other.server + "\t" + other.jdk + "\t" + other.database);
        }
    }

    /** In this process. */
    static TestedTest now(String className, TestIdentifier test, Outcome outcome) {
        String name = className
                .substring(className.lastIndexOf('.') + 1)
                .replaceAll("\\$.*", "")
                .replaceAll("IT$", "");
        String server = Server.name() + " " + System.getProperty("sluice.it.server.version");
        String jdk = Integer.toString(Runtime.version().feature());
        return new TestedTest(
                Instant.now(),
                new Platform(server, jdk, database(name, test)),
                name,
                Integer.toHexString(test.getUniqueId().hashCode()),
                outcome);
    }

    /** The tests of another database than H2 have its name in theirs, or as a tag. */
    private static String database(String name, TestIdentifier test) {
        if (name.contains("Postgres") || test.getTags().contains(TestTag.create("PostgreSQL"))) {
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
                test,
                Integer.toString(outcome.passed()),
                Integer.toString(outcome.failed()),
                Integer.toString(outcome.skipped()));
    }

    static TestedTest parse(String line) {
        String[] parts = line.split("\t");
        return new TestedTest(
                Instant.parse(parts[0]),
                new Platform(parts[1], parts[2], parts[3]),
                parts[4],
                parts[5],
                new Outcome(Integer.parseInt(parts[6]), Integer.parseInt(parts[7]), Integer.parseInt(parts[8])));
    }
}
