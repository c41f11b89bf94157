package dev.sluice.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static final Duration ADMINISTRATION = Duration.ofMinutes(2);

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
        int admin = Ports.free();
        Process process = process(launch, admin);
        if (first && answers(process, admin)) {
            deploy(launch, admin);
        }
        return process;
    }

    /** As an operator does it. If the gateway refuses to start, that is in the log. */
    private void deploy(Launch launch, int admin) throws IOException {
        List<String> command = asadmin(
                "--port",
                Integer.toString(admin),
                "deploy",
                "--name",
                "sluice",
                "--contextroot",
                "/",
                launch.war().toString());
        Tool.awaitEnd(Launch.run(launch.folder(), environment(), command), "deploy");
    }

    /** What {@code asadmin start-domain} would start, without {@code asadmin} around it. */
    private Process process(Launch launch, int admin) throws IOException {
        Path domain = launch.base().resolve(DOMAIN);
        List<String> command = Files.readAllLines(launch.base().resolve(COMMAND)).stream()
                .map(argument -> argument.replace(ANY_DOMAIN, domain.toString()))
                .toList();
        int main = command.indexOf(mainClass);
        List<String> options = new ArrayList<>(command.subList(1, main));
        PORTS.values().forEach(port -> options.add("-D" + port + "=" + Ports.free()));
        options.add("-Dosgi.shell.telnet.port=" + Ports.free());
        options.add("-D" + HTTP + "=" + launch.port());
        options.add("-D" + ADMIN + "=" + admin);
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
        Files.write(base.resolve(COMMAND), command(folder, domain));
        int admin = Ports.free();
        Process process = process(new Launch(folder, commands, Ports.free(), List.of()), admin);
        try {
            if (!answers(process, admin)) {
                throw new IOException("the server did not start:\n" + Files.readString(Launch.log(folder)));
            }
            Tool.run(
                    folder,
                    environment(),
                    asadmin("--port", Integer.toString(admin), "multimode", "--file", commands.toString()));
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
    private List<String> command(Path folder, Path domain) throws IOException {
        Tool.run(
                folder,
                environment(),
                asadmin(
                        "start-domain",
                        "--dry-run",
                        "--verbose",
                        "--domaindir",
                        Launch.base(folder).toString(),
                        DOMAIN));
        return Files.readAllLines(Launch.log(folder)).stream()
                .dropWhile(line -> !line.equals(Launch.java().toString()))
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line.replace(domain.toString(), ANY_DOMAIN))
                .toList();
    }

    private List<String> asadmin(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/asadmin").toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static Map<String, String> environment() {
        return Map.of(
                "AS_JAVA", Launch.javaHome().toString(),
                "JAVA_HOME", Launch.javaHome().toString());
    }

    private static boolean answers(Process process, int port) {
        await("the server's administration").atMost(ADMINISTRATION).until(() -> !process.isAlive() || isOpen(port));
        return process.isAlive();
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket("localhost", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
