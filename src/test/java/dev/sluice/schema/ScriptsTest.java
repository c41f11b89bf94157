package dev.sluice.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.resource.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /**
     * Building an index locks its table against writers until it is done: all publishers of the older nodes that run meanwhile.
     * What a script has just made is empty, and what is named here is small, and no publisher's.
     */
    private static final Set<String> SMALL = Set.of("journal_revocation");

    private static final Pattern INDEX = Pattern.compile(
            "CREATE\\s+(?:UNIQUE\\s+)?INDEX\\s+(CONCURRENTLY\\s+)?[^;]*?\\sON\\s+(?:ONLY\\s+)?(\\w+)",
            Pattern.CASE_INSENSITIVE);

    private static List<String> indexesThatStopPublishers(String script) {
        String sql = script.replaceAll("--[^\n]*", "");
        Set<String> made = Pattern.compile("CREATE\\s+TABLE\\s+(\\w+)", Pattern.CASE_INSENSITIVE)
                .matcher(sql)
                .results()
                .map(table -> table.group(1))
                .collect(Collectors.toSet());
        return INDEX.matcher(sql)
                .results()
                .filter(index -> index.group(1) == null)
                .map(index -> index.group(2))
                .filter(table -> !made.contains(table) && !SMALL.contains(table))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "outbox/postgresql"})
    void buildsNoIndexOfATableThatIsThereUnlessConcurrently(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER.resolve(folder), 1)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".sql")).toList()) {
                assertThat(indexesThatStopPublishers(Files.readString(file)))
                        .as("%s: CREATE INDEX CONCURRENTLY, in a script of its own", file)
                        .isEmpty();
            }
        }
    }

    @Test
    void seesAnIndexThatWouldStopPublishers() {
        assertThat(indexesThatStopPublishers("create unique index x\n on journal_entry (topic);"))
                .containsExactly("journal_entry");
        assertThat(indexesThatStopPublishers("CREATE INDEX CONCURRENTLY x ON journal_entry (topic);"))
                .isEmpty();
        assertThat(indexesThatStopPublishers(
                        "CREATE TABLE t (a int);\n-- CREATE INDEX y ON z (a);\nCREATE INDEX x ON t (a);"))
                .isEmpty();
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
