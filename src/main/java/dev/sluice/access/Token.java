package dev.sluice.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A verified token, without its text and its signature.
 *
 * @param id the claim {@code jti}, by which the token can be revoked; empty without one
 * @param issued the claim {@code iat}
 * @param expires the claim {@code exp}
 */
public record Token(Optional<String> id, Instant issued, Instant expires) {}
