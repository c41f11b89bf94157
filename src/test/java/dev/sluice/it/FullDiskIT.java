package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.harness.Folder;
import dev.sluice.harness.Fresh;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.Limits;
import dev.sluice.harness.Publication;
import dev.sluice.harness.Received;
import dev.sluice.harness.Reply;
import dev.sluice.harness.Run;
import dev.sluice.harness.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The journal's file cannot grow any more, and can again: by the limit that the system puts on the files of a process. */
@EnabledIfSystemProperty(named = "sluice.it.server", matches = "payara-micro")
class FullDiskIT {

    private static final String LARGE = "x".repeat(20_000);

    @Test
    void saysSoOnceAndIsUnreadyUntilThereIsRoom() throws IOException, InterruptedException {
        Path file = Folder.make("full-disk-journal").file("journal");
        try (Gateway gateway =
                Gateway.start(Setup.named("full-disk").with("sluice.jdbc.url", "jdbc:h2:file:" + file))) {
            Set<String> acknowledged = new HashSet<>();
            publish(gateway, acknowledged);
            limit(gateway.pid(), Long.toString(Files.size(Path.of(file + ".mv.db")) + 200_000));

            for (int refusals = 0; refusals < 20; ) {
                refusals += publish(gateway, acknowledged) ? 0 : 1;
            }
            await("a gateway that says why it is unready")
                    .atMost(Limits.ANSWER)
                    .until(() ->
                            "writes-failing".equals(Json.text(ready(gateway).json(), "reason")));
            assertThat(commitFailures(gateway)).singleElement().asString().endsWith("cause=\"File too large\"");

            limit(gateway.pid(), "unlimited");
            await("a ready gateway")
                    .atMost(Limits.ANSWER)
                    .until(() -> ready(gateway).status() == 200);
            gateway.awaitInTheLog("the journal commits again seconds=");
            assertThat(publish(gateway, acknowledged)).isTrue();
            // by their data: H2 may have shown the event of a commit that failed, and then the journal has a new epoch
            assertThat(received(gateway)).containsAll(acknowledged);
            assertThat(commitFailures(gateway)).hasSize(1);
            assertThat(warnings(gateway)).as("one line for each kind").hasSizeLessThan(5);
        }
    }

    /** @return whether it was acknowledged */
    private static boolean publish(Gateway gateway, Set<String> acknowledged) {
        String text = Fresh.key() + LARGE;
        Reply reply = gateway.http().publish(Publication.to("disk").text(text));
        if (reply.status() == 201) {
            return acknowledged.add(text);
        }
        reply.assertProblem(503, "journal-unavailable");
        return false;
    }

    private static List<String> commitFailures(Gateway gateway) {
        return warnings(gateway).stream()
                .filter(line -> line.contains("the journal cannot commit"))
                .toList();
    }

    private static Reply ready(Gateway gateway) {
        return gateway.http().send(gateway.http().to("/api/health/ready").GET());
    }

    private static List<String> received(Gateway gateway) {
        Run journal = gateway.http().everything("topic=**", "earliest");
        journal.assertGapless();
        return journal.events().stream().map(Received::data).toList();
    }

    /** Ours, but for the one of the start, that anybody may publish. The line before the message says whose it is. */
    private static List<String> warnings(Gateway gateway) {
        List<String> lines = gateway.log().lines().toList();
        return IntStream.range(1, lines.size())
                .filter(i -> lines.get(i - 1).contains(" dev.sluice."))
                .mapToObj(lines::get)
                .filter(line -> line.startsWith("WARNING: ") && !line.contains("Sluice is open"))
                .toList();
    }

    private static void limit(long pid, String bytes) throws IOException, InterruptedException {
        Process limiting = new ProcessBuilder("prlimit", "--pid=" + pid, "--fsize=" + bytes + ":")
                .inheritIO()
                .start();
        assertThat(limiting.waitFor(Limits.ANSWER.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(limiting.exitValue()).isZero();
    }
}
