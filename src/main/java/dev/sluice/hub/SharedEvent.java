package dev.sluice.hub;

import dev.sluice.event.Event;

/**
 * An event on its way to many, with the forms it has been encoded to: each is made once, by the first who needs it. Any
 * thread may call; the forms are a list that only grows, in the monitor of the event.
 */
public final class SharedEvent {

    private record Form(Encoding<?> encoding, Object encoded, Form next) {}

    private final Event event;
    private volatile Form forms;

    SharedEvent(Event event) {
        this.event = event;
    }

    public Event event() {
        return event;
    }

    public long position() {
        return event.position();
    }

    /** The event in this form, which is shared: nobody writes to it. */
    public <T> T as(Encoding<T> encoding) {
        Object encoded = find(encoding);
        if (encoded == null) {
            synchronized (this) {
                encoded = find(encoding);
                if (encoded == null) {
                    encoded = encoding.encode(event);
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

    /** What the event weighs in a buffer, about. */
    int size() {
        return event.payload().size() + 64;
    }
}
