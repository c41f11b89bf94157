package dev.sluice.journal;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A search in the journal that runs in steps, each of a few bounded queries, so that other callers can read in between. The
 * steps may run on different threads, one after another.
 */
@FunctionalInterface
public interface SteppedSearch<T> {

    /** Runs one step. Returns the answer, or empty if there is none yet. It is not called again after the answer. */
    Optional<T> step();

    /** A search with a single step. */
    static <T> SteppedSearch<T> of(Supplier<T> step) {
        return () -> Optional.of(step.get());
    }

    /** Converts the answer. */
    default <R> SteppedSearch<R> map(Function<T, R> conversion) {
        return () -> step().map(conversion);
    }

    /** Continues with a second search, which depends on the answer of this one. */
    default <R> SteppedSearch<R> then(Function<T, SteppedSearch<R>> second) {
        return new SearchChain<>(this, second);
    }

    /** Runs all steps, on a background thread for which no client waits. */
    default T finish() {
        while (true) {
            Optional<T> answer = step();
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }
}
