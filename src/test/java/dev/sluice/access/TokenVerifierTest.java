package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.event.RejectedException;
import dev.sluice.event.TopicFilter;
import dev.sluice.settings.TestSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid tokens, and every known way to forge one. */
class TokenVerifierTest {

    private static final KeyPair RSA = pair("RSA", 2048);
    private static final KeyPair OTHER_RSA = pair("RSA", 2048);
    private static final KeyPair EC = pair("EC", 256);
    private static final KeyPair ED = pair("Ed25519", 255);

    private static KeyPair pair(String kind, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static TokenVerifier verifier(Map<String, String> settings) {
        return TokenVerifier.of(TestSettings.with(settings).tokens(), Clock.systemUTC())
                .orElseThrow();
    }

    /** A verifier with a secret and three public keys. */
    private static TokenVerifier verifier() {
        return verifier(Map.of(
                "sluice.token.secret",
                TestTokens.SECRET,
                "sluice.token.keys",
                pem(RSA) + pem(EC) + pem(ED),
                "sluice.token.issuer",
                "https://issuer.example",
                "sluice.token.audience",
                "sluice, other"));
    }

    private static JWTClaimsSet.Builder claims() {
        return TestTokens.claims("ada", List.of("orders/*"), List.of("**"))
                .issuer("https://issuer.example")
                .audience("sluice");
    }

    private static String signed(JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, JWSSigner signer) {
        return TestTokens.sign(claims, new JWSHeader(algorithm), signer);
    }

    private static String byRsa(JWTClaimsSet.Builder claims) {
        return signed(claims, JWSAlgorithm.RS256, new RSASSASigner(RSA.getPrivate()));
    }

    private static String byEc(JWTClaimsSet.Builder claims) {
        try {
            return signed(claims, JWSAlgorithm.ES256, new ECDSASigner((ECPrivateKey) EC.getPrivate()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs without the token library, which needs another library for Ed25519. */
    private static String byEd(JWTClaimsSet.Builder claims, String algorithm, PrivateKey key) {
        String signed = part("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}") + "."
                + part(claims.build().toString());
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64URL.encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(String text) {
        return Base64URL.encode(text).toString();
    }

    private static String byHand(String header, JWTClaimsSet.Builder claims, String signature) {
        return part(header) + "." + part(claims.build().toString()) + "." + signature;
    }

    static Stream<Arguments> thoseThatHold() {
        return Stream.of(
                Arguments.of("HS256", TestTokens.sign(claims())),
                Arguments.of("RS256", byRsa(claims())),
                Arguments.of("ES256", byEc(claims())),
                Arguments.of("EdDSA", byEd(claims(), "EdDSA", ED.getPrivate())),
                Arguments.of("Ed25519", byEd(claims(), "Ed25519", ED.getPrivate())),
                Arguments.of("one audience of several", byRsa(claims().audience(List.of("x", "other")))),
                Arguments.of("valid for some seconds yet", byRsa(claims().expirationTime(in(5)))),
                Arguments.of("issued by a clock that is ahead", byRsa(claims().issueTime(in(20)))),
                Arguments.of("valid by a clock that is ahead", byRsa(claims().notBeforeTime(in(20)))),
                Arguments.of("without a type", byHand("{'alg':'HS256'}", "")),
                Arguments.of("a type of null", byHand("{'alg':'HS256','typ':null}", "")),
                Arguments.of("JWT in other letters", byHand("{'alg':'HS256','typ':'jwt'}", "")),
                Arguments.of("JWT as a media type", byHand("{'alg':'HS256','typ':'application/JWT'}", "")),
                Arguments.of("an access token", byHand("{'alg':'HS256','typ':'at+jwt'}", "")),
                Arguments.of(
                        "an access token by its media type", byHand("{'alg':'HS256','typ':'APPLICATION/AT+JWT'}", "")),
                Arguments.of("a list of one audience", byHand(HS256, "'aud':['sluice']")),
                Arguments.of("times with fractions", byHand(HS256, times("%d.25", "%d.75", "%d.5"))),
                Arguments.of("times as powers of ten", byHand(HS256, times("%de0", "%d.0E0", "%d.5"))),
                Arguments.of("nulls where nothing has to be", byHand(HS256, "'nbf':null,'other':null")));
    }

    private static final String HS256 = "{'alg':'HS256','typ':'JWT'}";

    private static String times(String issued, String expires, String begins) {
        long now = Instant.now().getEpochSecond();
        return "'iat':" + issued.formatted(now) + ",'exp':" + expires.formatted(now + 600) + ",'nbf':"
                + begins.formatted(now - 60);
    }

    /** Signs a token with these members; members of a valid token fill in the others. */
    private static String byHand(String header, String members) {
        long now = Instant.now().getEpochSecond();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("sub", "'ada'");
        all.put("jti", "'of ada'");
        all.put("iss", "'https://issuer.example'");
        all.put("aud", "'sluice'");
        all.put("iat", Long.toString(now));
        all.put("exp", Long.toString(now + 600));
        all.put("sluice", "{'publish':['orders/*'],'read':['**']}");
        String others = all.entrySet().stream()
                .filter(each -> !members.contains("'" + each.getKey() + "':"))
                .map(each -> "'" + each.getKey() + "':" + each.getValue())
                .collect(Collectors.joining(","));
        String json = "{" + members + (members.isEmpty() ? "" : ",") + others + "}";
        return TestTokens.signAsIs(header.replace('\'', '"'), json.replace('\'', '"'));
    }

    static Stream<Arguments> claimsOfEveryType() {
        String huge = "1e400";
        String half = "'\\ud83d'";
        Map<String, List<String>> wrong = new LinkedHashMap<>();
        for (String time : List.of("exp", "iat", "nbf")) {
            wrong.put(
                    time,
                    List.of(
                            "'1'",
                            "true",
                            "{}",
                            "[1]",
                            huge,
                            "-" + huge,
                            "-1",
                            "1e20",
                            "1e999999999",
                            "9".repeat(400),
                            "''"));
        }
        for (String name : List.of("sub", "jti")) {
            wrong.put(name, List.of("1", "true", "{}", "['a']", huge, half, "''", "'a\\u2028'", "'\\u0000'"));
        }
        wrong.put("iss", List.of("null", "1", "false", "{}", "['https://issuer.example']", huge, half, "''"));
        wrong.put("aud", List.of("null", "1", "true", "{}", "[]", "[1]", "[null]", "['else']", huge, half, "''"));
        wrong.put(
                "sluice",
                List.of(
                        "1",
                        "'**'",
                        "true",
                        "[]",
                        huge,
                        "{'read':'**'}",
                        "{'read':{}}",
                        "{'read':[null]}",
                        "{'read':[[]]}",
                        "{'read':[" + half + "]}",
                        "{'publish':1.5}",
                        "{'publish':['']}",
                        "{'admin':'true'}",
                        "{'admin':1}",
                        "{'metrics':'true'}",
                        "{'else':1}"));
        Stream<Arguments> wrongs = wrong.entrySet().stream()
                .flatMap(claim -> claim.getValue().stream().map(value -> Arguments.of(claim.getKey(), value)));
        return Stream.concat(wrongs, Stream.of(Arguments.of("exp", "null"), Arguments.of("iat", "null")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("claimsOfEveryType")
    void namesTheClaimThatIsWrong(String claim, String value) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> verifier().verify(byHand(HS256, "'" + claim + "':" + value)))
                .satisfies(e -> assertThat(e.rejection().code()).isEqualTo("token-invalid"))
                .withMessageContaining("claim " + claim);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "jti", "nbf", "sluice", "{'publish':null,'read':null,'admin':null}"})
    void takesNullForNothing(String claim) {
        String members = claim.startsWith("{") ? "'sluice':" + claim : "'" + claim + "':null";
        Caller caller = verifier().verify(byHand(HS256, members));
        assertThat(caller.token()).isPresent();
        assertThat(caller.subject().isPresent()).isEqualTo(!claim.equals("sub"));
        assertThat(caller.mayDoSomething()).isEqualTo(!claim.equals("sluice") && !claim.startsWith("{"));
    }

    /** The header is read before the signature is verified, so that an attacker can write anything into it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'typ':1",
                "'typ':{}",
                "'typ':''",
                "'typ':'JOSE'",
                "'typ':'\\ud83d'",
                "'alg':null",
                "'alg':1",
                "'alg':''",
                "'crit':1",
                "'crit':[]",
                "'crit':[1]",
                "'crit':[null]",
                "'crit':['alg']",
                "'crit':['b64']",
                "'b64':false,'crit':['b64']",
                "'b64':1",
                "'kid':1",
                "'kid':{}",
                "'cty':1",
                "'jku':'%'",
                "'jku':1",
                "'jwk':1",
                "'jwk':{}",
                "'jwk':{'kty':'RSA'}",
                "'jwk':{'kty':'EC','crv':'P-256','x':'AA','y':'AA'}",
                "'jwk':{'kty':'oct','k':'AA'}",
                "'jwk':{'kty':'OKP','crv':'Ed25519','x':'AA','d':'AA'}",
                "'x5c':1",
                "'x5c':['AA']",
                "'x5c':[1]",
                "'x5u':'%'",
                "'x5t':1",
                "'x5t#S256':{}",
                "'zip':'DEF'",
                "'enc':'A128GCM'",
                "'p2c':'x'",
                "'epk':1",
                "'iat':1",
                "'x':1e400"
            })
    void neverFailsOfAHeader(String member) {
        String header = member.startsWith("'alg'") ? "{" + member + "}" : "{'alg':'HS256'," + member + "}";
        String token = byHand(header, "");
        String forged = token.substring(0, token.lastIndexOf('.')) + "." + part("x".repeat(32));
        for (String each : List.of(token, forged)) {
            try {
                assertThat(verifier().verify(each).subject()).contains("ada");
            } catch (RejectedException e) {
                assertThat(e.rejection().code()).isEqualTo("token-invalid");
            }
        }
    }

    static Stream<Arguments> thoseThatAreReadLoosely() {
        String header = "{\"alg\":\"HS256\"}";
        String payload = claims().build().toString();
        String good = TestTokens.signAsIs(header, payload);
        List<String> parts = List.of(good.split("\\."));
        Stream<Arguments> texts = Stream.of("x", "{}", ",", "}", "\0", "null")
                .flatMap(behind -> Stream.of(
                        Arguments.of("header", TestTokens.signAsIs(header + behind, payload)),
                        Arguments.of("claims", TestTokens.signAsIs(header, payload + behind))));
        Stream<Arguments> critical = Stream.of("[]", "null", "{}", "'alg'", "[1]", "['x']", "['alg','alg']")
                .map(value -> Arguments.of("crit in the header", byHand("{'alg':'HS256','crit':" + value + "}", "")));
        Stream<Arguments> padded = Stream.of("=", "==", " ", "!", "+", "/", "\u00e9")
                .flatMap(sign -> Stream.of(
                        Arguments.of("header", parts.get(0) + sign + "." + parts.get(1) + "." + parts.get(2)),
                        Arguments.of("claims", parts.get(0) + "." + parts.get(1) + sign + "." + parts.get(2)),
                        Arguments.of("signature", good + sign)));
        Stream<Arguments> others = Stream.of(
                Arguments.of("three parts", good + "."),
                Arguments.of("three parts", parts.get(0) + "." + parts.get(1)),
                Arguments.of("empty signature", parts.get(0) + "." + parts.get(1) + "."),
                Arguments.of("header", TestTokens.signAsIs("[]", payload)),
                Arguments.of("header", TestTokens.signAsIs("", payload)),
                Arguments.of("claims", TestTokens.signAsIs(header, "[]")),
                Arguments.of("claims", TestTokens.signAsIs(header, "")),
                Arguments.of("claims", TestTokens.signAsIs(header, "1")));
        return Stream.of(texts, critical, padded, others).flatMap(each -> each);
    }

    /** By RFC 7515, sections 2, 4.1.11 and 7.1; the token library accepts some of these. */
    @ParameterizedTest(name = "{0}: {index}")
    @MethodSource("thoseThatAreReadLoosely")
    void namesThePartThatIsWrong(String part, String token) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> verifier().verify(token))
                .satisfies(e -> assertThat(e.rejection().code()).isEqualTo("token-invalid"))
                .withMessageContaining(part);
    }

    @Test
    void takesSpaceAroundTheJsonOfAPart() {
        String token = TestTokens.signAsIs(" {\"alg\" : \"HS256\"}\n", "\t" + claims().build() + "\r\n ");
        assertThat(verifier().verify(token).subject()).contains("ada");
    }

    /** A server may run under a Turkish locale, in which the lower-case letter of I has no dot. */
    @Test
    void readsTheTypeAlikeInEveryLanguage() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            String token = byHand("{'alg':'HS256','typ':'APPLICATION/AT+JWT'}", "");
            assertThat(verifier().verify(token).subject()).contains("ada");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("thoseThatHold")
    void takes(String what, String token) {
        Caller caller = verifier().verify(token);
        assertThat(caller.subject()).contains("ada");
        assertThat(caller.grants().publish()).containsExactly(new TopicFilter("orders/*"));
        assertThat(caller.grants().read()).containsExactly(TopicFilter.ALL);
        assertThat(caller.grants().administer()).isFalse();
        assertThat(caller.token().orElseThrow().id()).contains("of ada");
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    static Stream<Arguments> forgeries() throws JOSEException {
        String good = byRsa(claims());
        String[] parts = good.split("\\.");
        byte[] publicKey = pem(RSA).getBytes(StandardCharsets.UTF_8);
        RSAKey ownKey = new RSAKey.Builder((RSAPublicKey) OTHER_RSA.getPublic()).build();
        JWSHeader withOwnKey =
                new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(ownKey).build();
        JWSHeader critical = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .criticalParams(Set.of("x"))
                .customParam("x", 1)
                .build();
        return Stream.of(
                Arguments.of("no algorithm", byHand("{\"alg\":\"none\"}", claims(), "")),
                Arguments.of("no algorithm, oddly written", byHand("{\"alg\":\"nOnE\"}", claims(), "")),
                Arguments.of("no algorithm, with a signature", byHand("{\"alg\":\"none\"}", claims(), parts[2])),
                Arguments.of("no algorithm named", byHand("{\"typ\":\"JWT\"}", claims(), parts[2])),
                Arguments.of("no signature", parts[0] + "." + parts[1] + "."),
                Arguments.of("two parts", parts[0] + "." + parts[1]),
                Arguments.of(
                        "other claims under the same signature", byHand("{\"alg\":\"RS256\"}", claims(), parts[2])),
                Arguments.of(
                        "a public key as a secret", signed(claims(), JWSAlgorithm.HS256, new MACSigner(publicKey))),
                Arguments.of(
                        "a public key's bytes as a secret",
                        signed(
                                claims(),
                                JWSAlgorithm.HS256,
                                new MACSigner(RSA.getPublic().getEncoded()))),
                Arguments.of("another secret", signed(claims(), JWSAlgorithm.HS256, new MACSigner("x".repeat(32)))),
                Arguments.of("an empty signature of a secret", byHand("{\"alg\":\"HS256\"}", claims(), part(""))),
                Arguments.of(
                        "another algorithm of the secret",
                        signed(claims(), JWSAlgorithm.HS512, new MACSigner(TestTokens.SECRET.repeat(2)))),
                Arguments.of(
                        "another algorithm of the same key",
                        signed(claims(), JWSAlgorithm.RS512, new RSASSASigner(RSA.getPrivate()))),
                Arguments.of(
                        "another padding of the same key",
                        signed(claims(), JWSAlgorithm.PS256, new RSASSASigner(RSA.getPrivate()))),
                Arguments.of(
                        "another key", signed(claims(), JWSAlgorithm.RS256, new RSASSASigner(OTHER_RSA.getPrivate()))),
                Arguments.of(
                        "another key, brought along",
                        TestTokens.sign(claims(), withOwnKey, new RSASSASigner(OTHER_RSA.getPrivate()))),
                Arguments.of(
                        "a header that must be understood and is not",
                        TestTokens.sign(claims(), critical, new RSASSASigner(RSA.getPrivate()))),
                Arguments.of(
                        "a signature of zeros, elliptic",
                        byHand(
                                "{\"alg\":\"ES256\"}",
                                claims(),
                                Base64URL.encode(new byte[64]).toString())),
                Arguments.of(
                        "a signature of zeros, Edwards",
                        byHand(
                                "{\"alg\":\"EdDSA\"}",
                                claims(),
                                Base64URL.encode(new byte[64]).toString())),
                Arguments.of(
                        "a short signature, Edwards",
                        byHand(
                                "{\"alg\":\"EdDSA\"}",
                                claims(),
                                Base64URL.encode(new byte[8]).toString())),
                Arguments.of(
                        "another Edwards key",
                        byEd(claims(), "EdDSA", pair("Ed25519", 255).getPrivate())),
                Arguments.of("another type of object", typed("JOSE")),
                Arguments.of("no time of issue", byRsa(claims().issueTime(null))),
                Arguments.of("no subject but a name", byRsa(claims().subject(""))),
                Arguments.of("a subject too long", byRsa(claims().subject("a".repeat(256)))),
                Arguments.of("a line break in the subject", byRsa(claims().subject("a\nb"))),
                Arguments.of("a header that must be understood, Edwards", critical()),
                Arguments.of("encrypted", "e30.e30.e30.e30.e30"),
                Arguments.of("nothing", ""),
                Arguments.of("noise", "…"),
                Arguments.of("dots", ".."),
                Arguments.of("too long", byRsa(claims().claim("x", "A".repeat(9_000)))),
                Arguments.of("for somebody else", byRsa(claims().audience("else"))),
                Arguments.of("for nobody", byRsa(claims().audience((String) null))),
                Arguments.of("of another issuer", byRsa(claims().issuer("https://issuer.example.evil"))),
                Arguments.of("of no issuer", byRsa(claims().issuer(null))),
                Arguments.of("for ever", byRsa(claims().expirationTime(null))),
                Arguments.of("for longer than tokens live", byRsa(claims().expirationTime(in(31 * 86_400)))),
                Arguments.of("not yet", byRsa(claims().notBeforeTime(in(60)))),
                Arguments.of("issued in the future", byRsa(claims().issueTime(in(60)))),
                Arguments.of("a claim that is no object", byRsa(claims().claim("sluice", "**"))),
                Arguments.of("a misspelt grant", byRsa(claims().claim("sluice", Map.of("subscribe", List.of("**"))))),
                Arguments.of("a grant that is no list", byRsa(claims().claim("sluice", Map.of("read", "**")))),
                Arguments.of("a grant that is no text", byRsa(claims().claim("sluice", Map.of("read", List.of(1))))),
                Arguments.of(
                        "a grant that is no filter", byRsa(claims().claim("sluice", Map.of("read", List.of("a*"))))),
                Arguments.of("an administrator by text", byRsa(claims().claim("sluice", Map.of("admin", "true")))));
    }

    /** Signs a token with another type. */
    private static String typed(String type) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .type(new JOSEObjectType(type))
                            .build(),
                    claims().build());
            token.sign(new RSASSASigner(RSA.getPrivate()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String critical() {
        return byEd(claims(), "EdDSA\",\"crit\":[\"x\"],\"x\":\"1", ED.getPrivate());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void refuses(String what, String token) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> verifier().verify(token))
                .satisfies(e -> assertThat(e.rejection().code()).isEqualTo("token-invalid"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("ada").hasSizeLessThan(200));
    }

    @Test
    void tellsWhatHasExpiredFromWhatIsInvalid() {
        String token = byRsa(claims().expirationTime(in(-1)));
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> verifier().verify(token))
                .satisfies(e -> assertThat(e.rejection().code()).isEqualTo("token-expired"));
    }

    @Test
    void neitherIssuerNorAudienceIsAskedForUnlessTheSettingsDo() {
        TokenVerifier verifier = verifier(Map.of("sluice.token.secret", TestTokens.SECRET));
        assertThat(verifier.verify(TestTokens.sign(TestTokens.administrator()))
                        .grants()
                        .administer())
                .isTrue();
        assertThat(verifier.verify(TestTokens.sign(claims().claim("sluice", null)))
                        .grants())
                .isEqualTo(Grants.NONE);
    }

    @Test
    void takesKeysAsJsonWebKeys() {
        RSAKey rsa =
                new RSAKey.Builder((RSAPublicKey) RSA.getPublic()).keyID("1").build();
        ECKey ec = new ECKey.Builder(Curve.P_256, (ECPublicKey) EC.getPublic())
                .keyID("2")
                .build();
        TokenVerifier both = verifier(Map.of("sluice.token.keys", new JWKSet(List.of(rsa, ec)).toString()));
        assertThat(both.verify(byRsa(claims())).subject()).contains("ada");
        assertThat(both.verify(byEc(claims())).subject()).contains("ada");
        assertThat(verifier(Map.of("sluice.token.keys", ec.toJSONString()))
                        .verify(byEc(claims()))
                        .subject())
                .contains("ada");
    }

    static Stream<Arguments> uselessKeys() {
        return Stream.of(
                Arguments.of("too small", pem(pair("RSA", 1024))),
                Arguments.of("on another curve", pem(pair("EC", 384))),
                Arguments.of("of another kind", pem(pair("X25519", 255))),
                Arguments.of("private", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
                Arguments.of("symmetric", "{\"kty\":\"oct\",\"k\":\"AAAA\"}"),
                Arguments.of("noise", "{}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uselessKeys")
    void doesNotStartWithAKeyThatCannotBeUsed(String what, String keys) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> verifier(Map.of("sluice.token.keys", keys)))
                .withMessageContaining("setting sluice.token.keys");
    }

    /** Issuers rotate keys: a token with an unknown key triggers a fetch, and all other tokens use the keys in memory. */
    @Test
    void fetchesKeysAndTheirSuccessors() throws IOException {
        RSAKey first =
                new RSAKey.Builder((RSAPublicKey) RSA.getPublic()).keyID("1").build();
        RSAKey second = new RSAKey.Builder((RSAPublicKey) OTHER_RSA.getPublic())
                .keyID("2")
                .build();
        AtomicReference<JWKSet> published = new AtomicReference<>(new JWKSet(first));
        AtomicInteger fetched = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/keys", exchange -> {
            fetched.incrementAndGet();
            byte[] body = published.get().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String byFirst = named("1", RSA);
        String bySecond = named("2", OTHER_RSA);
        try {
            TokenVerifier verifier = verifier(Map.of(
                    "sluice.token.jwks",
                    "http://localhost:" + server.getAddress().getPort() + "/keys"));
            assertThat(verifier.verify(byFirst).subject()).contains("ada");
            assertThat(verifier.verify(byFirst).subject()).contains("ada");
            assertThat(fetched).hasValue(1);
            published.set(new JWKSet(second));
            assertThat(verifier.verify(bySecond).subject()).contains("ada");
            assertThat(fetched).hasValue(2);
            // the old key is gone, and tokens that name it cannot trigger fetches without end
            for (int i = 0; i < 10; i++) {
                assertThatExceptionOfType(RejectedException.class)
                        .isThrownBy(() -> verifier.verify(byFirst))
                        .satisfies(e -> assertThat(e.rejection().code()).isEqualTo("token-invalid"));
            }
            assertThat(fetched.get()).isLessThanOrEqualTo(3);
        } finally {
            server.stop(0);
        }
        TokenVerifier none = verifier(Map.of(
                "sluice.token.jwks", "http://localhost:" + server.getAddress().getPort() + "/keys"));
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> none.verify(byFirst))
                .satisfies(e -> assertThat(e.rejection().code()).isEqualTo("keys-unavailable"));
    }

    private static String named(String id, KeyPair pair) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build();
        return TestTokens.sign(claims(), header, new RSASSASigner(pair.getPrivate()));
    }

    @Test
    void doesNotSayItsSecret() {
        assertThat(TestSettings.with(Map.of("sluice.token.secret", TestTokens.SECRET))
                        .toString())
                .doesNotContain(TestTokens.SECRET);
    }
}
