package dev.sluice.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Payara in one JAR, which takes its set-up from the command line. */
final class PayaraMicro implements Server {

    private final Path jar;

    PayaraMicro(Path jar) {
        this.jar = jar;
    }

    @Override
    public Process start(Launch launch) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "-jar",
                jar.toString(),
                "--deploy",
                launch.war().toString(),
                "--contextroot",
                "/",
                "--port",
                Integer.toString(launch.port()),
                "--nocluster",
                "--prebootcommandfile",
                Home.project("payara-config/pre-boot.asadmin").toString(),
                "--postdeploycommandfile",
                Home.project("payara-config/post-deploy.asadmin").toString()));
        options.addAll(launch.micro());
        options.addAll(added(launch));
        return launch.java(List.of(), options.toArray(String[]::new));
    }

    private static List<String> added(Launch launch) throws IOException {
        if (launch.additions().isEmpty()) {
            return List.of();
        }
        Path file = launch.additions().writeCommands(launch.folder());
        List<String> options = new ArrayList<>(List.of("--postbootcommandfile", file.toString()));
        launch.additions().libraries().forEach(library -> options.addAll(List.of("--addlibs", library.toString())));
        return options;
    }
}
