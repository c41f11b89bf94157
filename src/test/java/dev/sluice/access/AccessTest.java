package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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

    private static Credentials credentials(String authorization, Optional<String> cookie, Optional<String> query) {
        return new Credentials(List.of(authorization), cookie, query, Optional.of("duke"), "editor"::equals);
    }

    @Test
    void takesTheFirstCredentialsOfARequest() {
        Access access = access(TOKENS);
        String ada = TestTokens.sign(claims("ada"));
        String bob = TestTokens.sign(claims("bob"));
        assertThat(access.identify(credentials("Bearer " + ada, Optional.of(bob), Optional.empty()))
                        .subject())
                .hasValue("ada");
        assertThat(access.identify(credentials("Basic abc", Optional.of(bob), Optional.empty()))
                        .subject())
                .hasValue("bob");
        assertThat(access.identify(credentials("", Optional.empty(), Optional.empty()))
                        .subject())
                .hasValue("duke");
        assertThat(access.identify(Credentials.NONE).isAnonymous()).isTrue();
    }

    /** Otherwise a client with an expired token would silently read less. */
    @Test
    void refusesInvalidCredentialsEvenIfOthersAreValid() {
        Access access = access(TOKENS);
        Optional<String> good = Optional.of(TestTokens.sign(claims("ada")));
        assertRefused(() -> access.identify(credentials("Bearer x.y.z", good, good)), Rejection.TOKEN_INVALID);
        assertRefused(
                () -> access.identify(credentials("", Optional.of("x"), Optional.empty())), Rejection.TOKEN_INVALID);
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
        Caller duke = access.identify(credentials("", Optional.empty(), Optional.empty()));
        assertThat(duke.mayRead(new Topic("news"))).isTrue();
        assertThat(duke.mayRead(new Topic("drafts"))).isTrue();
        assertThat(duke.mayRead(new Topic("private"))).isFalse();
    }

    @Test
    void takesATokenFromTheUrlOnlyIfTheSettingsAllowIt() {
        Optional<String> token = Optional.of(TestTokens.sign(claims("ada")));
        Credentials query = credentials("", Optional.empty(), token);
        assertRefused(() -> access(TOKENS).identify(query), Rejection.TOKEN_INVALID);
        Access open = access(Map.of("sluice.token.secret", TestTokens.SECRET, "sluice.token.query", "true"));
        assertThat(open.identify(query).subject()).hasValue("ada");
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
