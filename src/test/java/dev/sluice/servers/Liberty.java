package dev.sluice.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Open Liberty with a user directory of each one's own. */
final class Liberty implements Server, Deployer {

    private static final String SERVER = "sluice";
    private static final Pattern APPLICATION = Pattern.compile("<webApplication.*</webApplication>", Pattern.DOTALL);
    private static final String CONFIGURATION = "server.xml";
    private static final String GONE = "CWWKZ0009I";
    private static final String HERE = "CWWKZ0001I";
    private static final Duration HEARD = Duration.ofMinutes(2);

    private final Home home;

    Liberty(Home home) {
        this.home = home;
    }

    @Override
    public Process start(Launch launch) throws IOException {
        Path server = server(launch);
        if (Files.notExists(server)) {
            Path applications = Files.createDirectories(server.resolve("apps"));
            launch.additions().copyLibraries(server.resolve("drivers"));
            Files.writeString(server.resolve(CONFIGURATION), configuration(launch));
            Files.copy(launch.war(), applications.resolve("sluice.war"));
        }
        Files.writeString(server.resolve("bootstrap.properties"), """
                http.port=%d
                https.port=-1
                com.ibm.ws.logging.console.log.level=INFO
                """.formatted(launch.port()));
        return launch.java(
                Map.of("WLP_USER_DIR", launch.base().toString()),
                List.of(
                        "@" + home.resolve("lib/platform/java/java9.options"),
                        "-javaagent:" + home.resolve("bin/tools/ws-javaagent.jar")),
                "-jar",
                home.resolve("bin/tools/ws-server.jar").toString(),
                SERVER);
    }

    private static Path server(Launch launch) {
        return launch.base().resolve("servers").resolve(SERVER);
    }

    private static String configuration(Launch launch) throws IOException {
        return Files.readString(Home.project("src/main/liberty/config/server.xml"))
                .replace("</server>", launch.additions().configuration() + "</server>");
    }

    /** It follows its configuration. */
    @Override
    public void undeploy(Launch launch) throws IOException {
        configure(launch, APPLICATION.matcher(configuration(launch)).replaceFirst(""), GONE);
    }

    @Override
    public void deploy(Launch launch) throws IOException {
        configure(launch, configuration(launch), HERE);
    }

    private static void configure(Launch launch, String configuration, String done) throws IOException {
        long before = told(launch, done);
        Files.writeString(server(launch).resolve(CONFIGURATION), configuration);
        await(done).atMost(HEARD).until(() -> told(launch, done) > before);
    }

    private static long told(Launch launch, String message) throws IOException {
        try (Stream<String> lines = Files.lines(Launch.log(launch.folder()))) {
            return lines.filter(line -> line.contains(message)).count();
        }
    }
}
