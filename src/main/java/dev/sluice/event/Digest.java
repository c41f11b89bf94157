package dev.sluice.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** A short text that stands for a long or a secret one: SHA-256, in letters that go into a URL. */
public final class Digest {

    private static final int ALL_BYTES = 32;

    private Digest() {}

    public static String of(String text) {
        return of(text, ALL_BYTES);
    }

    /** @param bytes of the digest, of which each takes a character and a third */
    static String of(String text, int bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
