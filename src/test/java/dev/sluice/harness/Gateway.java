package dev.sluice.harness;

import static org.awaitility.Awaitility.await;

import dev.sluice.servers.Asadmin;
import dev.sluice.servers.CommandLine;
import dev.sluice.servers.Deployer;
import dev.sluice.servers.Launch;
import dev.sluice.servers.Ports;
import dev.sluice.servers.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The WAR on a server, in a process of its own, with a journal that outlives the process: in its folder, unless
 * the set-up says where. One thread starts and
 * ends it; any thread may talk to it meanwhile.
 */
public final class Gateway implements AutoCloseable {

    private static final int TRIES = 3;

    /** Most gateways live for seconds: without the second compiler they start with half the work (6 s and not 12 s of a processor). */
    private static final List<String> SHORT_LIVED =
            List.of("-XX:TieredStopAtLevel=1", "-XX:-UseG1GC", "-XX:+UseSerialGC");

    private final Setup setup;
    private final Folder folder;
    private volatile int port;
    private volatile Process process;
    private volatile Http http;

    private Gateway(Setup setup) {
        this.folder = Folder.make(setup.name());
        this.setup = setup.orIn(folder.journal());
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end of " + setup.name()));
    }

    public static Gateway start(Setup setup) {
        Gateway gateway = new Gateway(setup);
        for (int attempt = 1; !gateway.launch(Ports.free()); attempt++) {
            if (attempt == TRIES) {
                throw new IllegalStateException("the gateway did not start:\n" + gateway.folder.endOfLog());
            }
        }
        return gateway;
    }

    /** Starts what is alive, and cannot be ready yet. */
    public static Gateway startUnready(Setup setup) {
        Gateway gateway = new Gateway(setup);
        gateway.port = Ports.free();
        gateway.http = new Http(gateway);
        gateway.process = gateway.process();
        await("a sign of life").atMost(Limits.START).until(gateway.http::isAlive);
        return gateway;
    }

    /** Starts what must not come up: waits until the log says so, and ends it. */
    public static void refuses(Setup setup, String inTheLog) {
        try (Gateway gateway = new Gateway(setup)) {
            gateway.port = Ports.free();
            gateway.process = gateway.process();
            gateway.awaitInTheLog(inTheLog);
        }
    }

    public String log() {
        return folder.wholeLog();
    }

    public void awaitInTheLog(String text) {
        await(text).atMost(Limits.START).until(() -> folder.wholeLog().contains(text));
    }

    /** One gateway for all tests that need nothing special, because a start takes ten seconds. Ends with this JVM. */
    public static Gateway shared() {
        return Shared.GATEWAY;
    }

    /** Starts it again on the journal and the port that it had. */
    public void restart() {
        if (!launch(port)) {
            throw new IllegalStateException("the gateway did not start again:\n" + folder.endOfLog());
        }
    }

    /** As {@code kill -9}: the process gets no say. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** As an operator stops it: SIGTERM. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
            folder.emptyTemporary();
            folder.deleteServer();
        }
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return port;
    }

    /** The process stays. */
    public void undeploy() throws IOException {
        deployer().undeploy(launch());
    }

    public void deploy() throws IOException {
        deployer().deploy(launch());
    }

    private static Deployer deployer() {
        return (Deployer) Server.ofThisBuild();
    }

    /** Of Payara Server and GlassFish. */
    public Asadmin asadmin() {
        return Asadmin.of(folder.path());
    }

    /** Of WildFly. */
    public CommandLine commandLine() {
        return CommandLine.of(folder.path());
    }

    public URI uri(String pathAndQuery) {
        return URI.create("http://localhost:" + port + pathAndQuery);
    }

    public Http http() {
        return http;
    }

    public SseStream stream(String query) {
        return SseStream.open(RawSocket.open(port), query, "");
    }

    /** As a browser that reconnects. */
    public SseStream resume(String query, String lastEventId) {
        return SseStream.open(RawSocket.open(port), query, "Last-Event-ID: " + lastEventId + "\r\n");
    }

    /** @return false if the process ended before it answered */
    private boolean launch(int newPort) {
        port = newPort;
        http = new Http(this);
        process = process();
        try {
            await("the gateway's first answer")
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(Limits.START)
                    .until(() -> !process.isAlive() || http.answers());
        } catch (ConditionTimeoutException late) {
            throw new IllegalStateException("the gateway does not answer:\n" + folder.endOfLog(), late);
        }
        return process.isAlive();
    }

    private Process process() {
        folder.emptyTemporary();
        try {
            return Server.ofThisBuild().start(launch());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Launch launch() {
        List<String> jvm = new ArrayList<>();
        jvm.add("-Xmx" + setup.heap());
        jvm.addAll(SHORT_LIVED);
        jvm.addAll(setup.jvm());
        jvm.add("-Djava.io.tmpdir=" + folder.temporary());
        setup.settings().forEach((key, value) -> jvm.add("-D" + key + "=" + value));
        return new Launch(folder.path(), Path.of(setup.war()), port, jvm, setup.payara(), setup.additions());
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(Limits.STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the gateway does not end:\n" + folder.endOfLog());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static final class Shared {
        public static final Gateway GATEWAY = start(Setup.named("shared"));
    }
}
