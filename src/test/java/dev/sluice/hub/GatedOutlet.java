package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client whose first delivery is held until the test lets it go on. */
final class GatedOutlet implements Outlet {

    private static final int SECONDS = 20;

    private final RecordingOutlet heard = new RecordingOutlet();
    private final CountDownLatch delivery = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    RecordingOutlet heard() {
        return heard;
    }

    void awaitDelivery() throws InterruptedException {
        if (!delivery.await(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing was delivered");
        }
    }

    void goOn() {
        gate.countDown();
    }

    @Override
    public String protocol() {
        return "test";
    }

    @Override
    public void opened(Subscription subscription, ResolvedStart start) throws IOException {
        heard.opened(subscription, start);
    }

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) throws IOException {
        delivery.countDown();
        try {
            if (!gate.await(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("nobody opened the gate");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        heard.deliver(subscription, events);
    }

    @Override
    public void gap(Subscription subscription, Gap gap) throws IOException {
        heard.gap(subscription, gap);
    }

    @Override
    public void end(Subscription subscription, Topic topic, Cursor cursor) throws IOException {
        heard.end(subscription, topic, cursor);
    }

    @Override
    public boolean endsWith(Subscription subscription) {
        return heard.endsWith(subscription);
    }

    @Override
    public void missed(Subscription subscription, Map<Optional<Topic>, Long> counts) throws IOException {
        heard.missed(subscription, counts);
    }

    @Override
    public void heartbeat(Map<Subscription, Cursor> cursors) throws IOException {
        heard.heartbeat(cursors);
    }

    @Override
    public void expiring(long seconds) throws IOException {
        heard.expiring(seconds);
    }

    @Override
    public void error(RejectedException why) throws IOException {
        heard.error(why);
    }

    @Override
    public void farewell() throws IOException {
        heard.farewell();
    }

    @Override
    public boolean ask() throws IOException {
        return heard.ask();
    }

    @Override
    public void close(CloseCause cause) {
        heard.close(cause);
    }
}
