package dev.sluice.session;

import dev.sluice.hub.CloseCause;
import dev.sluice.hub.SharedEvent;
import dev.sluice.hub.SilentOutlet;
import dev.sluice.hub.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** An outlet that takes everything, but events only after it has been opened. */
public final class GatedClient extends SilentOutlet {

    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile Optional<CloseCause> closed = Optional.empty();

    public GatedClient open() {
        gate.countDown();
        return this;
    }

    public Optional<CloseCause> closed() {
        return closed;
    }

    @Override
    public String protocol() {
        return "sse";
    }

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close(CloseCause cause) {
        closed = Optional.of(cause);
        gate.countDown();
    }
}
