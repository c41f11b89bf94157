package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.event.Published;
import java.util.Arrays;

/**
 * An event on its way to many, with the forms it has been encoded to: each is made once, by the first who needs it. Any
 * thread may call; the forms are a list that only grows, in the monitor of the event.
 */
public final class SharedEvent {

    private record Form(Encoding<?> encoding, Object encoded, Form next) {}

    private final Published published;
    private final long position;
    private final long since;
    private volatile Form forms;

    SharedEvent(Published published) {
        this(published, System.nanoTime());
    }

    /** @param since when it was published, by {@link System#nanoTime} */
    SharedEvent(Published published, long since) {
        this.published = published;
        this.since = since;
        this.position = published.cursor().map(Cursor::position).orElse(0L);
    }

    public Published published() {
        return published;
    }

    /** Where it stands in the journal; 0 for a volatile event. */
    long position() {
        return position;
    }

    /** Whether it belongs to the journal of this epoch. */
    boolean isOf(String epoch) {
        return published instanceof Event journaled && journaled.id().epoch().equals(epoch);
    }

    /** Whether this is what the journal has at its position. */
    boolean isStillIn(Event journaled) {
        return published.time().equals(journaled.time())
                && published.topic().equals(journaled.topic())
                && Arrays.equals(
                        published.payload().bytes(), journaled.payload().bytes());
    }

    long since() {
        return since;
    }

    /** The event in this form, which is shared: nobody writes to it. */
    public <T> T as(Encoding<T> encoding) {
        Object encoded = find(encoding);
        if (encoded == null) {
            synchronized (this) {
                encoded = find(encoding);
                if (encoded == null) {
                    encoded = encoding.encode(published);
                    forms = new Form(encoding, encoded, forms);
                }
            }
        }
        @SuppressWarnings("unchecked") // a form holds what its encoding made
        T form = (T) encoded;
        return form;
    }

    private Object find(Encoding<?> encoding) {
        for (Form form = forms; form != null; form = form.next()) {
            if (form.encoding() == encoding) {
                return form.encoded();
            }
        }
        return null;
    }

    /** The approximate size of the event in a buffer. */
    int size() {
        return published.payload().size() + 64;
    }
}
