package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Decodes bytes from outside, and refuses malformed ones instead of putting in replacement characters. */
public final class Utf8 {

    private Utf8() {}

    public static String decode(byte[] bytes, String what) {
        return decode(bytes, StandardCharsets.UTF_8, what);
    }

    public static String decode(byte[] bytes, Charset charset, String what) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw BODY_INVALID.because(what + " is not valid " + charset.name());
        }
    }

    /** Counts the bytes of a text in UTF-8. */
    public static long length(String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // the two surrogates of a pair are four bytes together
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }
}
