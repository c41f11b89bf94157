package dev.sluice.journal;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A question to the journal that is answered in steps, each of a few bounded queries, so that others can read in between. The
 * steps may run on different threads, one after another.
 */
@FunctionalInterface
public interface SteppedSearch<T> {

    /** Goes one step further; empty as long as there is no answer yet. Not called any more once there is one. */
    Optional<T> step();

    /** A question that one step answers. */
    static <T> SteppedSearch<T> of(Supplier<T> question) {
        return () -> Optional.of(question.get());
    }

    default <R> SteppedSearch<R> map(Function<T, R> conversion) {
        return () -> step().map(conversion);
    }

    /** Asks a second question, which depends on the answer to this one. */
    default <R> SteppedSearch<R> then(Function<T, SteppedSearch<R>> second) {
        return new SearchChain<>(this, second);
    }

    /** Goes all the way, for a thread that has the time and that no client waits for. */
    default T finish() {
        while (true) {
            Optional<T> answer = step();
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }
}
