package dev.sluice.hub;

import dev.sluice.event.VolatileEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The real bus for volatile events, outside of a server, with one observer. */
public final class TestVolatileBus {

    private TestVolatileBus() {}

    public static VolatileBus to(Hub hub) {
        return to(hub::onVolatile);
    }

    public static VolatileBus to(Consumer<VolatileEvent> observer) {
        return new VolatileBus(new OneObserver(observer));
    }

    private record OneObserver(Consumer<VolatileEvent> observer) implements Event<VolatileEvent> {

        @Override
        public void fire(VolatileEvent event) {
            observer.accept(event);
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
}
