package dev.sluice.event;

/** Checks for text that comes from outside. */
public final class Text {

    /** Decoders put this character in the place of bytes that are not UTF-8. */
    private static final int REPLACEMENT = 0xFFFD;

    private Text() {}

    /**
     * Whether the text can be written to a header, a log line and UTF-8 unchanged: it has no control character, no line
     * separator, no unpaired surrogate and no replacement character of a decoder.
     */
    public static boolean isPlain(String text) {
        // a loop, because a stream would make several objects for each name in each event
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (Character.isISOControl(c) || isSurrogate(c) || isLineSeparator(c) || c == REPLACEMENT) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether UTF-8 can encode the text: it has no unpaired surrogate. Escapes in JSON can produce one, and an encoder would
     * replace it silently.
     */
    public static boolean isWellFormed(String text) {
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static boolean isLineSeparator(int codePoint) {
        return codePoint == 0x2028 || codePoint == 0x2029;
    }

    /** Whether the text consists of decimal digits, at least one and at most this many. */
    public static boolean isNumber(String text, int mostDigits) {
        return !text.isEmpty() && text.length() <= mostDigits && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Counts the bytes of the text in UTF-8 without encoding it. */
    public static int utf8Length(String text) {
        int length = 0;
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            length += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        }
        return length;
    }

    /** Shortens a text to at most this many {@code char}s without splitting a surrogate pair. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end);
    }

    /** The first 40 characters of a text for an error message, because the whole text may be very long. */
    static String excerpt(String text) {
        return text.length() <= 40 ? text : cut(text, 40) + "…";
    }
}
