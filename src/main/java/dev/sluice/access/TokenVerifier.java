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
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
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
 * Finds out whether a token holds and what it grants. The signature is the library's affair; ours is which keys may sign by
 * which algorithm ({@link TokenKeys}), and what the claims say ({@link TokenClaims}).
 */
final class TokenVerifier {

    private static final Logger LOG = System.getLogger(TokenVerifier.class.getName());

    /** No server takes a longer header, so that a longer one is no token. */
    private static final int LONGEST = 8 << 10;

    private static final String APPLICATION = "application/";

    /** Of JWT (RFC 7519, section 5.1) and of access tokens (RFC 9068, section 2.1). */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    private static final Set<String> MEMBERS = Set.of("publish", "read", "admin", "metrics");

    private final DefaultJOSEProcessor<SecurityContext> processor = new DefaultJOSEProcessor<>();
    private final Settings.Tokens settings;
    private final Clock clock;
    private final Incident keys =
            new Incident(LOG, "the keys for tokens cannot be fetched", "the keys for tokens can be fetched again");

    private TokenVerifier(Settings.Tokens settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        TokenKeys keys = new TokenKeys(settings);
        processor.setJWSTypeVerifier((type, context) -> requireTokenType(type));
        processor.setJWSKeySelector(keys);
        processor.setJWSVerifierFactory(keys);
    }

    /** Nothing if the settings name no key. */
    static Optional<TokenVerifier> of(Settings.Tokens settings, Clock clock) {
        return settings.hasKeys() ? Optional.of(new TokenVerifier(settings, clock)) : Optional.empty();
    }

    /**
     * A media type, in any letter case, where {@code application/} may be left out (RFC 7515, section 4.1.9). The library
     * compares hash codes in the letter case of the server's language, which has two letters i in Turkish.
     */
    private static void requireTokenType(JOSEObjectType type) {
        if (type == null) {
            return;
        }
        String name = type.getType().toLowerCase(Locale.ROOT);
        String subtype = name.startsWith(APPLICATION) ? name.substring(APPLICATION.length()) : name;
        if (!TYPES.contains(subtype)) {
            throw TOKEN_INVALID.because("the typ in the header of the token is neither JWT nor at+jwt");
        }
    }

    /** @throws RejectedException as {@link Access#identify} */
    Caller verify(String token) {
        if (token.length() > LONGEST) {
            throw TOKEN_INVALID.because("the token is longer than " + LONGEST + " characters");
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
            // it names a key that was not there a moment ago
            throw TOKEN_INVALID.because("the token's signature is not by a key of this gateway");
        } catch (KeySourceException e) {
            keys.failed(e);
            throw KEYS_UNAVAILABLE.because("the keys by which tokens are checked cannot be fetched now");
        } catch (BadJOSEException
                | JOSEException
                | ParseException
                | IllegalArgumentException
                | IllegalStateException e) {
            LOG.log(Level.DEBUG, LogMessage.of("a token is refused").with("cause", e.getMessage()));
            throw TOKEN_INVALID.because("the token is malformed, or its signature is not by a key of this gateway");
        }
    }

    /** The values that would be right are the operator's affair: a refusal names the setting that has them. */
    private void requireForThisGateway(TokenClaims claims) {
        Optional<String> issuer = claims.text("iss");
        if (!settings.issuer().isEmpty() && !issuer.equals(Optional.of(settings.issuer()))) {
            throw TOKEN_INVALID.because(
                    "the claim iss of the token is not the issuer that the setting sluice.token.issuer names");
        }
        List<String> audience = claims.texts("aud");
        if (!settings.audience().isEmpty() && audience.stream().noneMatch(settings.audience()::contains)) {
            throw TOKEN_INVALID.because(
                    "the claim aud of the token has none of the audiences that the setting sluice.token.audience names");
        }
    }

    /** Revocations are kept for as long as a token may live. */
    private void requireCurrent(Optional<Instant> begins, Instant issued, Instant expires) {
        Instant now = clock.instant();
        Duration skew = settings.clockSkew();
        if (!now.isBefore(expires)) {
            // clocks may differ about when a token begins; at its end a stream has been ended, too
            throw TOKEN_EXPIRED.because("the token has expired: its claim exp is in the past");
        }
        if (begins.filter(now.plus(skew)::isBefore).isPresent()) {
            throw TOKEN_INVALID.because("the claim nbf of the token is in the future");
        }
        if (issued.isAfter(now.plus(skew))) {
            throw TOKEN_INVALID.because("the claim iat of the token is in the future");
        }
        if (expires.isAfter(issued.plus(settings.maxAge()).plus(skew))) {
            throw TOKEN_INVALID.because("the claim exp of the token is more than " + settings.maxAge()
                    + " after iat, which the setting sluice.token.max-age allows");
        }
    }

    private Grants grants(TokenClaims claims) {
        JsonValue claim = claims.get(settings.claim());
        if (claim == JsonValue.NULL) {
            return Grants.NONE;
        }
        if (!(claim instanceof JsonObject members) || !MEMBERS.containsAll(members.keySet())) {
            throw invalid("is an object with publish, read, admin and metrics, and no other members");
        }
        return new Grants(
                filters(members, "publish"),
                filters(members, "read"),
                flag(members, "admin"),
                flag(members, "metrics"));
    }

    private List<TopicFilter> filters(JsonObject members, String name) {
        JsonValue value = members.getOrDefault(name, JsonValue.NULL);
        if (value == JsonValue.NULL) {
            return List.of();
        }
        if (!(value instanceof JsonArray list) || !list.stream().allMatch(JsonString.class::isInstance)) {
            throw invalid("has a list of filters for " + name);
        }
        try {
            return list.getValuesAs(JsonString.class).stream()
                    .map(each -> new TopicFilter(each.getString()))
                    .toList();
        } catch (RejectedException e) {
            throw invalid("has something that is no filter in " + name + ": " + e.getMessage());
        }
    }

    private boolean flag(JsonObject members, String name) {
        return switch (members.getOrDefault(name, JsonValue.NULL).getValueType()) {
            case TRUE -> true;
            case FALSE, NULL -> false;
            default -> throw invalid("has true or false for " + name);
        };
    }

    private RejectedException invalid(String what) {
        return TOKEN_INVALID.because("the claim " + settings.claim() + " of the token " + what);
    }
}
