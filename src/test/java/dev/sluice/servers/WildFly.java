package dev.sluice.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** WildFly, standalone, in a base directory of each one's own: configured by a CLI script, offline. */
final class WildFly implements Server {

    private static final String SCRIPT = "src/main/wildfly/sluice.cli";

    private final Home home;

    WildFly(Home home) {
        this.home = home;
    }

    @Override
    public Process start(Launch launch) throws IOException {
        Path base = launch.base();
        if (Files.notExists(base)) {
            Tree.copy(configured(), base);
            Files.copy(
                    launch.war(),
                    Files.createDirectories(base.resolve("deployments")).resolve("ROOT.war"));
        }
        return launch.java(
                List.of(
                        "-Djava.awt.headless=true",
                        "-Djboss.home.dir=" + home.path(),
                        "-Djboss.server.base.dir=" + base,
                        "-Djboss.http.port=" + launch.port(),
                        "-Djboss.https.port=" + Ports.free(),
                        "-Djboss.management.http.port=" + Ports.free()),
                "-jar",
                modules(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.standalone");
    }

    private Path configured() throws IOException {
        String script = Files.readString(Home.project(SCRIPT));
        return home.setUp(script, folder -> configure(folder, script));
    }

    private void configure(Path folder, String script) throws IOException {
        Tree.copy(home.resolve("standalone/configuration"), folder.resolve("configuration"));
        Path offline = Files.writeString(
                folder.resolve("offline.cli"),
                "embed-server --server-config=standalone.xml --std-out=echo\n" + script + "\nstop-embedded-server\n",
                StandardCharsets.UTF_8);
        List<String> command = List.of(
                Launch.java().toString(),
                "-Djboss.home.dir=" + home.path(),
                "-Djboss.server.base.dir=" + folder,
                "-jar",
                modules(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.cli",
                "--file=" + offline);
        Tool.run(folder, Map.of("JBOSS_HOME", home.path().toString()), command);
    }

    private String modules() {
        return home.resolve("jboss-modules.jar").toString();
    }
}
