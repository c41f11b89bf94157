package dev.sluice.benchmark;

import dev.sluice.databases.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** A server for a WAR, which it puts at the root of its port. Set up as for the gateway, whatever the WAR. */
final class ApplicationServer {

    /** Each of the WARs has a page there. */
    private static final String PAGE = "/";

    private static final String LISTENER = "<http-listener name=\"default\" ";

    private final Place place;
    private final Contender contender;
    private final Path work;
    private final int port;
    private final Map<String, String> settings = new LinkedHashMap<>();

    ApplicationServer(Place place, Contender contender) throws IOException {
        this.place = place;
        this.contender = contender;
        this.work = place.work(contender.name());
        this.port = Server.freePort();
        // it keeps what it has: no trimming of the one journal and not of the other, nor of one that was filled long
        // ago
        with("sluice.retention.count", "1000000000")
                .with("sluice.retention.bytes", "100G")
                .with("sluice.retention.age", "3650d")
                // all clients have one address, and are to be as fast as they can
                .with("sluice.connections.max", "1000000")
                .with("sluice.connections.per-address", "1000000")
                .with("sluice.connections.rate-per-address", "1000000")
                .with("sluice.publish.rate-per-address", "100000000");
        developersSettings().forEach((key, value) -> with(key.toString(), value.toString()));
        on(Databases.h2(work));
    }

    /** With this setting of the gateway. */
    final ApplicationServer with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** With its journal there. */
    final ApplicationServer on(Database journal) {
        return with("sluice.jdbc.url", journal.url())
                .with("sluice.jdbc.user", journal.user())
                .with("sluice.jdbc.password", journal.password());
    }

    /** For a WAR that is made for this server. */
    Path work() {
        return work;
    }

    Server payaraMicro(Path war) throws IOException {
        return start(
                "-jar",
                place.payaraMicro().toString(),
                "--deploy",
                war.toString(),
                "--contextroot",
                "/",
                "--port",
                Integer.toString(port),
                "--nocluster",
                "--prebootcommandfile",
                payaraConfig("pre-boot.asadmin").toString(),
                "--postdeploycommandfile",
                payaraConfig("post-deploy.asadmin").toString());
    }

    /** With a base directory of its own. */
    Server wildFly(Path war) throws IOException {
        Path home = place.wildFly();
        Path base = work.resolve("base");
        configure(home.resolve("standalone/configuration"), Files.createDirectories(base.resolve("configuration")));
        Files.copy(war, Files.createDirectories(base.resolve("deployments")).resolve("ROOT.war"));
        return start(
                "-Djboss.home.dir=" + home,
                "-Djboss.server.base.dir=" + base,
                "-Djboss.bind.address=127.0.0.1",
                "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + Server.freePort(),
                "-Djboss.management.http.port=" + Server.freePort(),
                "-jar",
                home.resolve("jboss-modules.jar").toString(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.standalone");
    }

    /** As it comes, but for the timeouts: it would cut the client that has said nothing for 90 s. */
    private static void configure(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        Path file = to.resolve("standalone.xml");
        String set = Files.readString(file);
        if (!set.contains(LISTENER)) {
            throw new IOException("there is no listener in " + file);
        }
        Files.writeString(file, set.replace(LISTENER, LISTENER + "read-timeout=\"0\" write-timeout=\"0\" "));
    }

    private Server start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(place.java()));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(place.serverOptions());
        command.addAll(Arrays.asList(arguments));
        return Server.start(contender.label(), port, PAGE, work, command);
    }

    /** One by one, since Payara would let the file have the last word about the journal; and the others take no file. */
    private Properties developersSettings() throws IOException {
        Properties settings = new Properties();
        try (InputStream file = Files.newInputStream(payaraConfig("dev.properties"))) {
            settings.load(file);
        }
        return settings;
    }

    private Path payaraConfig(String file) {
        return place.project().resolve("payara-config").resolve(file);
    }
}
