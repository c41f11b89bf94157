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

/** The revocations that this node knows. Any thread may call. */
@Singleton
public class Revocations {

    private final Map<String, Revocation> tokens = new ConcurrentHashMap<>();
    private final Map<String, Revocation> subjects = new ConcurrentHashMap<>();

    /**
     * Adds a revocation; of two for the same token or subject, the later one is kept.
     *
     * @return whether the revocation is new
     */
    public boolean add(Revocation revocation) {
        return of(revocation.kind())
                        .merge(
                                revocation.value(),
                                revocation,
                                (known, other) -> other.at().isAfter(known.at()) ? other : known)
                == revocation;
    }

    /** Removes older revocations: tokens that they concern have expired by now. */
    public void forgetBefore(Instant time) {
        Stream.of(tokens, subjects)
                .forEach(all -> all.values().removeIf(each -> each.at().isBefore(time)));
    }

    /** All revocations, the newest first. */
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
            throw TOKEN_REVOKED.because("the token has been revoked by an administrator");
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
