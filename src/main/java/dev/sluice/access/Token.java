package dev.sluice.access;

import java.time.Instant;
import java.util.Optional;

/**
 * The token that somebody has shown, without what makes it valid.
 *
 * @param id by which it can be revoked
 */
public record Token(Optional<String> id, Instant issued, Instant expires) {}
