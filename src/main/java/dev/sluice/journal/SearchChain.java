package dev.sluice.journal;

import java.util.Optional;
import java.util.function.Function;

/** Two searches in sequence: the answer of the first one determines the second one. */
final class SearchChain<T, R> implements SteppedSearch<R> {

    private final SteppedSearch<T> first;
    private final Function<T, SteppedSearch<R>> next;
    private Optional<SteppedSearch<R>> second = Optional.empty();

    SearchChain(SteppedSearch<T> first, Function<T, SteppedSearch<R>> next) {
        this.first = first;
        this.next = next;
    }

    @Override
    public Optional<R> step() {
        if (second.isPresent()) {
            return second.get().step();
        }
        second = first.step().map(next);
        return Optional.empty();
    }
}
