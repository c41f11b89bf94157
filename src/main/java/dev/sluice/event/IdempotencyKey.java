package dev.sluice.event;

import static dev.sluice.event.Rejection.KEY_INVALID;

/**
 * Identifies a draft, so that a publisher can send it again without publishing it twice. The second submission gets the id
 * of the first event; with other content it is rejected with {@code key-conflict}.
 *
 * <p>Example: {@code draft.withKey(new IdempotencyKey("payment-4711"))}
 *
 * @param value 1 to 255 characters without control characters
 */
public record IdempotencyKey(String value) {

    public IdempotencyKey {
        if (value.isEmpty() || value.length() > 255 || !Text.isPlain(value)) {
            throw KEY_INVALID.because("the idempotency key must have 1 to 255 characters and no control characters");
        }
    }

    /**
     * Returns the key as one of this owner. Two owners that choose the same key do not conflict, and neither learns of the
     * other's event.
     */
    public IdempotencyKey of(String owner) {
        return new IdempotencyKey("of-" + Digest.of(owner + '\n' + value));
    }
}
