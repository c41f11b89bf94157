package dev.sluice.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A revocation of one token, or of all tokens that were issued to a subject until then.
 *
 * @param value the token's id ({@code jti}), or the subject
 * @param at the time of the revocation
 */
public record Revocation(Kind kind, String value, Instant at) {

    public enum Kind {
        TOKEN,
        SUBJECT
    }

    /** Whether the caller's token is revoked by this. */
    public boolean concerns(Caller caller) {
        return switch (kind) {
            case TOKEN -> caller.token().flatMap(Token::id).equals(Optional.of(value));
            case SUBJECT -> caller.subject().equals(Optional.of(value)) && !isIssuedLater(caller);
        };
    }

    private boolean isIssuedLater(Caller caller) {
        return caller.token().filter(token -> token.issued().isAfter(at)).isPresent();
    }
}
