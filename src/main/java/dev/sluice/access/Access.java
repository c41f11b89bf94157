package dev.sluice.access;

import static dev.sluice.event.Rejection.MEMBER_FORBIDDEN;
import static dev.sluice.event.Rejection.TOKEN_INVALID;

import dev.sluice.event.Digest;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies callers by their credentials. The first credentials of a request decide: if they are invalid, the request is
 * refused, even if others would be valid or none would suffice. A caller without credentials has the anonymous grants of the
 * settings, by default none; all other callers have these grants in addition to their own. Any thread may call.
 */
@Singleton
public class Access {

    private static final String SCHEME = "Bearer";

    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/=-]+)");

    private volatile Granted granted;
    private final Optional<TokenVerifier> tokens;
    private final boolean takesQuery;
    private final Revocations revocations;

    @Inject
    public Access(Settings settings, Revocations revocations) {
        this(settings, revocations, Clock.systemUTC());
    }

    /** Grants of the settings: for anonymous callers, for roles of the server and for the scrape token. */
    private record Granted(Caller anonymous, Map<String, Grants> roles, Optional<String> scrapeDigest) {

        static Granted by(Settings settings) {
            Caller anonymous = Caller.anonymous(Grants.of(settings.anonymous()));
            Map<String, Grants> roles = new LinkedHashMap<>();
            settings.roles()
                    .forEach(role -> roles.put(role.name(), Grants.of(role).and(anonymous.grants())));
            String scrapeToken = settings.metrics().token();
            return new Granted(
                    anonymous, roles, scrapeToken.isEmpty() ? Optional.empty() : Optional.of(Digest.of(scrapeToken)));
        }
    }

    Access(Settings settings, Revocations revocations, Clock clock) {
        this.revocations = revocations;
        granted = Granted.by(settings);
        tokens = TokenVerifier.of(settings.tokens(), clock);
        takesQuery = settings.tokens().query();
    }

    /** Listens after the construction, so that no change reaches a half-built object. */
    @Inject
    void follow(CurrentSettings current) {
        current.listen(this::change);
    }

    /** New grants apply to callers that are identified from now on; open connections keep the grants that they have. */
    private void change(Settings settings) {
        granted = Granted.by(settings);
    }

    /**
     * Identifies the caller of a request.
     *
     * @throws dev.sluice.event.RejectedException {@code token-invalid}, {@code token-expired} or {@code token-revoked};
     *     {@code keys-unavailable} if the token cannot be verified now
     */
    public Caller identify(Credentials credentials) {
        return tokenIn(credentials.authorization())
                .or(credentials::cookie)
                .or(() -> credentials.query().map(this::takenFromQuery))
                .map(this::bearerOf)
                .or(() -> credentials.principal().map(name -> recognised(name, credentials)))
                .orElseGet(this::anonymous);
    }

    /**
     * Identifies the caller of a request for the metrics: as {@link #identify}, or by the scrape token of the settings. The
     * scrape token is accepted for metrics only, because it does not expire.
     *
     * @throws dev.sluice.event.RejectedException as {@link #identify}
     */
    public Caller identifyScraper(Credentials credentials) {
        return tokenIn(credentials.authorization())
                .filter(this::isScrapeToken)
                .map(token -> new Caller(Optional.empty(), Grants.METRICS, Optional.empty()))
                .orElseGet(() -> identify(credentials));
    }

    /** Compares digests in constant time, so that the time of an answer does not reveal how much of a guess is right. */
    private boolean isScrapeToken(String token) {
        return granted.scrapeDigest()
                .filter(digest -> MessageDigest.isEqual(bytes(digest), bytes(Digest.of(token))))
                .isPresent();
    }

    private static byte[] bytes(String digest) {
        return digest.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Returns the token in the lines of the header {@code Authorization}. Lines of another scheme are ignored, because a proxy
     * in front of the gateway may demand {@code Basic}.
     *
     * @throws dev.sluice.event.RejectedException {@code token-invalid} if the header has a malformed token, or several
     */
    public static Optional<String> tokenIn(List<String> authorization) {
        List<String> lines = authorization.stream()
                .filter(line -> !line.isEmpty() && !isOfAnotherScheme(line))
                .toList();
        if (lines.size() > 1) {
            throw TOKEN_INVALID.because("the header Authorization has more than one token: exactly one is allowed");
        }
        return lines.stream().findFirst().map(Access::tokenOf);
    }

    /** A single word is not another scheme: it may be a token without its scheme, which is refused as malformed. */
    private static boolean isOfAnotherScheme(String line) {
        int space = line.indexOf(' ');
        return space > 0 && !line.substring(0, space).equalsIgnoreCase(SCHEME);
    }

    private static String tokenOf(String line) {
        Matcher form = BEARER.matcher(line);
        if (!form.matches()) {
            throw TOKEN_INVALID.because("the header Authorization must be Bearer, a space, and the token");
        }
        return form.group(1);
    }

    /** A token in the URL is refused by default, because URLs end up in logs and browser histories. */
    private String takenFromQuery(String token) {
        if (!takesQuery) {
            throw TOKEN_INVALID.because(
                    "this gateway takes no token from the URL: send it in the header Authorization, or"
                            + " allow it by the setting sluice.token.query");
        }
        return token;
    }

    /**
     * Identifies the bearer of a token.
     *
     * @throws dev.sluice.event.RejectedException as {@link #identify}
     */
    public Caller bearerOf(String token) {
        Caller caller = tokens.orElseThrow(() -> TOKEN_INVALID.because(
                        "this gateway takes no tokens, because its settings name no key to verify them"))
                .verify(token);
        revocations.requireValid(caller);
        return new Caller(caller.subject(), caller.grants().and(anonymous().grants()), caller.token());
    }

    private Caller recognised(String name, Credentials credentials) {
        Granted now = granted;
        Grants grants = now.anonymous().grants();
        for (Map.Entry<String, Grants> role : now.roles().entrySet()) {
            if (credentials.hasRole().test(role.getKey())) {
                grants = grants.and(role.getValue());
            }
        }
        return new Caller(Optional.of(name), grants, Optional.empty());
    }

    /**
     * Returns the name under which a caller is present. A caller with a subject is present under this subject. On a gateway
     * with tokens or roles a caller without a subject cannot choose a name, because it could be the subject of another one.
     *
     * @param wanted the name that the caller asks for; may be empty
     * @return empty if the caller has no name and asks for none
     * @throws dev.sluice.event.RejectedException {@code member-forbidden} if the caller may not have the name
     */
    public Optional<String> memberName(Caller caller, Optional<String> wanted) {
        if (caller.subject().isPresent()) {
            if (wanted.isPresent() && !wanted.equals(caller.subject())) {
                throw MEMBER_FORBIDDEN.because(
                        "a caller with a subject can be present under this subject only: leave member out");
            }
            return caller.subject();
        }
        if (wanted.isPresent() && knowsSubjects()) {
            throw MEMBER_FORBIDDEN.because("a caller without a subject cannot choose a name on a gateway with tokens or"
                    + " roles: leave member out");
        }
        return wanted;
    }

    private boolean knowsSubjects() {
        return tokens.isPresent() || !granted.roles().isEmpty();
    }

    public Caller anonymous() {
        return granted.anonymous();
    }

    /** Whether no caller can do anything: there are no anonymous grants, no roles and no keys for tokens. */
    public boolean isClosed() {
        return !anonymous().mayDoSomething() && !knowsSubjects();
    }
}
