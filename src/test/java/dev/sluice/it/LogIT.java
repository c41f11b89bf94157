package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.TypeAdapter;
import dev.sluice.harness.Folder;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The log for a program that reads it, as the guide sets Payara Micro up. */
@EnabledIfSystemProperty(named = "sluice.it.server", matches = "payara-micro")
class LogIT {

    private static final Path CONFIGURATION =
            Path.of(System.getProperty("sluice.it.projectDirectory"), "payara-config");

    private static final TypeAdapter<JsonObject> STRICT = new Gson().getAdapter(JsonObject.class);

    /** After a command that sets a level, Payara Micro logs as if it had been given no properties. */
    private static Path preBootWithoutLevels() throws IOException {
        List<String> lines = Files.readAllLines(CONFIGURATION.resolve("pre-boot.asadmin"));
        Path copy = Folder.make("log-json").file("pre-boot.asadmin");
        return Files.write(
                copy,
                lines.stream()
                        .filter(line -> !line.startsWith("set-log-levels"))
                        .toList());
    }

    @Test
    void isJsonLineByLine() throws IOException {
        Setup setup = Setup.named("log")
                .payara(
                        "--logproperties",
                        CONFIGURATION.resolve("log-json.properties").toString(),
                        "--prebootcommandfile",
                        preBootWithoutLevels().toString());
        try (Gateway gateway = Gateway.start(setup)) {
            gateway.awaitInTheLog("the journal is open");
            gateway.stop();
            List<String> messages = new ArrayList<>();
            // a stack trace over many lines would name our package, too
            for (String line : gateway.log()
                    .lines()
                    .filter(line -> line.contains("dev.sluice"))
                    .toList()) {
                JsonObject entry = STRICT.fromJson(line);
                assertThat(Json.text(entry, "LoggerName")).as(line).startsWith("dev.sluice");
                assertThat(Json.text(entry, "Level")).as(line).isIn("INFO", "WARNING");
                messages.add(Json.text(entry, "LogMessage"));
            }
            assertThat(messages)
                    .doesNotContain("")
                    .contains("the journal is a file of this node alone")
                    .anyMatch(message -> message.startsWith("Sluice starts database="))
                    .anyMatch(message -> message.startsWith("the journal is open epoch="));
        }
    }
}
