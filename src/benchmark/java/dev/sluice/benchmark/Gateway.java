package dev.sluice.benchmark;

import dev.sluice.databases.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the gateway is started: on Payara Micro, as its README does, with a journal of its own. */
final class Gateway {

    private Gateway() {}

    /** @param settings the gateway's, each as {@code key=value} */
    static Server start(String label, Place place, Path work, Database journal, String... settings) throws IOException {
        int port = Server.freePort();
        Path set = place.project().resolve("payara-config");
        List<String> command = new ArrayList<>(List.of(place.java()));
        command.addAll(place.gatewayOptions());
        command.addAll(options(journal));
        // not by the file of properties for a developer's machine, which would have the last word about the journal
        command.addAll(List.of("-Dsluice.anonymous.publish=**", "-Dsluice.anonymous.read=**"));
        for (String setting : settings) {
            command.add("-D" + setting);
        }
        command.addAll(List.of(
                "-jar",
                place.payaraMicro().toString(),
                "--deploy",
                place.war().toString(),
                "--contextroot",
                "/",
                "--port",
                Integer.toString(port),
                "--nocluster",
                "--prebootcommandfile",
                set.resolve("pre-boot.asadmin").toString(),
                "--postdeploycommandfile",
                set.resolve("post-deploy.asadmin").toString()));
        Server server = Server.start(label, port, work, command);
        if (!Databases.hasJournal(journal)) {
            server.close();
            throw new IOException(label + " has its journal elsewhere than in " + journal.url());
        }
        return server;
    }

    /** Where the journal lies, as options of a JVM. */
    static List<String> options(Database journal) {
        return List.of(
                "-Dsluice.jdbc.url=" + journal.url(),
                "-Dsluice.jdbc.user=" + journal.user(),
                "-Dsluice.jdbc.password=" + journal.password());
    }
}
