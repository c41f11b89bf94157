package dev.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VersionTest {

    private static final Pattern OF_THE_BUILD =
            Pattern.compile("<artifactId>sluice</artifactId>\\s*<version>([^<]+)</version>");

    private final String version = new Version().toString();

    @Test
    void isThatOfTheBuild() throws IOException {
        Matcher build = OF_THE_BUILD.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(build.find()).isTrue();
        assertThat(version).isEqualTo(build.group(1));
    }

    /** npm has no snapshots. */
    @Test
    void isThatOfTheClientPackage() throws IOException {
        String description = Files.readString(Path.of("src/main/webapp/client/package.json"));
        assertThat(JsonParser.parseString(description)
                        .getAsJsonObject()
                        .get("version")
                        .getAsString())
                .isEqualTo(version.replace("-SNAPSHOT", ""));
    }
}
