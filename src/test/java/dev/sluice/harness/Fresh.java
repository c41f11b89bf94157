package dev.sluice.harness;

import java.util.concurrent.atomic.AtomicLong;

/** Names that no other test has used: most tests share one server and one journal. */
public final class Fresh {

    private static final AtomicLong COUNT = new AtomicLong(System.currentTimeMillis());

    private Fresh() {}

    public static String topic(String name) {
        return name + "-" + Long.toString(COUNT.incrementAndGet(), Character.MAX_RADIX);
    }

    public static String key() {
        return topic("key");
    }
}
