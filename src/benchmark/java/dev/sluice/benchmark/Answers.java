package dev.sluice.benchmark;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** How long publishers wait for their answers. Any thread may call. */
final class Answers {

    private final Recorder recorder = new Recorder(3);
    private final LongAdder count = new LongAdder();

    void answered(long due) {
        count.increment();
        recorder.recordValue(Math.max(0, System.nanoTime() - due));
    }

    long count() {
        return count.sum();
    }

    /** Since the last time. */
    Histogram times() {
        return recorder.getIntervalHistogram();
    }
}
