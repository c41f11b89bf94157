package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestedTableTest {

    private static final TestedClass.Platform WILDFLY = new TestedClass.Platform("WildFly 39", "17", "H2");
    private static final TestedClass.Platform LIBERTY = new TestedClass.Platform("Open Liberty 26", "25", "H2");

    @Test
    void addsUpTheClassesOfAPlatformAndNamesThem() {
        assertThat(rows(
                        tested(1, WILDFLY, "Stay", 5, 0, 1),
                        tested(2, WILDFLY, "Kill", 2, 0, 0),
                        tested(3, LIBERTY, "Kill", 2, 0, 0)))
                .containsExactly(
                        "| Open Liberty 26 | 25 | H2 | 2 | 0 | none | Kill |",
                        "| WildFly 39 | 17 | H2 | 7 | 1 | none | Kill, Stay |");
    }

    @Test
    void namesWhatFailed() {
        assertThat(rows(tested(1, WILDFLY, "Stay", 5, 2, 0), tested(2, WILDFLY, "Kill", 2, 0, 0)))
                .containsExactly("| WildFly 39 | 17 | H2 | 7 | 0 | 2: Stay | Kill, Stay |");
    }

    @Test
    void countsTheLatestRunOfAClass() {
        assertThat(rows(tested(2, WILDFLY, "Stay", 7, 0, 0), tested(1, WILDFLY, "Stay", 5, 2, 0)))
                .containsExactly("| WildFly 39 | 17 | H2 | 7 | 0 | none | Stay |");
    }

    @Test
    void readsWhatItHasWritten() {
        TestedClass written = tested(1, LIBERTY, "Stay", 5, 2, 1);
        assertThat(TestedClass.parse(written.line())).isEqualTo(written);
    }

    private static List<String> rows(TestedClass... classes) {
        List<String> lines = TestedTable.of(List.of(classes)).lines();
        return lines.subList(2, lines.size());
    }

    private static TestedClass tested(
            int second, TestedClass.Platform on, String name, int passed, int failed, int skipped) {
        return new TestedClass(Instant.ofEpochSecond(second), on, name, new Outcome(passed, failed, skipped));
    }
}
