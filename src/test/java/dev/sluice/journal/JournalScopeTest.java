package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalScopeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:h2:file:./sluice-data/journal | true",
                "jdbc:h2:./journal;CACHE_SIZE=65536 | true",
                "JDBC:H2:~/journal | true",
                "jdbc:h2:mem:journal | true",
                "jdbc:h2:tcp://db/journal | false",
                "jdbc:h2:ssl://db/journal | false",
                "jdbc:h2:file:/share/journal;AUTO_SERVER=TRUE | false",
                "jdbc:postgresql://db/sluice | false",
                "jdbc:mariadb://db/sluice | false"
            })
    void knowsWhichDatabasesBelongToOneProcess(String url, boolean expected) {
        assertThat(JournalScope.isOfOneProcess(url)).isEqualTo(expected);
    }
}
