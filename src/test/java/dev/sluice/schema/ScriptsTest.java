package dev.sluice.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.resource.Resource;
import org.junit.jupiter.api.Test;

class ScriptsTest {

    private static final Path FOLDER = Path.of("sql");

    /** A script that is not in the list would never run. */
    @Test
    void listsEveryScriptThatThereIs() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<String> there = files.filter(file -> file.toString().endsWith(".sql"))
                    .map(file -> FOLDER.relativize(file).toString().replace('\\', '/'))
                    .toList();
            assertThat(Scripts.text("sql/scripts.txt").lines()).containsExactlyInAnyOrderElementsOf(there);
        }
    }

    @Test
    void givesThoseOfItsFoldersByHowTheirNamesBeginAndEnd() {
        Scripts scripts = new Scripts(List.of("outbox/h2", "rights/postgresql"));
        assertThat(scripts.getResources("V", new String[] {".sql", ".txt"}))
                .extracting(Resource::getFilename)
                .containsExactly("V1__outbox.sql");
        assertThat(scripts.getResources("afterMigrate", new String[] {".sql"})).hasSize(1);
        assertThat(scripts.getResources("V", new String[] {".txt"})).isEmpty();
    }

    @Test
    void refusesAFolderWithoutScripts() {
        assertThatThrownBy(() -> new Scripts(List.of("oracle")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("oracle");
    }
}
