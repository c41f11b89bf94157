package dev.sluice.hub;

import dev.sluice.event.Published;

/**
 * A form in which events go over the wire, bytes or text. One object per form, so that all subscribers share what it makes.
 */
@FunctionalInterface
public interface Encoding<T> {

    T encode(Published event);
}
