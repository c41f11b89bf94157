package dev.sluice.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Payara Server or GlassFish: a domain of each one's own, a copy of the one that comes with the server, set up and deployed
 * to by {@code asadmin}.
 */
final class DomainServer implements Server, Deployer {

    private static final String DOMAIN = "domain1";
    private static final String APPLICATION = "sluice";
    private static final String CONFIGURATION = "config/domain.xml";
    private static final String DATA_GRID = "<hazelcast-config-specific-configuration";
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
            "8686", "sluice.it.port.jmx");

    /** A number that the server puts there itself if it is missing, and that two servers may not share. */
    private static final Pattern JMS = Pattern.compile("(name=\"JMS_PROVIDER_PORT\"[^>]* value=\")\\d+\"");

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
            moveJms(launch.base().resolve(DOMAIN).resolve(CONFIGURATION));
            launch.additions().copyLibraries(launch.base().resolve(DOMAIN).resolve("lib"));
        }
        Asadmin asadmin = Asadmin.fresh(home, launch.folder());
        Process process = process(launch, asadmin);
        if (first && !(asadmin.answers(process) && deployed(launch, asadmin)) && ends(process)) {
            // whoever tries again begins anew
            Tree.delete(launch.base());
        }
        return process;
    }

    /** Not, if the gateway refuses its settings: why, is in the log, where the caller looks. */
    private static boolean deployed(Launch launch, Asadmin asadmin) {
        try {
            add(launch, asadmin);
            deploy(launch, asadmin);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static void add(Launch launch, Asadmin asadmin) throws IOException {
        if (launch.additions().isEmpty()) {
            return;
        }
        Path file = launch.additions().writeCommands(launch.folder());
        asadmin.remote("multimode", "--file", file.toString());
    }

    private static void deploy(Launch launch, Asadmin asadmin) throws IOException {
        asadmin.remote(
                "deploy",
                "--name",
                APPLICATION,
                "--contextroot",
                "/",
                launch.war().toString());
    }

    @Override
    public void deploy(Launch launch) throws IOException {
        deploy(launch, Asadmin.of(launch.folder()));
    }

    @Override
    public void undeploy(Launch launch) throws IOException {
        Asadmin.of(launch.folder()).remote("undeploy", APPLICATION);
    }

    /** It listens to its administrator before it has found out that it cannot start. */
    private static boolean ends(Process process) {
        return process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .thenApply(ended -> !ended.isAlive())
                .join();
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
        return home.setUp(Files.readString(commands) + JMS, this::setUp);
    }

    private void setUp(Path folder) throws IOException {
        Path base = Launch.base(folder);
        Path domain = base.resolve(DOMAIN);
        Tree.copy(home.resolve("glassfish/domains").resolve(DOMAIN), domain);
        movePorts(domain.resolve(CONFIGURATION));
        Asadmin asadmin = Asadmin.fresh(home, folder);
        Files.write(base.resolve(COMMAND), command(folder, asadmin));
        Process process =
                process(new Launch(folder, commands, Ports.free(), List.of(), List.of(), Additions.NONE), asadmin);
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
        // as the set-up does: Payara's first start, too, would wait for whatever other Payara it finds
        Files.writeString(configuration, text.replace(DATA_GRID + ">", DATA_GRID + " enabled=\"false\">"));
        moveJms(configuration);
    }

    private static void moveJms(Path configuration) throws IOException {
        String text = Files.readString(configuration);
        Files.writeString(configuration, JMS.matcher(text).replaceAll("$1" + Ports.free() + "\""));
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
