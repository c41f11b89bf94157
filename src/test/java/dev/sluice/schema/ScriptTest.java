package dev.sluice.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.BufferedReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScriptTest {

    @Test
    void knowsItsFolderAndItsName() {
        Script script = new Script("outbox/h2/V1__outbox.sql");
        assertThat(script.folder()).isEqualTo("outbox/h2");
        assertThat(script.getFilename()).isEqualTo("V1__outbox.sql");
        assertThat(script.getAbsolutePath()).isEqualTo("sql/outbox/h2/V1__outbox.sql");
    }

    /** Flyway compares this name with the one in its table, which must not depend on the folder of the product. */
    @Test
    void isRecordedWithoutItsFolder() {
        assertThat(new Script("outbox/h2/V1__outbox.sql").getRelativePath()).isEqualTo("V1__outbox.sql");
    }

    @Test
    void readsItsText() throws IOException {
        try (BufferedReader reader = new BufferedReader(new Script("outbox/h2/V1__outbox.sql").read())) {
            assertThat(reader.lines()).anyMatch(line -> line.startsWith("CREATE TABLE sluice_outbox "));
        }
    }

    @Test
    void saysWhichResourceIsMissing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Script("h2/V99__missing.sql").read())
                .withMessageContaining("sql/h2/V99__missing.sql");
    }
}
