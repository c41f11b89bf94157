package dev.sluice.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens for tests. */
public final class TestTokens {

    /** The secret for HS256, of 256 bits. */
    public static final String SECRET = "0123456789abcdef0123456789ABCDEF";

    private TestTokens() {}

    /** The claims of a subject that may publish to and read these filters for the next hour. */
    public static JWTClaimsSet.Builder claims(String subject, List<String> publish, List<String> read) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .subject(subject)
                .jwtID("of " + subject)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3_600)))
                .claim("sluice", Map.of("publish", publish, "read", read));
    }

    public static JWTClaimsSet.Builder administrator() {
        return claims("root", List.of(), List.of()).claim("sluice", Map.of("admin", true));
    }

    public static String sign(JWTClaimsSet.Builder claims) {
        try {
            return sign(claims, new JWSHeader(JWSAlgorithm.HS256), new MACSigner(SECRET));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String sign(JWTClaimsSet.Builder claims, JWSHeader header, JWSSigner signer) {
        try {
            JWSHeader typed =
                    new JWSHeader.Builder(header).type(JOSEObjectType.JWT).build();
            SignedJWT token = new SignedJWT(typed, claims.build());
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String sign(String subject, List<String> publish, List<String> read) {
        return sign(claims(subject, publish, read));
    }

    /** Signs any text with the secret, also one that no library would sign. */
    public static String signAsIs(String header, String payload) {
        String signed = Base64URL.encode(header) + "." + Base64URL.encode(payload);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "." + Base64URL.encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
