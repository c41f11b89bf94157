package dev.sluice.presence;

import dev.sluice.event.VolatileEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** The CDI event behind a volatile bus; remembers what is published. */
final class RecordingBus implements Event<VolatileEvent> {

    private final List<VolatileEvent> events = new CopyOnWriteArrayList<>();

    /** Gives topic, type and data of each event. */
    List<String> texts() {
        return events.stream()
                .map(event -> event.topic() + " " + event.type() + " "
                        + event.payload().text())
                .toList();
    }

    @Override
    public void fire(VolatileEvent event) {
        events.add(event);
    }

    @Override
    public <U extends VolatileEvent> CompletionStage<U> fireAsync(U event) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U extends VolatileEvent> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Event<VolatileEvent> select(Annotation... qualifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U extends VolatileEvent> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U extends VolatileEvent> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
        throw new UnsupportedOperationException();
    }
}
