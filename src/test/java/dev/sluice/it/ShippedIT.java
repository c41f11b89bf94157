package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is in the WAR is what the documentation says, and what the WAR itself says. */
class ShippedIT {

    private static final String PAGE = "src/site/markdown/dependencies.md";

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| [^|]+ \\|");

    private static final String LIBRARIES = "WEB-INF/lib/";

    @Test
    void isDocumentedLibraryByLibrary() throws IOException {
        try (ZipFile war = war()) {
            assertThat(ROW.matcher(Files.readString(Path.of(System.getProperty("sluice.it.projectDirectory"), PAGE)))
                            .results()
                            .map(row -> row.group(1)))
                    .containsExactlyInAnyOrderElementsOf(libraries(war));
        }
    }

    @Test
    void isListedForScanners() throws IOException {
        try (ZipFile war = war();
                InputStream bom = war.getInputStream(war.getEntry("WEB-INF/classes/META-INF/sbom/bom.json"))) {
            assertThat(StreamSupport.stream(
                                    Json.object(new String(bom.readAllBytes(), StandardCharsets.UTF_8))
                                            .getAsJsonArray("components")
                                            .spliterator(),
                                    false)
                            .map(each -> each.getAsJsonObject())
                            .peek(each -> assertThat(each.getAsJsonArray("licenses"))
                                    .as(each.toString())
                                    .isNotEmpty())
                            .map(each -> Json.text(each, "name") + "-" + Json.text(each, "version")))
                    .containsExactlyInAnyOrderElementsOf(libraries(war));
        }
    }

    @Test
    void saysWhichVersionItIs() throws IOException {
        try (ZipFile war = war();
                InputStream manifest = war.getInputStream(war.getEntry("META-INF/MANIFEST.MF"));
                InputStream file =
                        war.getInputStream(war.getEntry("WEB-INF/classes/dev/sluice/node/version.properties"))) {
            Attributes attributes = new Manifest(manifest).getMainAttributes();
            Properties classes = new Properties();
            classes.load(file);
            assertThat(attributes.getValue(Attributes.Name.IMPLEMENTATION_TITLE))
                    .isEqualTo("Sluice");
            assertThat(attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
                    .matches("[0-9]+\\.[0-9]+\\.[0-9]+.*")
                    .isEqualTo(classes.getProperty("version"));
        }
    }

    private static ZipFile war() throws IOException {
        return new ZipFile(System.getProperty("sluice.it.war"));
    }

    private static List<String> libraries(ZipFile war) {
        return war.stream()
                .map(entry -> entry.getName())
                .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                .map(name -> name.substring(LIBRARIES.length(), name.length() - ".jar".length()))
                .toList();
    }
}
