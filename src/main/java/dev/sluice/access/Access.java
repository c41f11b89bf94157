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
 * Tells who a caller is. The first credentials that are there count, and if they do not hold, nothing else does: who shows
 * a token that has run out is not taken for somebody without one. Whoever shows none has what the settings grant to
 * anybody: nothing, by default. Everybody else has that, too.
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

    @Inject
    void follow(CurrentSettings current) {
        current.listen(this::change);
    }

    /** For those who come from now on: whoever is connected stays what it is. */
    private void change(Settings settings) {
        granted = Granted.by(settings);
    }

    /**
     * @throws dev.sluice.event.RejectedException {@code token-invalid}, {@code token-expired} or {@code token-revoked};
     *     {@code keys-unavailable} if that cannot be found out now
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
     * The caller of a request for the metrics: as {@link #identify}, or the bearer of the token that the settings name for
     * that. It is taken for nothing else, since it does not expire.
     *
     * @throws dev.sluice.event.RejectedException as {@link #identify}
     */
    public Caller identifyScraper(Credentials credentials) {
        return tokenIn(credentials.authorization())
                .filter(this::isScrapeToken)
                .map(token -> new Caller(Optional.empty(), Grants.METRICS, Optional.empty()))
                .orElseGet(() -> identify(credentials));
    }

    /** Compares digests, all of them in the same time, so that no answer tells how much of a guess is right. */
    private boolean isScrapeToken(String token) {
        return granted.scrapeDigest()
                .filter(digest -> MessageDigest.isEqual(bytes(digest), bytes(Digest.of(token))))
                .isPresent();
    }

    private static byte[] bytes(String digest) {
        return digest.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The token in the lines of the header {@code Authorization}. A line of another scheme is not for the gateway: a proxy on
     * the way may ask for {@code Basic}.
     *
     * @throws dev.sluice.event.RejectedException {@code token-invalid} if the header is neither
     */
    public static Optional<String> tokenIn(List<String> authorization) {
        List<String> lines = authorization.stream()
                .filter(line -> !line.isEmpty() && !isOfAnotherScheme(line))
                .toList();
        if (lines.size() > 1) {
            throw TOKEN_INVALID.because("the header Authorization has more than one token");
        }
        return lines.stream().findFirst().map(Access::tokenOf);
    }

    /** One word alone is no scheme with its credentials: it may be a token that lacks its scheme. */
    private static boolean isOfAnotherScheme(String line) {
        int space = line.indexOf(' ');
        return space > 0 && !line.substring(0, space).equalsIgnoreCase(SCHEME);
    }

    private static String tokenOf(String line) {
        Matcher form = BEARER.matcher(line);
        if (!form.matches()) {
            throw TOKEN_INVALID.because("the header Authorization is a token: Bearer, a space, and the token");
        }
        return form.group(1);
    }

    /** Addresses are kept in logs and histories. */
    private String takenFromQuery(String token) {
        if (!takesQuery) {
            throw TOKEN_INVALID.because("this gateway takes no token in the address");
        }
        return token;
    }

    /**
     * Gives the bearer of a token.
     *
     * @throws dev.sluice.event.RejectedException as {@link #identify}
     */
    public Caller bearerOf(String token) {
        Caller caller = tokens.orElseThrow(() -> TOKEN_INVALID.because("this gateway takes no tokens"))
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
     * The name of the member as which a caller is present: its own, if it is known by one. Where some are, nobody else
     * chooses a name, which could be that of one of them.
     *
     * @param wanted what it says; empty if it says nothing
     * @return nothing if it has no name
     * @throws dev.sluice.event.RejectedException {@code member-forbidden} if it may not have the name
     */
    public Optional<String> memberName(Caller caller, Optional<String> wanted) {
        if (caller.subject().isPresent()) {
            if (wanted.isPresent() && !wanted.equals(caller.subject())) {
                throw MEMBER_FORBIDDEN.because("whoever has a subject is present by that name");
            }
            return caller.subject();
        }
        if (wanted.isPresent() && knowsSubjects()) {
            throw MEMBER_FORBIDDEN.because("this gateway knows some by their names: nobody else chooses one");
        }
        return wanted;
    }

    private boolean knowsSubjects() {
        return tokens.isPresent() || !granted.roles().isEmpty();
    }

    public Caller anonymous() {
        return granted.anonymous();
    }

    /** Whether anybody at all can do anything. */
    public boolean isClosed() {
        return !anonymous().mayDoSomething() && !knowsSubjects();
    }
}
