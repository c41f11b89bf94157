package dev.sluice.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A failure that repeats: it is logged once when it begins, with the innermost cause, and once when it ends. A fault that
 * comes and goes is logged at most every ten seconds. Any thread may call; the monitor guards the state.
 */
public final class Incident {

    /** The least time between two incidents that are logged; an incident that lasts longer is logged late. */
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final Logger log;
    private final String beginning;
    private final String end;
    private final LongSupplier nanoTime;

    private long since;
    private long failures;
    private long lastLogged;
    private boolean logged;
    private volatile boolean underWay;

    /**
     * @param beginning the sentence to log with the first failure
     * @param end the sentence to log with the first success after it
     */
    public Incident(Logger log, String beginning, String end) {
        this(log, beginning, end, System::nanoTime);
    }

    Incident(Logger log, String beginning, String end, LongSupplier nanoTime) {
        this.log = log;
        this.beginning = beginning;
        this.end = end;
        this.nanoTime = nanoTime;
        this.lastLogged = nanoTime.getAsLong() - PAUSE;
    }

    /** Whether the last attempt has failed. */
    public boolean isUnderWay() {
        return underWay;
    }

    /** Reports a failure for a reason that an operator can see and repair. */
    public void failed(Throwable fault) {
        if (begins()) {
            log.log(Level.WARNING, LogMessage.of(beginning).because(fault));
        }
        log.log(Level.DEBUG, beginning, fault);
    }

    /** Reports a failure that no exception describes. */
    public void failed(String key, Object value) {
        if (begins()) {
            log.log(Level.WARNING, LogMessage.of(beginning).with(key, value));
        }
    }

    /** Reports a fault of the program, with its stack trace. */
    public void broke(Throwable fault) {
        log.log(begins() ? Level.ERROR : Level.DEBUG, beginning, fault);
    }

    /** Counts a failure, and returns whether it is the one to log. */
    private synchronized boolean begins() {
        long now = nanoTime.getAsLong();
        if (!underWay) {
            underWay = true;
            since = now;
            failures = 0;
        }
        failures++;
        if (logged || now - lastLogged < PAUSE) {
            return false;
        }
        logged = true;
        lastLogged = now;
        return true;
    }

    /** Reports a success; this is cheap while there is no incident. */
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
        if (logged) {
            long seconds = Duration.ofNanos(nanoTime.getAsLong() - since).toSeconds();
            log.log(Level.INFO, LogMessage.of(end).with("seconds", seconds).with("failures", failures));
        }
        logged = false;
    }
}
