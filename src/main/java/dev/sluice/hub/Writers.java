package dev.sluice.hub;

import dev.sluice.runtime.Threads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that write to clients: a few as long as the clients take what they are given, one more for each that
 * stalls, up to a limit; beyond it the clients that have stalled for longest are closed to make room. See decision 11.
 *
 * <p>Any thread may {@link #add}. Each connection waits here once at the most, which bounds the queue.
 */
final class Writers {

    private static final Logger LOG = System.getLogger(Writers.class.getName());

    /** A writer that is stalled for this long gets a substitute. */
    private static final long STALLED = TimeUnit.MILLISECONDS.toNanos(50);

    /** For how long a substitute stays at the least: a thread that has just come has no buffers yet. */
    private static final long STAYS = TimeUnit.SECONDS.toNanos(5);

    /** For how long a client may stall when all threads are held by clients that have. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private final Threads threads;
    private final int few;
    private final int most;
    private final BlockingQueue<OutboundQueue> waiting = new LinkedBlockingQueue<>();
    private final Set<Writer> writers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger running = new AtomicInteger();
    private final Semaphore work = new Semaphore(0);

    private volatile boolean watching;
    private volatile int wanted;
    private long wantedSince;
    private volatile boolean closed;

    /**
     * @param few how many threads write while nobody stalls
     * @param most how many there may be
     */
    Writers(Threads threads, int few, int most) {
        this.threads = threads;
        this.few = Math.min(few, most);
        this.most = most;
        this.wanted = this.few;
    }

    void open() {
        start(few);
        threads.start("sluice-writers", this::watch);
    }

    /** Stops after the current writes, without interrupting them: some read from the database. */
    void close() {
        closed = true;
        work.release();
    }

    /** The connection has something to write. */
    void add(OutboundQueue connection) {
        waiting.add(connection);
        if (!watching) {
            watching = true;
            work.release();
        }
    }

    private void watch() {
        try {
            while (!closed) {
                work.acquire();
                work.drainPermits();
                while (!waiting.isEmpty() && !closed) {
                    TimeUnit.NANOSECONDS.sleep(STALLED);
                    look(System.nanoTime());
                }
                watching = false;
                if (!waiting.isEmpty()) {
                    // added a moment ago, by someone who saw us watching
                    work.release();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the server ends the thread that looks after the writers");
        }
    }

    private void look(long now) {
        try {
            List<Turn> stalled = writers.stream()
                    .map(writer -> writer.turn)
                    .filter(turn -> turn != null && now - turn.began() > STALLED)
                    .toList();
            substitute(stalled.size(), now);
            if (stalled.size() >= most) {
                makeRoom(stalled, now);
            }
        } catch (RuntimeException | Error e) {
            // without this thread, clients that stall would stop all others
            LOG.log(Level.ERROR, "looking after the writers failed", e);
        }
    }

    private void substitute(int stalled, long now) {
        // when all of them have stalled, more will: they may come by the thousand
        int target = stalled >= running.get() ? 2 * stalled : stalled;
        target = Math.min(most, Math.max(target, stalled + few));
        if (target >= wanted || now - wantedSince > STAYS) {
            wanted = target;
            wantedSince = now;
        }
        start(wanted - running.get());
    }

    /**
     * Some at a time, those first that have stalled for longest: others may read on in the meantime. A turn that waits
     * for the journal is not the client's fault.
     */
    private void makeRoom(List<Turn> turns, long now) {
        turns.stream()
                .map(turn -> new Stall(turn.connection(), turn.connection().writingFor(now)))
                .filter(stall -> stall.nanos() > PATIENCE)
                .sorted(Comparator.comparingLong(Stall::nanos).reversed())
                .limit(Math.max(1, most / 8))
                .forEach(stall -> stall.connection().close(CloseCause.TOO_SLOW));
    }

    /** A connection that a thread has in hand. */
    private record Turn(OutboundQueue connection, long began) {}

    /** For how long a client has kept a write waiting, as it was when we looked. */
    private record Stall(OutboundQueue connection, long nanos) {}

    private void start(int count) {
        for (int i = 0; i < count; i++) {
            Writer writer = new Writer();
            writers.add(writer);
            running.incrementAndGet();
            try {
                threads.start("sluice-writer", writer);
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.ERROR, "there is no further thread to write to clients", e);
                writer.leave();
                return;
            }
        }
    }

    private final class Writer implements Runnable {

        private volatile Turn turn;

        @Override
        public void run() {
            try {
                while (!closed && !isTooMany()) {
                    OutboundQueue next = waiting.poll(1, TimeUnit.SECONDS);
                    if (next != null) {
                        write(next);
                    }
                }
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "the server ends a writer");
            } finally {
                leave();
            }
        }

        private void write(OutboundQueue next) {
            turn = new Turn(next, System.nanoTime());
            try {
                next.write();
            } finally {
                turn = null;
            }
        }

        private boolean isTooMany() {
            int now = running.get();
            return now > wanted && running.compareAndSet(now, now - 1) && writers.remove(this);
        }

        private void leave() {
            if (writers.remove(this)) {
                running.decrementAndGet();
            }
        }
    }
}
