package dev.sluice.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.sluice.event.RejectedException;
import dev.sluice.settings.TestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** Feeds any text as a token, and any text as the signed claims of a token. */
public final class TokensFuzz {

    private static final TokenVerifier VERIFIER = TokenVerifier.of(
                    TestSettings.with(Map.of("sluice.token.secret", TestTokens.SECRET))
                            .tokens(),
                    Clock.systemUTC())
            .orElseThrow();

    private TokensFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws JOSEException {
        String text = new String(input, StandardCharsets.UTF_8);
        verify(text);
        JWSSigner signer = new MACSigner(TestTokens.SECRET);
        JWSObject signed = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(text));
        signed.sign(signer);
        verify(signed.serialize());
    }

    private static void verify(String token) {
        try {
            VERIFIER.verify(token);
        } catch (RejectedException declared) {
            // a door answers with this exception; any other is a fault
        }
    }
}
