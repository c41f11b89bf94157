package dev.sluice.hub;

import dev.sluice.event.Cursor;
import dev.sluice.event.Text;

/**
 * Events that a subscriber does not receive, and the reason.
 *
 * @param from the cursor before the first missing event, or the client's text if that is no cursor of this journal
 * @param the cursor of the last missing event: the stream continues after it
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
