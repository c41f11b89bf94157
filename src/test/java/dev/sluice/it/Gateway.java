package dev.sluice.it;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The WAR on Payara Micro, in a process of its own, with a journal that outlives the process: in its folder, unless
 * the set-up says where. One thread starts and
 * ends it; any thread may talk to it meanwhile.
 */
final class Gateway implements AutoCloseable {

    private static final int TRIES = 3;

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

    static Gateway start(Setup setup) {
        Gateway gateway = new Gateway(setup);
        for (int attempt = 1; !gateway.launch(Ports.free()); attempt++) {
            if (attempt == TRIES) {
                throw new IllegalStateException("the gateway did not start:\n" + gateway.folder.endOfLog());
            }
        }
        return gateway;
    }

    /** Starts what must not come up: waits until the log says so, and ends it. */
    static void refuses(Setup setup, String inTheLog) {
        try (Gateway gateway = new Gateway(setup)) {
            gateway.port = Ports.free();
            gateway.process = gateway.folder.run(gateway.command());
            gateway.awaitInTheLog(inTheLog);
        }
    }

    String log() {
        return folder.wholeLog();
    }

    void awaitInTheLog(String text) {
        await(text).atMost(Limits.START).until(() -> folder.wholeLog().contains(text));
    }

    /** One gateway for all tests that need nothing special, because a start takes ten seconds. Ends with this JVM. */
    static Gateway shared() {
        return Shared.GATEWAY;
    }

    /** Starts it again on the journal and the port that it had. */
    void restart() {
        if (!launch(port)) {
            throw new IllegalStateException("the gateway did not start again:\n" + folder.endOfLog());
        }
    }

    /** As {@code kill -9}: the process gets no say. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** As an operator stops it: SIGTERM. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
            folder.emptyTemporary();
        }
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    URI uri(String pathAndQuery) {
        return URI.create("http://localhost:" + port + pathAndQuery);
    }

    Http http() {
        return http;
    }

    SseStream stream(String query) {
        return SseStream.open(RawSocket.open(port), query, "");
    }

    /** As a browser that reconnects. */
    SseStream resume(String query, String lastEventId) {
        return SseStream.open(RawSocket.open(port), query, "Last-Event-ID: " + lastEventId + "\r\n");
    }

    /** @return false if the process ended before it answered */
    private boolean launch(int newPort) {
        port = newPort;
        http = new Http(this);
        process = folder.run(command());
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

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + setup.heap());
        command.addAll(setup.jvm());
        command.add("-Djava.io.tmpdir=" + folder.emptyTemporary());
        setup.settings().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", System.getProperty("sluice.it.payaraMicro")));
        command.addAll(List.of("--deploy", setup.war(), "--contextroot", "/"));
        command.addAll(List.of("--port", Integer.toString(port), "--nocluster"));
        command.addAll(List.of("--prebootcommandfile", setUp("pre-boot.asadmin")));
        command.addAll(List.of("--postdeploycommandfile", setUp("post-deploy.asadmin")));
        return command;
    }

    private static String setUp(String file) {
        return Path.of(System.getProperty("sluice.it.projectDirectory"), "payara-config", file)
                .toString();
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
        static final Gateway GATEWAY = start(Setup.named("shared"));
    }
}
