package dev.sluice.servers;

import static dev.sluice.servers.Outcome.FAILED;
import static dev.sluice.servers.Outcome.PASSED;
import static dev.sluice.servers.Outcome.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestedTableTest {

    private static final TestedTest.Platform WILDFLY = new TestedTest.Platform("WildFly 39", "17", "H2");
    private static final TestedTest.Platform LIBERTY = new TestedTest.Platform("Open Liberty 26", "25", "H2");

    @Test
    void addsUpTheTestsOfAPlatformAndNamesTheirClasses() {
        assertThat(rows(
                        tested(1, WILDFLY, "Stay", "a", PASSED),
                        tested(1, WILDFLY, "Stay", "b", SKIPPED),
                        tested(2, WILDFLY, "Kill", "c", PASSED),
                        tested(3, LIBERTY, "Kill", "c", PASSED)))
                .containsExactly(
                        "| Open Liberty 26 | 25 | H2 | 1 | 0 | none | Kill |",
                        "| WildFly 39 | 17 | H2 | 2 | 1 | none | Kill, Stay |");
    }

    @Test
    void namesWhatFailed() {
        assertThat(rows(
                        tested(1, WILDFLY, "Stay", "a", FAILED),
                        tested(1, WILDFLY, "Stay", "b", FAILED),
                        tested(2, WILDFLY, "Kill", "c", PASSED)))
                .containsExactly("| WildFly 39 | 17 | H2 | 1 | 0 | 2: Stay | Kill |");
    }

    @Test
    void countsTheLatestRunOfATestAndKeepsTheOthersOfItsClass() {
        assertThat(rows(
                        tested(2, WILDFLY, "Stay", "a", PASSED),
                        tested(1, WILDFLY, "Stay", "a", FAILED),
                        tested(1, WILDFLY, "Stay", "b", PASSED)))
                .containsExactly("| WildFly 39 | 17 | H2 | 2 | 0 | none | Stay |");
    }

    @Test
    void readsWhatItHasWritten() {
        TestedTest written = tested(1, LIBERTY, "Stay", "a", FAILED);
        assertThat(TestedTest.parse(written.line())).isEqualTo(written);
    }

    private static List<String> rows(TestedTest... tests) {
        List<String> lines = TestedTable.of(List.of(tests)).lines();
        return lines.subList(2, lines.size());
    }

    private static TestedTest tested(int second, TestedTest.Platform on, String name, String test, Outcome outcome) {
        return new TestedTest(Instant.ofEpochSecond(second), on, name, test, outcome);
    }
}
