package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RatesTest {

    private final Map<String, String> properties = new HashMap<>(Map.of("sluice.batch.max-events", "1"));
    private final CurrentSettings current = TestSettings.current(properties);
    private final Visitor visitor =
            new Visitor(new Caller(Optional.empty(), Grants.NONE, Optional.empty()), "192.0.2.1");

    /** They are made by the first request. */
    @Test
    void areThoseOfAChangeThatCameBeforeThem() {
        Settings ofTheStart = current.now();
        properties.put("sluice.publish.rate-per-address", "10");
        current.reload();
        Rates rates = new Rates(ofTheStart);
        rates.follow(current);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> rates.require(visitor, 11))
                .withMessageContaining("at most 10 events");
    }
}
