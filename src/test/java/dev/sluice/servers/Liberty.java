package dev.sluice.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Open Liberty with a user directory of each one's own. */
final class Liberty implements Server {

    private static final String SERVER = "sluice";

    private final Home home;

    Liberty(Home home) {
        this.home = home;
    }

    @Override
    public Process start(Launch launch) throws IOException {
        Path server = launch.base().resolve("servers").resolve(SERVER);
        if (Files.notExists(server)) {
            Path applications = Files.createDirectories(server.resolve("apps"));
            Files.copy(Home.project("src/main/liberty/config/server.xml"), server.resolve("server.xml"));
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
}
