package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseProductTest {

    private static Settings.Database at(String url) {
        return new Settings.Database(url, "sluice", "");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:./journal, H2",
        "jdbc:postgresql://localhost/journal?ssl=true, POSTGRESQL",
        "jdbc:mariadb://localhost/journal?sslMode=disable, MARIADB"
    })
    void isWhatTheUrlNames(String url, DatabaseProduct product) {
        assertThat(DatabaseProduct.of(at(url))).isEqualTo(product);
    }

    @Test
    void limitsItsSessionsByOptionsUnlessAPoolerMakesThem() {
        String url = "jdbc:postgresql://localhost/journal";
        assertThat(DatabaseProduct.POSTGRESQL.properties(at(url)).get("options"))
                .contains("idle_in_transaction_session_timeout=3s", "lock_timeout=4s");
        for (String pooled : new String[] {"?prepareThreshold=0", "?ssl=true&prepareThreshold=0&sslmode=require"}) {
            assertThat(DatabaseProduct.POSTGRESQL.properties(at(url + pooled))).doesNotContainKey("options");
        }
        assertThat(DatabaseProduct.POSTGRESQL.properties(at(url + "?prepareThreshold=05")))
                .containsKey("options");
        assertThat(DatabaseProduct.POSTGRESQL.limits()).contains("idle_in_transaction_session_timeout", "lock_timeout");
        assertThat(DatabaseProduct.H2.limits()).isEmpty();
    }

    /** A pause within a transaction, a wait for a lock, a server that is silent; the first two in seconds. */
    @Test
    void limitsItsSessionsByVariablesInMariaDb() {
        Map<String, String> properties = DatabaseProduct.MARIADB.properties(at("jdbc:mariadb://localhost/journal"));
        assertThat(properties.get("sessionVariables").split(","))
                .containsExactlyInAnyOrder("idle_transaction_timeout=3", "innodb_lock_wait_timeout=4");
        assertThat(properties).containsEntry("socketTimeout", "10000").containsEntry("connectTimeout", "5000");
        assertThat(DatabaseProduct.MARIADB.unlimitedProperties()).containsOnlyKeys("connectTimeout");
        assertThat(DatabaseProduct.MARIADB.limits()).isEmpty();
    }

    @Test
    void namesTheKeyOfAUrlThatIsNoneOfThemAndWhichThereAre() {
        assertThatIllegalStateException()
                .isThrownBy(() -> DatabaseProduct.of(at("jdbc:oracle:thin:@//localhost/x?password=secret")))
                .withMessageContaining("setting sluice.jdbc.url")
                .withMessageContaining("h2, postgresql, mariadb")
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @EnumSource
    void hasScriptsForItsTables(DatabaseProduct product) {
        String first = "/sql/" + product.scripts() + "/V1__journal.sql";
        assertThat(DatabaseProduct.class.getResource(first)).as(first).isNotNull();
    }

    @Test
    void namesTheKeyOfAUrlThatItsDriverDoesNotUnderstandAndNothingMore() {
        assertThatIllegalStateException()
                .isThrownBy(() -> DatabaseProduct.of(at("jdbc:postgresql://localhost:no-port/x?password=secret")))
                .withMessageContaining("setting sluice.jdbc.url")
                .withMessageNotContaining("secret");
    }
}
