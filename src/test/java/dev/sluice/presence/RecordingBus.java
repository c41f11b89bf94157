package dev.sluice.presence;

import dev.sluice.event.VolatileEvent;
import dev.sluice.hub.TestVolatileBus;
import dev.sluice.hub.VolatileBus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers the events that are published on a volatile bus. */
final class RecordingBus {

    private final List<VolatileEvent> events = new CopyOnWriteArrayList<>();
    private final VolatileBus bus = TestVolatileBus.to(events::add);

    VolatileBus bus() {
        return bus;
    }

    /** Gives topic, type and data of each event. */
    List<String> texts() {
        return events.stream()
                .map(event -> event.topic() + " " + event.type() + " "
                        + event.payload().text())
                .toList();
    }
}
