package dev.sluice.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.sluice.log.LogMessage;
import dev.sluice.settings.Settings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/**
 * Selects the keys that may have signed a token. Each type of key is used with its own algorithm only: a public key is never
 * used as a secret, whatever the token's header says.
 */
final class TokenKeys implements JWSKeySelector<SecurityContext>, JWSVerifierFactory {

    private static final Logger LOG = System.getLogger(TokenKeys.class.getName());

    private static final Set<JWSAlgorithm> PUBLIC_KEY_ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    private static final Duration FETCH_CONNECT = Duration.ofSeconds(2);
    private static final Duration FETCH_READ = Duration.ofSeconds(3);
    private static final int MOST_BYTES = 1 << 20;

    /** Keys are fetched again after this time, or when a token names an unknown key. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    /** The last keys are used for this long while they cannot be fetched. */
    private static final Duration OUTAGE = Duration.ofHours(4);

    /** At most two fetches happen in this time, however many tokens name unknown keys. */
    private static final Duration FETCH_INTERVAL = Duration.ofSeconds(30);

    private final List<Key> secrets;
    private final List<PublicKey> ofFile;
    private final Optional<JWKSource<SecurityContext>> ofAddress;
    private final JWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();

    TokenKeys(Settings.Tokens settings) {
        secrets = settings.secret().isEmpty()
                ? List.of()
                : List.of(new SecretKeySpec(settings.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        ofFile = settings.keys().isEmpty() ? List.of() : parse(settings.keys());
        ofAddress = settings.jwks().isEmpty() ? Optional.empty() : Optional.of(source(settings.jwks()));
    }

    private static List<PublicKey> parse(String text) {
        try {
            return PublicKeys.parse(text);
        } catch (JOSEException e) {
            throw new IllegalStateException(
                    "setting sluice.token.keys: " + e.getMessage() + "; allowed are RSA keys of at least"
                            + " 2048 bits, EC keys on P-256 and Ed25519 keys, as PEM or as JSON Web Keys");
        }
    }

    private static JWKSource<SecurityContext> source(String address) {
        try {
            DefaultResourceRetriever retriever = new DefaultResourceRetriever(
                    (int) FETCH_CONNECT.toMillis(), (int) FETCH_READ.toMillis(), MOST_BYTES);
            return JWKSourceBuilder.create(URI.create(address).toURL(), retriever)
                    // fetching ahead would start threads that the server does not manage
                    .refreshAheadCache(false)
                    .cache(FRESH.toMillis(), FETCH_CONNECT.plus(FETCH_READ).toMillis())
                    .rateLimited(FETCH_INTERVAL.toMillis())
                    .outageTolerant(OUTAGE.toMillis())
                    .build();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new IllegalStateException("setting sluice.token.jwks: '" + address + "' is not a URL");
        }
    }

    @Override
    public List<Key> selectJWSKeys(JWSHeader header, SecurityContext context) throws KeySourceException {
        JWSAlgorithm algorithm = header.getAlgorithm();
        if (JWSAlgorithm.HS256.equals(algorithm)) {
            return secrets;
        }
        if (!PUBLIC_KEY_ALGORITHMS.contains(algorithm)) {
            return List.of();
        }
        List<PublicKey> keys = new ArrayList<>(ofFile);
        if (ofAddress.isPresent()) {
            JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(header));
            ofAddress.get().get(selector, context).forEach(key -> addIfUsable(key, keys));
        }
        return keys.stream()
                .filter(key -> PublicKeys.fits(key, algorithm))
                .map(Key.class::cast)
                .toList();
    }

    private static void addIfUsable(JWK key, List<PublicKey> keys) {
        try {
            keys.add(PublicKeys.of(key));
        } catch (JOSEException e) {
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("a key of the JSON Web Key set is ignored, because it cannot be used")
                            .with("cause", e.getMessage()));
        }
    }

    @Override
    public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
        return EdDsa.ALGORITHMS.contains(header.getAlgorithm())
                ? new EdDsa((PublicKey) key)
                : verifiers.createJWSVerifier(header, key);
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
        return verifiers.supportedJWSAlgorithms();
    }

    @Override
    public JCAContext getJCAContext() {
        return verifiers.getJCAContext();
    }
}
