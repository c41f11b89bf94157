package dev.sluice.access;

import static dev.sluice.event.Rejection.KEYS_UNAVAILABLE;
import static dev.sluice.event.Rejection.TOKEN_EXPIRED;
import static dev.sluice.event.Rejection.TOKEN_INVALID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.sluice.event.RejectedException;
import dev.sluice.event.TopicFilter;
import dev.sluice.log.Line;
import dev.sluice.settings.Settings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether a token holds and what it grants. The signature and the standard claims are the library's affair;
 * ours is which keys may sign by which algorithm ({@link TokenKeys}), and what stands in our own claim.
 */
final class TokenVerifier {

    private static final Logger LOG = System.getLogger(TokenVerifier.class.getName());

    /** No server takes a longer header, so that a longer one is no token. */
    private static final int LONGEST = 8 << 10;

    private static final int LONGEST_NAME = 255;

    private static final Set<String> MEMBERS = Set.of("publish", "read", "admin");

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final Settings.Tokens settings;
    private final Clock clock;
    private volatile boolean failing;

    private TokenVerifier(Settings.Tokens settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        TokenKeys keys = new TokenKeys(settings);
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(keys);
        processor.setJWSVerifierFactory(keys);
        processor.setJWTClaimsSetVerifier(claims());
    }

    /** Nothing if the settings name no key. */
    static Optional<TokenVerifier> of(Settings.Tokens settings, Clock clock) {
        return settings.hasKeys() ? Optional.of(new TokenVerifier(settings, clock)) : Optional.empty();
    }

    private DefaultJWTClaimsVerifier<SecurityContext> claims() {
        JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
        if (!settings.issuer().isEmpty()) {
            exact.issuer(settings.issuer());
        }
        Set<String> audience = settings.audience().isEmpty() ? null : Set.copyOf(settings.audience());
        DefaultJWTClaimsVerifier<SecurityContext> verifier =
                new DefaultJWTClaimsVerifier<>(audience, exact.build(), Set.of("exp", "iat"), null) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        verifier.setMaxClockSkew((int) settings.clockSkew().toSeconds());
        return verifier;
    }

    /** @throws RejectedException as {@link Access#identify} */
    Caller verify(String token) {
        if (token.length() > LONGEST) {
            throw TOKEN_INVALID.because("the token is too long");
        }
        JWTClaimsSet claims = process(token);
        Instant expires = claims.getExpirationTime().toInstant();
        Instant issued = claims.getIssueTime().toInstant();
        requireSensible(issued, expires);
        return new Caller(
                name("sub", claims.getSubject()),
                grants(claims),
                Optional.of(new Token(name("jti", claims.getJWTID()), issued, expires)));
    }

    /** The causes name claims and their values: those are for the operator's eyes, if at all. */
    private JWTClaimsSet process(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            failing = false;
            return claims;
        } catch (ExpiredJWTException e) {
            throw TOKEN_EXPIRED.because("the token has expired");
        } catch (BadJWTException e) {
            LOG.log(Level.DEBUG, Line.of("a token is refused").with("cause", e.getMessage()));
            throw TOKEN_INVALID.because(
                    "the token is not for this gateway, or not yet: its issuer, audience or time is not what it should be");
        } catch (RateLimitReachedException e) {
            // it names a key that was not there a moment ago
            throw TOKEN_INVALID.because("the token's signature is not by a key of this gateway");
        } catch (KeySourceException e) {
            LOG.log(
                    failing ? Level.DEBUG : Level.WARNING,
                    Line.of("the keys for tokens cannot be fetched").with("cause", e.getMessage()));
            failing = true;
            throw KEYS_UNAVAILABLE.because("the keys by which tokens are checked cannot be fetched now");
        } catch (BadJOSEException | JOSEException | ParseException e) {
            LOG.log(Level.DEBUG, Line.of("a token is refused").with("cause", e.getMessage()));
            throw TOKEN_INVALID.because("the token is malformed, or its signature is not by a key of this gateway");
        }
    }

    /** By which somebody is counted, shown and revoked. */
    private static Optional<String> name(String claim, String value) {
        if (value != null
                && (value.isEmpty()
                        || value.length() > LONGEST_NAME
                        || value.chars().anyMatch(Character::isISOControl))) {
            throw TOKEN_INVALID.because(
                    "the claim " + claim + " has 1 to " + LONGEST_NAME + " characters, and no control characters");
        }
        return Optional.ofNullable(value);
    }

    /** What has been revoked is known for as long as a token may live. */
    private void requireSensible(Instant issued, Instant expires) {
        Instant now = clock.instant();
        Duration skew = settings.clockSkew();
        if (!now.isBefore(expires)) {
            // clocks may differ about when a token begins; at its end a stream has been ended, too
            throw TOKEN_EXPIRED.because("the token has expired");
        }
        if (issued.isAfter(now.plus(skew))) {
            throw TOKEN_INVALID.because("the token will have been issued in the future");
        }
        if (expires.isAfter(issued.plus(settings.maxAge()).plus(skew))) {
            throw TOKEN_INVALID.because("the token lives for longer than " + settings.maxAge());
        }
    }

    private Grants grants(JWTClaimsSet claims) {
        Object claim = claims.getClaim(settings.claim());
        if (claim == null) {
            return Grants.NONE;
        }
        if (!(claim instanceof Map<?, ?> members) || !MEMBERS.containsAll(members.keySet())) {
            throw invalid("is an object with publish, read and admin");
        }
        return new Grants(
                filters(members.get("publish")), filters(members.get("read")), administers(members.get("admin")));
    }

    private List<TopicFilter> filters(Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            throw invalid("has lists of filters");
        }
        try {
            return list.stream().map(each -> new TopicFilter((String) each)).toList();
        } catch (RejectedException e) {
            throw invalid("has something that is no filter: " + e.getMessage());
        }
    }

    private boolean administers(Object value) {
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw invalid("has true or false for admin");
    }

    private RejectedException invalid(String what) {
        return TOKEN_INVALID.because("the claim " + settings.claim() + " of the token " + what);
    }
}
