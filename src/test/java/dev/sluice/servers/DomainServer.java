package dev.sluice.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Payara Server or GlassFish: a domain of each one's own, a copy of the one that comes with the server, set up and deployed
 * to by {@code asadmin}.
 */
final class DomainServer implements Server {

    private static final String DOMAIN = "domain1";
    private static final String COMMAND = "command";
    private static final String ANY_DOMAIN = "{domain}";
    private static final String HTTP = "sluice.it.port.http";
    private static final String ADMIN = "sluice.it.port.admin";

    /** In place of the numbers in the domain's configuration. */
    private static final Map<String, String> PORTS = Map.of(
            "8080", HTTP,
            "8181", "sluice.it.port.https",
            "4848", ADMIN,
            "3700", "sluice.it.port.iiop",
            "3820", "sluice.it.port.iiop-tls",
            "3920", "sluice.it.port.iiop-mutual",
            "8686", "sluice.it.port.jmx",
            "${JMS_PROVIDER_PORT}", "sluice.it.port.jms");

    private final Home home;
    private final Path commands;
    private final String mainClass;

    private DomainServer(Home home, Path commands, String mainClass) {
        this.home = home;
        this.commands = commands;
        this.mainClass = mainClass;
    }

    static DomainServer payara(Home home) {
        return new DomainServer(
                home,
                Home.project("payara-config/payara-server.asadmin"),
                "com.sun.enterprise.glassfish.bootstrap.ASMain");
    }

    static DomainServer glassFish(Home home) {
        return new DomainServer(
                home,
                Home.project("payara-config/glassfish.asadmin"),
                "com.sun.enterprise.glassfish.bootstrap.GlassFishMain");
    }

    @Override
    public Process start(Launch launch) throws IOException {
        boolean first = Files.notExists(launch.base());
        if (first) {
            Tree.copy(Launch.base(setUp()), launch.base());
        }
        Asadmin asadmin = Asadmin.fresh(home, launch.folder());
        Process process = process(launch, asadmin);
        if (first && asadmin.answers(process)) {
            deploy(launch, asadmin);
        } else if (first) {
            Tree.delete(launch.base());
        }
        return process;
    }

    private static void deploy(Launch launch, Asadmin asadmin) throws IOException {
        try {
            asadmin.remote(
                    "deploy",
                    "--name",
                    "sluice",
                    "--contextroot",
                    "/",
                    launch.war().toString());
        } catch (IOException refused) {
            // a gateway that refuses its settings: why, is in the log, where the caller looks
        }
    }

    /** What {@code asadmin start-domain} would start, without {@code asadmin} around it. */
    private Process process(Launch launch, Asadmin asadmin) throws IOException {
        Path domain = launch.base().resolve(DOMAIN);
        List<String> command = Files.readAllLines(launch.base().resolve(COMMAND)).stream()
                .map(argument -> argument.replace(ANY_DOMAIN, domain.toString()))
                .toList();
        int main = command.indexOf(mainClass);
        List<String> options = new ArrayList<>(command.subList(1, main));
        PORTS.values().forEach(port -> options.add("-D" + port + "=" + Ports.free()));
        options.add("-Dosgi.shell.telnet.port=" + Ports.free());
        options.add("-D" + HTTP + "=" + launch.port());
        options.add("-D" + ADMIN + "=" + asadmin.port());
        return launch.java(options, command.subList(main, command.size()).toArray(String[]::new));
    }

    private Path setUp() throws IOException {
        return home.setUp(Files.readString(commands), this::setUp);
    }

    private void setUp(Path folder) throws IOException {
        Path base = Launch.base(folder);
        Path domain = base.resolve(DOMAIN);
        Tree.copy(home.resolve("glassfish/domains").resolve(DOMAIN), domain);
        movePorts(domain.resolve("config/domain.xml"));
        Asadmin asadmin = Asadmin.fresh(home, folder);
        Files.write(base.resolve(COMMAND), command(folder, asadmin));
        Process process = process(new Launch(folder, commands, Ports.free(), List.of(), List.of()), asadmin);
        try {
            if (!asadmin.answers(process)) {
                throw new IOException("the server did not start:\n" + Files.readString(Launch.log(folder)));
            }
            asadmin.remote("multimode", "--file", commands.toString());
        } finally {
            process.destroy();
            Tool.awaitEnd(process, "the server");
        }
    }

    private static void movePorts(Path configuration) throws IOException {
        String text = Files.readString(configuration);
        for (Map.Entry<String, String> port : PORTS.entrySet()) {
            text = text.replace(" port=\"" + port.getKey() + "\"", " port=\"${" + port.getValue() + "}\"");
        }
        Files.writeString(configuration, text);
    }

    /** Line by line, after a headline and up to an empty line. */
    private static List<String> command(Path folder, Asadmin asadmin) throws IOException {
        Path base = Launch.base(folder);
        asadmin.local("start-domain", "--dry-run", "--verbose", "--domaindir", base.toString(), DOMAIN);
        return Files.readAllLines(Launch.log(folder)).stream()
                .dropWhile(line -> !line.equals(Launch.java().toString()))
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line.replace(base.resolve(DOMAIN).toString(), ANY_DOMAIN))
                .toList();
    }
}
