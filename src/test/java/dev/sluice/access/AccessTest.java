package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final Map<String, String> TOKENS =
            Map.of("sluice.token.secret", TestTokens.SECRET, "sluice.anonymous.read", "news");

    private static Access access(Map<String, String> settings) {
        return new Access(TestSettings.with(settings), new Revocations());
    }

    private static JWTClaimsSet.Builder claims(String subject) {
        return TestTokens.claims(subject, List.of(), List.of("orders"));
    }

    /** A fallback would hide from a client that its token is invalid, and show it less than it may read. */
    @Test
    void takesTheFirstCredentialsOfARequestAlone() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "sluice.token.secret", TestTokens.SECRET,
                "sluice.anonymous.read", "public/**",
                "sluice.roles", "editor, reader",
                "sluice.role.editor.publish", "news/*",
                "sluice.role.reader.read", "news/*"));
        Access access = new Access(TestSettings.with(settings), new Revocations());
        String ada = TestTokens.sign("ada", List.of("orders/*"), List.of("orders/**"));
        String bob = TestTokens.sign("bob", List.of(), List.of());
        assertThat(access.identify(Credentials.NONE).isAnonymous()).isTrue();
        assertThat(subject(access, some("Bearer " + ada, bob))).contains("ada");
        assertThat(subject(access, some(List.of(), bob))).contains("bob");
        assertThat(access.identify(some(List.of(), bob)).grants().read()).containsExactly(new TopicFilter("public/**"));
        assertRefused(access, some("Bearer x.y.z", bob));
        assertThat(subject(access, some("bEARER   " + ada, bob))).contains("ada");
        // another scheme is not meant for the gateway, but the cookie is
        assertThat(subject(access, some("Basic " + ada, bob))).contains("bob");
        assertThat(subject(access, some("Digest username=\"x\", realm=\"y\"", bob)))
                .contains("bob");
        assertThat(subject(access, some("", bob))).contains("bob");
        assertThat(subject(access, some(List.of("Basic eDp5", "Bearer " + ada), bob)))
                .contains("ada");
        assertRefused(access, some(List.of("Bearer " + ada, "Bearer " + ada), bob));
        assertRefused(access, some("Bearer", bob));
        assertRefused(access, some("Bearer a b", bob));
        assertRefused(access, some(ada, bob));
        Credentials inUrl =
                new Credentials(List.of(), Optional.empty(), Optional.of(ada), Optional.empty(), role -> false);
        assertRefused(access, inUrl);
        settings.put("sluice.token.query", "true");
        assertThat(subject(new Access(TestSettings.with(settings), new Revocations()), inUrl))
                .contains("ada");
        Credentials editor = new Credentials(
                List.of("Basic eDp5"), Optional.empty(), Optional.empty(), Optional.of("eve"), "editor"::equals);
        assertThat(access.identify(editor))
                .isEqualTo(new Caller(
                        Optional.of("eve"),
                        new Grants(
                                List.of(new TopicFilter("news/*")),
                                List.of(new TopicFilter("public/**")),
                                false,
                                false),
                        Optional.empty()));
    }

    private static Credentials some(String authorization, String cookie) {
        return some(List.of(authorization), cookie);
    }

    private static Credentials some(List<String> authorization, String cookie) {
        return new Credentials(authorization, Optional.of(cookie), Optional.empty(), Optional.empty(), role -> false);
    }

    private static Optional<String> subject(Access access, Credentials credentials) {
        return access.identify(credentials).subject();
    }

    private static void assertRefused(Access access, Credentials credentials) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> access.identify(credentials))
                .satisfies(e -> assertThat(e.rejection().code()).isEqualTo("token-invalid"));
    }

    @Test
    void addsTheAnonymousGrantsToThoseOfEachCaller() {
        Access access = access(Map.of(
                "sluice.token.secret", TestTokens.SECRET,
                "sluice.anonymous.read", "news",
                "sluice.roles", "editor author",
                "sluice.role.editor.read", "drafts",
                "sluice.role.author.read", "private"));
        Caller ada = access.bearerOf(TestTokens.sign(claims("ada")));
        assertThat(ada.mayRead(new Topic("news"))).isTrue();
        assertThat(ada.mayRead(new Topic("orders"))).isTrue();
        Caller duke = access.identify(
                new Credentials(List.of(), Optional.empty(), Optional.empty(), Optional.of("duke"), "editor"::equals));
        assertThat(duke.mayRead(new Topic("news"))).isTrue();
        assertThat(duke.mayRead(new Topic("drafts"))).isTrue();
        assertThat(duke.mayRead(new Topic("private"))).isFalse();
    }

    @Test
    void refusesATokenAfterItsExpiry() {
        String token = TestTokens.sign(claims("ada"));
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofHours(2)), ZoneOffset.UTC);
        Access access = new Access(TestSettings.with(TOKENS), new Revocations(), later);
        assertRefused(() -> access.bearerOf(token), Rejection.TOKEN_EXPIRED);
    }

    @Test
    void letsNoCallerBePresentUnderTheNameOfAnother() {
        Access access = access(TOKENS);
        Caller ada = access.bearerOf(TestTokens.sign(claims("ada")));
        assertThat(access.memberName(ada, Optional.empty())).hasValue("ada");
        assertThat(access.memberName(ada, Optional.of("ada"))).hasValue("ada");
        assertRefused(() -> access.memberName(ada, Optional.of("bob")), Rejection.MEMBER_FORBIDDEN);
        assertRefused(() -> access.memberName(access.anonymous(), Optional.of("ada")), Rejection.MEMBER_FORBIDDEN);
        assertThat(access.memberName(access.anonymous(), Optional.empty())).isEmpty();
    }

    @Test
    void letsCallersChooseANameWhereNoneHasASubject() {
        Access access = access(Map.of("sluice.anonymous.read", "**"));
        assertThat(access.memberName(access.anonymous(), Optional.of("ada"))).hasValue("ada");
    }

    @Test
    void appliesNewGrantsToLaterCallers() {
        Access access = access(Map.of());
        assertThat(access.isClosed()).isTrue();
        access.follow(TestSettings.current(Map.of("sluice.anonymous.publish", "a")));
        access.identify(Credentials.NONE).requirePublish(new Topic("a"));
        assertThat(access.isClosed()).isFalse();
    }

    private static void assertRefused(ThrowingCallable call, Rejection rejection) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(rejection));
    }
}
