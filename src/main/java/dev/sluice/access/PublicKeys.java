package dev.sluice.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the public keys that verify tokens: RSA of at least 2048 bits, EC on P-256, Ed25519; each for one algorithm. */
final class PublicKeys {

    private static final int LEAST_RSA_BITS = 2048;

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    private PublicKeys() {}

    /**
     * Parses the content of a key file: one or more keys in PEM, a JSON Web Key, or a JSON Web Key set.
     *
     * @throws JOSEException if it has no key, or one that cannot be used
     */
    static List<PublicKey> parse(String text) throws JOSEException {
        List<PublicKey> keys = new ArrayList<>();
        if (text.strip().startsWith("{")) {
            for (JWK key : parseJson(text)) {
                keys.add(of(key));
            }
        } else {
            Matcher pem = PEM.matcher(text);
            while (pem.find()) {
                keys.add(usable(decode(Base64.getMimeDecoder().decode(pem.group(1)))));
            }
        }
        if (keys.isEmpty()) {
            throw new JOSEException("it has no public key");
        }
        return keys;
    }

    private static List<JWK> parseJson(String text) throws JOSEException {
        try {
            return text.contains("\"keys\"") ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
        } catch (ParseException e) {
            throw new JOSEException(e.getMessage(), e);
        }
    }

    private static PublicKey decode(byte[] encoded) throws JOSEException {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (GeneralSecurityException otherKind) {
                continue;
            }
        }
        throw new JOSEException("it has a key that is neither RSA nor EC nor Ed25519");
    }

    static PublicKey of(JWK key) throws JOSEException {
        if (key instanceof RSAKey rsa) {
            return usable(rsa.toRSAPublicKey());
        }
        if (key instanceof ECKey ec) {
            return usable(ec.toECPublicKey());
        }
        if (key instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
            return EdDsa.key(pair);
        }
        throw new JOSEException("it has a key that is neither RSA nor EC nor Ed25519");
    }

    private static PublicKey usable(PublicKey key) throws JOSEException {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new JOSEException("it has an RSA key of less than " + LEAST_RSA_BITS + " bits");
        }
        if (key instanceof ECPublicKey ec && !Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
            throw new JOSEException("it has an EC key that is not on the curve P-256");
        }
        return key;
    }

    /** Whether a key is of the type that an algorithm needs. */
    static boolean fits(PublicKey key, JWSAlgorithm algorithm) {
        return JWSAlgorithm.RS256.equals(algorithm) && key instanceof RSAPublicKey
                || JWSAlgorithm.ES256.equals(algorithm) && key instanceof ECPublicKey
                || EdDsa.ALGORITHMS.contains(algorithm) && key instanceof EdECPublicKey;
    }
}
