package dev.sluice.journal;

import java.security.SecureRandom;
import java.util.Random;

/** Creates epochs: random identities of a journal, by which a cursor of another journal is recognised. */
final class Epochs {

    private static final int LENGTH = 6;

    private final Random random = new SecureRandom();

    String next() {
        StringBuilder epoch = new StringBuilder(LENGTH);
        while (epoch.length() < LENGTH) {
            epoch.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
        }
        return epoch.toString();
    }
}
