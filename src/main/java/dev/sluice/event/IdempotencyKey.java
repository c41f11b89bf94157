package dev.sluice.event;

import static dev.sluice.event.Rejection.KEY_INVALID;

/** By which a publisher may send the same draft again without publishing it twice. */
public record IdempotencyKey(String value) {

    public IdempotencyKey {
        if (value.isEmpty() || value.length() > 255 || !Text.isPlain(value)) {
            throw KEY_INVALID.because("an idempotency key has 1 to 255 characters and no control characters");
        }
    }

    /** As this one's own: of two who choose the same key neither stands in the other's way, nor learns of the other. */
    public IdempotencyKey of(String owner) {
        return new IdempotencyKey("of-" + Digest.of(owner + '\n' + value));
    }
}
