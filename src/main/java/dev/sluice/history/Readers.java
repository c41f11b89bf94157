package dev.sluice.history;

import dev.sluice.runtime.Turns;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/** Who reads the history at once: they use half of the connections at the most, however many threads the server has. */
@Singleton
class Readers {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Turns turns;

    @Inject
    Readers(Settings settings) {
        turns = new Turns(settings.pool().size() / 2, PATIENCE);
    }

    <T> T read(Supplier<T> reading) {
        return turns.take(reading);
    }
}
