package dev.sluice.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** WildFly, standalone, in a base directory of each one's own: configured by a CLI script, offline. */
final class WildFly implements Server, Deployer {

    private static final String SCRIPT = "src/main/wildfly/sluice.cli";
    private static final String WAR = "ROOT.war";
    private static final Duration MARKED = Duration.ofMinutes(2);

    private final Home home;

    WildFly(Home home) {
        this.home = home;
    }

    @Override
    public Process start(Launch launch) throws IOException {
        Path base = launch.base();
        if (Files.notExists(base)) {
            Tree.copy(configured(), base);
            launch.additions().copyLibraries(deployments(launch));
            if (!launch.additions().isEmpty()) {
                new CommandLine(home, base).offline(launch.additions().configuration());
            }
            Files.copy(launch.war(), deployments(launch).resolve(WAR));
        }
        return launch.java(
                List.of(
                        "-Djava.awt.headless=true",
                        "-Djboss.home.dir=" + home.path(),
                        "-Djboss.server.base.dir=" + base,
                        "-Djboss.http.port=" + launch.port(),
                        "-Djboss.https.port=" + Ports.free(),
                        new CommandLine(home, launch.folder()).port()),
                "-jar",
                home.resolve("jboss-modules.jar").toString(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.standalone");
    }

    private static Path deployments(Launch launch) {
        return launch.base().resolve("deployments");
    }

    /** The scanner puts a mark for what it has done; whoever takes the mark away has it undone. */
    @Override
    public void undeploy(Launch launch) throws IOException {
        Files.delete(deployments(launch).resolve(WAR + ".deployed"));
        awaitMark(launch, ".undeployed");
    }

    @Override
    public void deploy(Launch launch) throws IOException {
        Files.createFile(deployments(launch).resolve(WAR + ".dodeploy"));
        awaitMark(launch, ".deployed");
    }

    private static void awaitMark(Launch launch, String mark) {
        await("the mark " + mark)
                .atMost(MARKED)
                .until(() -> Files.exists(deployments(launch).resolve(WAR + mark)));
    }

    private Path configured() throws IOException {
        String script = Files.readString(Home.project(SCRIPT));
        return home.setUp(script, folder -> configure(folder, script));
    }

    private void configure(Path folder, String script) throws IOException {
        Tree.copy(home.resolve("standalone/configuration"), folder.resolve("configuration"));
        new CommandLine(home, folder).offline(script);
    }
}
