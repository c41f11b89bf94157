package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.event.VolatileEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A client that remembers what it hears, and can stop listening. {@code lock} guards everything. */
final class RecordingOutlet implements Outlet {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition listening = lock.newCondition();
    private final List<Long> positions = new ArrayList<>();
    private final List<Cursor> ids = new ArrayList<>();

    /** The ids, and what gaps and the first word lead to. */
    private final List<Cursor> way = new ArrayList<>();

    private final List<String> volatiles = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private final List<Topic> ended = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Cursor> heartbeats = new ArrayList<>();
    private Optional<ResolvedStart> opening = Optional.empty();
    private Optional<CloseCause> closed = Optional.empty();
    private Runnable atEnd = () -> {};
    private long missed;
    private long asked;
    private long beats;
    private boolean stalled;
    private boolean writing;

    /** What happens while the client hears of the end of a topic. */
    void atEnd(Runnable what) {
        atEnd = what;
    }

    private void hear(Runnable what) throws IOException {
        lock.lock();
        try {
            if (writing) {
                throw new AssertionError("two at a time");
            }
            writing = true;
            while (stalled && closed.isEmpty()) {
                listening.awaitUninterruptibly();
            }
            writing = false;
            if (closed.isPresent()) {
                throw new IOException("closed");
            }
            what.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String protocol() {
        return "test";
    }

    @Override
    public void opened(Subscription subscription, ResolvedStart newOpening) throws IOException {
        hear(() -> {
            opening = Optional.of(newOpening);
            way.add(newOpening.cursor());
            newOpening.gap().ifPresent(gaps::add);
        });
    }

    @Override
    public void deliver(Subscription subscription, List<SharedEvent> events) throws IOException {
        hear(() -> events.forEach(event -> {
            if (event.published() instanceof VolatileEvent passing) {
                volatiles.add(passing.payload().text());
            } else {
                positions.add(event.position());
                Cursor id = event.published().cursor().orElseThrow();
                ids.add(id);
                way.add(id);
            }
        }));
    }

    @Override
    public void gap(Subscription subscription, Gap gap) throws IOException {
        hear(() -> {
            gaps.add(gap);
            way.add(gap.to());
        });
    }

    @Override
    public void end(Subscription subscription, Topic topic, Cursor cursor) throws IOException {
        hear(() -> {
            atEnd.run();
            ended.add(topic);
        });
    }

    @Override
    public boolean endsWith(Subscription subscription) {
        return true;
    }

    @Override
    public void missed(Subscription subscription, Map<Optional<Topic>, Long> counts) throws IOException {
        hear(() -> missed += counts.values().stream().mapToLong(Long::longValue).sum());
    }

    @Override
    public void heartbeat(Map<Subscription, Cursor> cursors) throws IOException {
        hear(() -> {
            beats++;
            heartbeats.addAll(cursors.values());
        });
    }

    @Override
    public void expiring(long seconds) throws IOException {
        hear(() -> words.add("expiring"));
    }

    @Override
    public void error(RejectedException why) throws IOException {
        hear(() -> words.add(why.rejection().code()));
    }

    @Override
    public void farewell() throws IOException {
        hear(() -> words.add("farewell"));
    }

    @Override
    public boolean ask() throws IOException {
        hear(() -> asked++);
        return true;
    }

    @Override
    public void close(CloseCause cause) {
        lock.lock();
        try {
            closed = Optional.of(cause);
            listening.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void stall(boolean newStalled) {
        lock.lock();
        try {
            stalled = newStalled;
            listening.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** What it was told of its own stay. */
    List<String> words() {
        return locked(() -> List.copyOf(words));
    }

    List<Long> positions() {
        return locked(() -> List.copyOf(positions));
    }

    List<Cursor> ids() {
        return locked(() -> List.copyOf(ids));
    }

    /** Each position follows the one before, except behind a gap, which alone leads into another epoch. */
    void assertEpochsChangeByGaps() {
        locked(() -> {
            Set<Cursor> gapEnds = gaps.stream().map(Gap::to).collect(Collectors.toSet());
            for (int i = 1; i < way.size(); i++) {
                Cursor before = way.get(i - 1);
                Cursor now = way.get(i);
                if (!gapEnds.contains(now)) {
                    assertThat(now).isEqualTo(new Cursor(before.epoch(), before.position() + 1));
                }
            }
            return null;
        });
    }

    int count() {
        return locked(positions::size);
    }

    List<String> volatiles() {
        return locked(() -> List.copyOf(volatiles));
    }

    long missed() {
        return locked(() -> missed);
    }

    long asked() {
        return locked(() -> asked);
    }

    List<Topic> ended() {
        return locked(() -> List.copyOf(ended));
    }

    List<Gap> gaps() {
        return locked(() -> List.copyOf(gaps));
    }

    List<Cursor> heartbeats() {
        return locked(() -> List.copyOf(heartbeats));
    }

    /** How many heartbeats there have been, also without a cursor. */
    long beats() {
        return locked(() -> beats);
    }

    Optional<ResolvedStart> opening() {
        return locked(() -> opening);
    }

    Optional<CloseCause> closed() {
        return locked(() -> closed);
    }

    boolean isWriting() {
        return locked(() -> writing);
    }
}
