package dev.sluice.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.crypto.impl.CriticalHeaderParamsDeferral;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;

/**
 * Verifies Ed25519 signatures with the JDK, which supports them since version 15. The token library would need Tink for that,
 * which depends on Gson and Protocol Buffers.
 */
final class EdDsa extends BaseJWSProvider implements JWSVerifier {

    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    /** The prefix of the 32 bytes of a key in its X.509 form (RFC 8410). */
    private static final byte[] X509 = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private static final int KEY_BYTES = 32;

    private final PublicKey key;
    private final CriticalHeaderParamsDeferral critical = new CriticalHeaderParamsDeferral();

    EdDsa(PublicKey key) {
        super(ALGORITHMS);
        this.key = key;
    }

    static PublicKey key(OctetKeyPair pair) throws JOSEException {
        byte[] x = pair.getDecodedX();
        if (x.length != KEY_BYTES) {
            throw new JOSEException("an Ed25519 key must have " + KEY_BYTES + " bytes");
        }
        byte[] encoded = new byte[X509.length + KEY_BYTES];
        System.arraycopy(X509, 0, encoded, 0, X509.length);
        System.arraycopy(x, 0, encoded, X509.length, KEY_BYTES);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new JOSEException("the bytes are not an Ed25519 key", e);
        }
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
        if (!critical.headerPasses(header)) {
            return false;
        }
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(signed);
            return check.verify(signature.decode());
        } catch (SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new JOSEException("this Java runtime cannot verify Ed25519", e);
        }
    }
}
