package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.clients.Command.Does;
import dev.sluice.harness.SharedGateway;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands of the README as they stand there, but for the gateway's address. */
class CurlIT {

    private static final String ADDRESS_IN_THE_README = "http://localhost:8080/";

    /** What the tests need and no reader does: no progress meter, and the status beside the answer. */
    private static final String CURLRC = """
            silent
            show-error
            write-out = "%{stderr}%{http_code}\\n"
            """;

    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern PARTICULAR =
            Pattern.compile("Last-Event-ID|Idempotency-Key|/batch|[?&](lastEventId|last_event_id|after|since|last)=");

    private Path bash;
    private Path directory;
    private URI gateway;
    private List<Command> commands;

    @BeforeEach
    void readTheReadme() throws IOException {
        Machine.program("curl");
        bash = Machine.program("bash");
        directory = Machine.targetDirectory("curl");
        Files.writeString(directory.resolve(".curlrc"), CURLRC);
        gateway = SharedGateway.uri();
        commands = Command.allOf(Files.readString(Machine.projectDirectory().resolve("README.md")));
    }

    @Test
    void readmeOpensAStreamPublishesAndReadsTheHistory() {
        assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
        assertThat(commands).extracting(Command::does).contains(Does.values());
        assertThat(commands).extracting(Command::text).allMatch(text -> text.contains(ADDRESS_IN_THE_README));
    }

    @Test
    void everyPublishIsAcknowledged() throws IOException, InterruptedException {
        for (String command : all(Does.PUBLISH)) {
            assertThat(answer(command, "201", "200")).as(command).contains("\"id");
        }
    }

    @Test
    void everyHistoryIsAPageOfEvents() throws IOException, InterruptedException {
        for (String command : all(Does.HISTORY)) {
            assertThat(answer(command, "200")).as(command).contains("\"events\":[", "\"cursor\":\"");
        }
    }

    @Test
    void everyStreamBeginsWithReady() throws IOException {
        for (String command : all(Does.STREAM)) {
            try (Client stream = start(command)) {
                assertThat(awaitLine(stream, "event: sluice.ready")).anyMatch(line -> line.startsWith("retry: "));
            }
        }
    }

    @Test
    void streamShowsWhatIsPublishedMeanwhileAndTheHistoryHasIt() throws IOException, InterruptedException {
        String before = publish();
        String id;
        try (Client stream = start(plain(Does.STREAM))) {
            awaitLine(stream, "event: sluice.ready");
            id = publish();
            awaitLine(stream, "id: " + id);
        }
        String history = plain(Does.HISTORY).replaceFirst("\\?[^' ]*", "$0&after=" + before);
        assertThat(answer(history, "200")).contains("\"id\":\"" + id + "\"").doesNotContain("\"" + before + "\"");
    }

    @Test
    void streamResumesExactlyAfterTheLastEventId() throws IOException, InterruptedException {
        String seen = publish();
        List<String> missed = List.of(publish(), publish(), publish());

        try (Client stream = start(plain(Does.STREAM) + " -H 'Last-Event-ID: " + seen + "'")) {
            List<String> lines = awaitLine(stream, "id: " + missed.get(2));
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("id: "))
                    .containsExactly(
                            "id: " + seen, "id: " + missed.get(0), "id: " + missed.get(1), "id: " + missed.get(2));
            assertThat(lines).anyMatch(line -> line.contains("\"resumed\":true"));
        }
    }

    private String publish() throws IOException, InterruptedException {
        Matcher id = ID.matcher(answer(plain(Does.PUBLISH), "201"));
        assertThat(id.find()).isTrue();
        return id.group(1);
    }

    private String answer(String command, String... statuses) throws IOException, InterruptedException {
        try (Client curl = start(command)) {
            String answer = curl.awaitEnd();
            assertThat(curl.complaints()).as(command + ": " + answer).hasSize(1).containsAnyOf(statuses);
            return answer;
        }
    }

    private Client start(String command) throws IOException {
        String here = command.replace(ADDRESS_IN_THE_README, gateway.toString());
        ProcessBuilder shell = new ProcessBuilder(bash.toString(), "-c", here).directory(directory.toFile());
        shell.environment().put("CURL_HOME", directory.toString());
        return new Client("curl", shell);
    }

    private static List<String> awaitLine(Client stream, String line) {
        return stream.awaitOutput(lines -> lines.contains(line));
    }

    /** The first one that says neither where to start nor which key to publish under, and is no batch. */
    private String plain(Does what) {
        return all(what).stream()
                .filter(command -> !PARTICULAR.matcher(command).find())
                .findFirst()
                .orElseThrow();
    }

    private List<String> all(Does what) {
        return commands.stream()
                .filter(command -> command.does() == what)
                .map(Command::text)
                .toList();
    }
}
