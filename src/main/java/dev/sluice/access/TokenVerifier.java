package dev.sluice.access;

import static dev.sluice.event.Rejection.KEYS_UNAVAILABLE;
import static dev.sluice.event.Rejection.TOKEN_EXPIRED;
import static dev.sluice.event.Rejection.TOKEN_INVALID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEProcessor;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.event.RejectedException;
import dev.sluice.event.TopicFilter;
import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
import dev.sluice.settings.Settings;
import dev.sluice.wire.JsonMembers;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies tokens and reads their grants. The token library checks the signature; this package decides which keys may sign
 * by which algorithm ({@link TokenKeys}) and what the claims mean ({@link TokenClaims}). Any thread may call.
 */
final class TokenVerifier {

    private static final Logger LOG = System.getLogger(TokenVerifier.class.getName());

    /** In characters. Servers refuse longer headers, so that a longer text cannot have been a valid token. */
    private static final int LONGEST = 8 << 10;

    private static final String APPLICATION = "application/";

    /** The {@code typ} of a JWT (RFC 7519, section 5.1) and of an access token (RFC 9068, section 2.1). */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    private static final Set<String> MEMBERS = Set.of("publish", "read", "admin", "metrics");

    private final DefaultJOSEProcessor<SecurityContext> processor = new DefaultJOSEProcessor<>();
    private final Settings.Tokens settings;
    private final Clock clock;
    private final Incident keys = new Incident(
            LOG, "the keys that verify tokens cannot be fetched", "the keys that verify tokens are fetched again");

    private TokenVerifier(Settings.Tokens settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        TokenKeys keys = new TokenKeys(settings);
        processor.setJWSTypeVerifier((type, context) -> requireTokenType(type));
        processor.setJWSKeySelector(keys);
        processor.setJWSVerifierFactory(keys);
    }

    /** Empty if the settings name no key, so that no token can be verified. */
    static Optional<TokenVerifier> of(Settings.Tokens settings, Clock clock) {
        return settings.hasKeys() ? Optional.of(new TokenVerifier(settings, clock)) : Optional.empty();
    }

    /**
     * Checks {@code typ}: a media type in any letter case, where {@code application/} may be left out (RFC 7515, section
     * 4.1.9). The library converts the case by the server's locale, and Turkish has two letters i.
     */
    private static void requireTokenType(JOSEObjectType type) {
        if (type == null) {
            return;
        }
        String name = type.getType().toLowerCase(Locale.ROOT);
        String subtype = name.startsWith(APPLICATION) ? name.substring(APPLICATION.length()) : name;
        if (!TYPES.contains(subtype)) {
            throw TOKEN_INVALID.because("the typ in the header of the token must be JWT, at+jwt, or left out");
        }
    }

    /** @throws RejectedException as {@link Access#identify} */
    Caller verify(String token) {
        if (token.length() > LONGEST) {
            throw TOKEN_INVALID.because("the token is too long: it must have at most " + LONGEST + " characters");
        }
        TokenClaims claims = signedClaims(token);
        requireForThisGateway(claims);
        Optional<String> subject = claims.name("sub");
        Optional<String> id = claims.name("jti");
        Instant expires = claims.requireTime("exp");
        Instant issued = claims.requireTime("iat");
        requireCurrent(claims.time("nbf"), issued, expires);
        return new Caller(subject, grants(claims), Optional.of(new Token(id, issued, expires)));
    }

    private TokenClaims signedClaims(String token) {
        CompactToken compact = CompactToken.parse(token);
        try {
            processor.process(SignedJWT.parse(token), null);
            keys.passed();
            return compact.readClaims();
        } catch (RateLimitReachedException e) {
            // the token names a key that the set did not have when it was fetched a moment ago
            throw TOKEN_INVALID.because("the token is not signed by a key that this gateway knows");
        } catch (KeySourceException e) {
            keys.failed(e);
            throw KEYS_UNAVAILABLE.because("the keys that verify tokens cannot be fetched now: try again later");
        } catch (BadJOSEException
                | JOSEException
                | ParseException
                | IllegalArgumentException
                | IllegalStateException e) {
            LOG.log(Level.DEBUG, LogMessage.of("a token is refused").with("cause", e.getMessage()));
            throw TOKEN_INVALID.because("the token is malformed, or not signed by a key that this gateway knows");
        }
    }

    /** A refusal names the setting and not the value that would be right, which only operators may know. */
    private void requireForThisGateway(TokenClaims claims) {
        Optional<String> issuer = claims.text("iss");
        if (!settings.issuer().isEmpty() && !issuer.equals(Optional.of(settings.issuer()))) {
            throw TOKEN_INVALID.because(
                    "the claim iss of the token must be the issuer that the setting sluice.token.issuer names");
        }
        List<String> audience = claims.texts("aud");
        if (!settings.audience().isEmpty() && audience.stream().noneMatch(settings.audience()::contains)) {
            throw TOKEN_INVALID.because(
                    "the claim aud of the token must have an audience that the setting sluice.token.audience names");
        }
    }

    /** The lifetime is limited, because revocations are kept only for the longest lifetime of a token. */
    private void requireCurrent(Optional<Instant> begins, Instant issued, Instant expires) {
        Instant now = clock.instant();
        Duration skew = settings.clockSkew();
        if (!now.isBefore(expires)) {
            // no clock skew is allowed here: a stream with this token has been ended at this moment, too
            throw TOKEN_EXPIRED.because("the token has expired: its claim exp is in the past");
        }
        if (begins.filter(now.plus(skew)::isBefore).isPresent()) {
            throw TOKEN_INVALID.because("the claim nbf of the token is in the future");
        }
        if (issued.isAfter(now.plus(skew))) {
            throw TOKEN_INVALID.because("the claim iat of the token is in the future");
        }
        if (expires.isAfter(issued.plus(settings.maxAge()).plus(skew))) {
            throw TOKEN_INVALID.because(
                    "the claim exp of the token is too late: the setting sluice.token.max-age allows "
                            + settings.maxAge() + " after iat");
        }
    }

    private Grants grants(TokenClaims claims) {
        return claims.object(settings.claim()).map(this::grants).orElse(Grants.NONE);
    }

    private Grants grants(JsonObject claim) {
        String label = "the claim " + settings.claim() + " of the token";
        if (!MEMBERS.containsAll(claim.keySet())) {
            throw TOKEN_INVALID.because(label + " has an unknown member: allowed are publish, read, admin and metrics");
        }
        JsonMembers members =
                JsonMembers.of(claim, TOKEN_INVALID).strict().labelled(name -> "the member " + name + " of " + label);
        return new Grants(
                filters(members, "publish"),
                filters(members, "read"),
                members.flag("admin", false),
                members.flag("metrics", false));
    }

    private static List<TopicFilter> filters(JsonMembers members, String name) {
        List<String> filters = members.texts(name);
        try {
            return filters.stream().map(TopicFilter::new).toList();
        } catch (RejectedException e) {
            throw members.invalid(name, "an array of filters: " + e.getMessage());
        }
    }
}
