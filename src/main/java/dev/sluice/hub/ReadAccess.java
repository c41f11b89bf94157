package dev.sluice.hub;

import dev.sluice.event.Topic;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The topics that the client of a connection may still read, and whether it is being disconnected. Any thread may call; the
 * monitor orders the changes.
 */
final class ReadAccess {

    /** Null while the client may read everything that its subscriptions ask for. */
    private volatile Restriction restriction;

    boolean isRestricted() {
        return restriction != null;
    }

    boolean mayRead(Topic topic) {
        Restriction now = restriction;
        return now == null || now.readable().test(topic);
    }

    /** Restricts the client to some topics. Returns false if it is being disconnected and may read nothing. */
    synchronized boolean restrict(Predicate<Topic> readable) {
        if (isDismissed()) {
            return false;
        }
        restriction = Restriction.to(readable);
        return true;
    }

    /** Lets the client read nothing any more. Returns false if it is being disconnected already. */
    synchronized boolean dismiss(CloseCause cause) {
        if (isDismissed()) {
            return false;
        }
        restriction = Restriction.dismissed(cause);
        return true;
    }

    boolean isDismissed() {
        Restriction now = restriction;
        return now != null && now.dismissal().isPresent();
    }

    /** The reason of a disconnection that has not happened by the second tick after it was asked for. The ticker calls. */
    synchronized Optional<CloseCause> overdue() {
        if (!isDismissed()) {
            return Optional.empty();
        }
        if (restriction.overdue()) {
            return restriction.dismissal();
        }
        restriction = restriction.seenOnceMore();
        return Optional.empty();
    }
}
