package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Text;

/**
 * What a subscriber does not get, and why.
 *
 * @param from the first cursor that is missing, or what the client said where that is no cursor of this journal
 * @param to the last one: the stream goes on after it
 */
public record Gap(String from, Cursor to, Reason reason) {

    public enum Reason {
        /** The journal has forgotten the events. */
        RETENTION("retention"),
        /** The client's cursor belongs to another journal. */
        EPOCH("epoch"),
        /** The client's cursor is not one, or lies in the future. */
        UNKNOWN("unknown");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    private static final int LONGEST_ECHO = 64;

    public Gap {
        from = Text.cut(from, LONGEST_ECHO);
    }
}
