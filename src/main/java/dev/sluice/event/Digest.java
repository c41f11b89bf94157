package dev.sluice.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** SHA-256 digests in base64url: a short text that stands for a long or a secret one. */
public final class Digest {

    private static final int ALL_BYTES = 32;

    private Digest() {}

    /** The whole digest: 43 characters. */
    public static String of(String text) {
        return of(text, ALL_BYTES);
    }

    /** The first bytes of the digest; three bytes become four characters. */
    static String of(String text, int bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
