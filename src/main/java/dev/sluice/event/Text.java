package dev.sluice.event;

/** The checks that text from outside shares. */
public final class Text {

    private Text() {}

    /** The replacement character of decoders for bytes that are not UTF-8. */
    private static final int REPLACEMENT = 0xFFFD;

    /**
     * Whether the text can go into a header, a log line and UTF-8 as it is: no control character, no line separator,
     * nothing that was no character when it was decoded.
     */
    public static boolean isPlain(String text) {
        // a stream would be several objects for each name in each event
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (Character.isISOControl(c) || isSurrogate(c) || isLineSeparator(c) || c == REPLACEMENT) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the text has a place in UTF-8: no half of a character, which escapes in JSON can make, and which any encoder
     * would replace.
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

    /** Whether the text is a whole number in decimal digits, and no more of them than that. */
    public static boolean isNumber(String text, int mostDigits) {
        return !text.isEmpty() && text.length() <= mostDigits && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** How many bytes the text takes in UTF-8, without encoding it. */
    public static int utf8Length(String text) {
        int length = 0;
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            length += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        }
        return length;
    }

    /** At most so many characters of a text, and never half of one. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end);
    }

    /** The beginning of a text, for an error message: never the whole of something huge. */
    static String excerpt(String text) {
        return text.length() <= 40 ? text : cut(text, 40) + "…";
    }
}
