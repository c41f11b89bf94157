package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a data source of the server. */
class SchemaTest {

    private final Settings settings = TestSettings.with(Map.of("sluice.jdbc.data-source", "jdbc/journal"));

    @TempDir
    private Path folder;

    private JdbcDataSource h2(String more) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:file:" + folder.resolve("journal") + more);
        return dataSource;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";WRITE_DELAY=500"})
    void refusesAnH2ThatLosesWhatItHasCommitted(String more) {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Schema(h2(more), settings).migrate())
                .withMessageContaining("sluice.jdbc.data-source")
                .withMessageContaining("WRITE_DELAY=0");
    }

    @Test
    void takesAnH2ThatWritesAtOnce() throws SQLException {
        JdbcDataSource dataSource = h2(";WRITE_DELAY=0");
        new Schema(dataSource, settings).migrate();
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection
                            .getMetaData()
                            .getTables(null, null, "JOURNAL_HEAD", null)
                            .next())
                    .isTrue();
        }
    }
}
