package dev.sluice.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A revocation of one token, or of all tokens that a subject was issued until then.
 *
 * @param value the token's id, or the subject
 */
public record Revocation(Kind kind, String value, Instant at) {

    public enum Kind {
        TOKEN,
        SUBJECT
    }

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
