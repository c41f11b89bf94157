package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;

/**
 * One pass over a JSON text before any parser sees it. The parsers of the servers differ in how deep they go, and none
 * minds half a character, which is lost as soon as the text is written in UTF-8.
 */
final class JsonScan {

    /** How deep the parser goes that most servers have. */
    static final int DEEPEST = 1_000;

    private static final int ESCAPE_DIGITS = 4;

    private final String text;
    private final String what;
    private final boolean kept;
    private int at;

    private JsonScan(String text, String what, boolean kept) {
        this.text = text;
        this.what = what;
        this.kept = kept;
    }

    /**
     * Whether it is JSON at all is not looked at.
     *
     * @param kept whether the text is kept as it is; of what is parsed, each string is checked where it becomes something
     * @throws dev.sluice.event.RejectedException {@code body-invalid}
     */
    static void require(String text, String what, boolean kept) {
        new JsonScan(text, what, kept).run();
    }

    private void run() {
        int depth = 0;
        while (at < text.length()) {
            switch (text.charAt(at++)) {
                case '"' -> string();
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    continue;
                }
            }
            if (depth > DEEPEST) {
                throw BODY_INVALID.because(what + " is JSON that is more than " + DEEPEST + " levels deep");
            }
        }
    }

    /** Up to the quotation mark that ends it; the pairs of UTF-16 may be escaped, or one half of them. */
    private void string() {
        boolean high = false;
        boolean ended = false;
        while (!ended && at < text.length()) {
            char c = text.charAt(at++);
            ended = c == '"';
            char unit = c == '\\' ? escaped() : c;
            if (kept && high != Character.isLowSurrogate(unit)) {
                throw BODY_INVALID.because(
                        what + " contains half a character: a surrogate without the other one of its pair");
            }
            high = Character.isHighSurrogate(unit);
        }
    }

    /** Parses an escape; the character matters only for a Unicode escape. */
    private char escaped() {
        boolean number = text.startsWith("u", at++);
        int code = 0;
        for (int i = 0; number && i < ESCAPE_DIGITS && at < text.length(); i++) {
            code = code << 4 | Math.max(0, Character.digit(text.charAt(at++), 16));
        }
        return (char) code;
    }
}
