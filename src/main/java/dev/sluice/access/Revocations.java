package dev.sluice.access;

import static dev.sluice.event.Rejection.TOKEN_REVOKED;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Which tokens do not count any more, although they have not run out; as far as this node knows. */
@Singleton
public class Revocations {

    private final Map<String, Revocation> tokens = new ConcurrentHashMap<>();
    private final Map<String, Revocation> subjects = new ConcurrentHashMap<>();

    /**
     * A later one of the same name says more.
     *
     * @return whether it is new
     */
    public boolean add(Revocation revocation) {
        return of(revocation.kind())
                        .merge(
                                revocation.value(),
                                revocation,
                                (known, other) -> other.at().isAfter(known.at()) ? other : known)
                == revocation;
    }

    /** Those that are older concern no token that still lives. */
    public void forgetBefore(Instant time) {
        Stream.of(tokens, subjects)
                .forEach(all -> all.values().removeIf(each -> each.at().isBefore(time)));
    }

    public List<Revocation> list() {
        return Stream.of(tokens, subjects)
                .flatMap(all -> all.values().stream())
                .sorted(Comparator.comparing(Revocation::at).reversed())
                .toList();
    }

    private Map<String, Revocation> of(Revocation.Kind kind) {
        return kind == Revocation.Kind.TOKEN ? tokens : subjects;
    }

    void requireValid(Caller caller) {
        if (isRevoked(caller)) {
            throw TOKEN_REVOKED.because("the token has been revoked");
        }
    }

    public boolean isRevoked(Caller caller) {
        return isRevoked(caller.token().flatMap(Token::id), tokens, caller)
                || isRevoked(caller.subject(), subjects, caller);
    }

    private static boolean isRevoked(Optional<String> value, Map<String, Revocation> revocations, Caller caller) {
        return value.map(revocations::get)
                .filter(revocation -> revocation.concerns(caller))
                .isPresent();
    }
}
