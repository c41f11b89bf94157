package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Revocation.Kind;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevocationsTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final Revocations revocations = new Revocations();

    private static Caller ada(String id, Instant issued) {
        Token token = new Token(Optional.of(id), issued, issued.plusSeconds(3_600));
        return new Caller(Optional.of("ada"), Grants.NONE, Optional.of(token));
    }

    @Test
    void revokeOneTokenByItsId() {
        revocations.add(new Revocation(Kind.TOKEN, "1", NOON));
        assertThat(revocations.isRevoked(ada("1", NOON.plusSeconds(1)))).isTrue();
        assertThat(revocations.isRevoked(ada("2", NOON))).isFalse();
    }

    @Test
    void revokeTheTokensOfASubjectThatWereIssuedUntilThen() {
        revocations.add(new Revocation(Kind.SUBJECT, "ada", NOON));
        assertThat(revocations.isRevoked(ada("1", NOON))).isTrue();
        assertThat(revocations.isRevoked(ada("2", NOON.plusSeconds(1)))).isFalse();
    }

    /** Nodes receive the revocations of each other late and in any order. */
    @Test
    void keepTheLaterOfTwo() {
        assertThat(revocations.add(new Revocation(Kind.SUBJECT, "ada", NOON))).isTrue();
        assertThat(revocations.add(new Revocation(Kind.SUBJECT, "ada", NOON.minusSeconds(60))))
                .isFalse();
        assertThat(revocations.isRevoked(ada("1", NOON))).isTrue();
        assertThat(revocations.add(new Revocation(Kind.SUBJECT, "ada", NOON.plusSeconds(60))))
                .isTrue();
        assertThat(revocations.isRevoked(ada("1", NOON.plusSeconds(60)))).isTrue();
    }

    @Test
    void forgetThoseOfExpiredTokens() {
        revocations.add(new Revocation(Kind.TOKEN, "1", NOON));
        revocations.add(new Revocation(Kind.SUBJECT, "ada", NOON.plusSeconds(1)));
        revocations.forgetBefore(NOON.plusSeconds(1));
        assertThat(revocations.list()).extracting(Revocation::value).containsExactly("ada");
    }

    @Test
    void areListedWithTheNewestFirst() {
        revocations.add(new Revocation(Kind.TOKEN, "old", NOON));
        revocations.add(new Revocation(Kind.SUBJECT, "new", NOON.plusSeconds(1)));
        assertThat(revocations.list()).extracting(Revocation::value).containsExactly("new", "old");
    }
}
