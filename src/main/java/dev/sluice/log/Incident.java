package dev.sluice.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Something that fails again and again: logged once when it begins, with the innermost cause, and once when it is over.
 * An incident that begins within seconds of the last one is logged if it lasts. Any thread may call; the monitor guards
 * the state.
 */
public final class Incident {

    /** Between the beginnings of two incidents that are logged: a fault that comes and goes floods no log. */
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final Logger log;
    private final String beginning;
    private final String end;
    private final LongSupplier nanoTime;

    private long since;
    private long failures;
    private long lastTold;
    private boolean told;
    private volatile boolean underWay;

    /**
     * @param beginning the sentence of the first failure
     * @param end that of the first success after it
     */
    public Incident(Logger log, String beginning, String end) {
        this(log, beginning, end, System::nanoTime);
    }

    Incident(Logger log, String beginning, String end, LongSupplier nanoTime) {
        this.log = log;
        this.beginning = beginning;
        this.end = end;
        this.nanoTime = nanoTime;
        this.lastTold = nanoTime.getAsLong() - PAUSE;
    }

    public boolean isUnderWay() {
        return underWay;
    }

    /** It has failed for a reason that an operator can see and mend. */
    public void failed(Throwable fault) {
        if (begins()) {
            log.log(Level.WARNING, LogMessage.of(beginning).because(fault));
        }
        log.log(Level.DEBUG, beginning, fault);
    }

    /** It has failed by something that is no fault of the program. */
    public void failed(String key, Object value) {
        if (begins()) {
            log.log(Level.WARNING, LogMessage.of(beginning).with(key, value));
        }
    }

    /** It has failed by a fault of the program, whose stack trace says where. */
    public void broke(Throwable fault) {
        log.log(begins() ? Level.ERROR : Level.DEBUG, beginning, fault);
    }

    /** Whether this failure is the one to log. */
    private synchronized boolean begins() {
        long now = nanoTime.getAsLong();
        if (!underWay) {
            underWay = true;
            since = now;
            failures = 0;
        }
        failures++;
        if (told || now - lastTold < PAUSE) {
            return false;
        }
        told = true;
        lastTold = now;
        return true;
    }

    /** It has succeeded. Costs nothing while there is no incident. */
    public void passed() {
        if (underWay) {
            end();
        }
    }

    private synchronized void end() {
        if (!underWay) {
            return;
        }
        underWay = false;
        if (told) {
            long seconds = Duration.ofNanos(nanoTime.getAsLong() - since).toSeconds();
            log.log(Level.INFO, LogMessage.of(end).with("seconds", seconds).with("failures", failures));
        }
        told = false;
    }
}
