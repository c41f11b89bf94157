package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;

/**
 * Checks a JSON text in one pass before a parser reads it. The servers' parsers differ in the depth that they allow, and none
 * refuses an unpaired surrogate, which is lost as soon as the text is encoded in UTF-8.
 */
final class JsonScan {

    /** The limit of Eclipse Parsson, the parser of most servers. */
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
     * Checks the depth and the surrogates. The rest of the syntax is left to a parser.
     *
     * @param kept whether the text is kept unchanged; if it is parsed instead, each string is checked by the type that it
     *     becomes, and not here
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
                throw BODY_INVALID.because(what + " is nested too deep: at most " + DEEPEST + " levels are allowed");
            }
        }
    }

    /** Reads a string up to its closing quotation mark. Each surrogate of a pair may be escaped or not. */
    private void string() {
        boolean high = false;
        boolean ended = false;
        while (!ended && at < text.length()) {
            char c = text.charAt(at++);
            ended = c == '"';
            char unit = c == '\\' ? escaped() : c;
            if (kept && high != Character.isLowSurrogate(unit)) {
                throw BODY_INVALID.because(what + " has an unpaired surrogate, which UTF-8 cannot encode");
            }
            high = Character.isHighSurrogate(unit);
        }
    }

    /** Reads an escape; only the result of a Unicode escape matters. */
    private char escaped() {
        boolean number = text.startsWith("u", at++);
        int code = 0;
        for (int i = 0; number && i < ESCAPE_DIGITS && at < text.length(); i++) {
            code = code << 4 | Math.max(0, Character.digit(text.charAt(at++), 16));
        }
        return (char) code;
    }
}
