package dev.sluice.hub;

import dev.sluice.event.ConnectionId;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The open connections, and the number of closed ones by their cause. Any thread may call. */
final class ConnectionRegistry implements ConnectionListener {

    private final Map<ConnectionId, Connection> connections = new ConcurrentHashMap<>();
    private final Map<CloseCause, LongAdder> closed = new EnumMap<>(CloseCause.class);
    private volatile ConnectionListener listener = ConnectionListener.NONE;

    ConnectionRegistry() {
        for (CloseCause cause : CloseCause.values()) {
            closed.put(cause, new LongAdder());
        }
    }

    /** Replaces the listener, which is called after the registry has changed. */
    void setListener(ConnectionListener to) {
        listener = to;
    }

    @Override
    public void opened(Connection connection) {
        connections.put(connection.id(), connection);
        listener.opened(connection);
    }

    @Override
    public void closed(Connection connection, CloseCause cause) {
        connections.remove(connection.id(), connection);
        closed.get(cause).increment();
        listener.closed(connection, cause);
    }

    /** The open connections, as a live view. */
    Collection<Connection> all() {
        return Collections.unmodifiableCollection(connections.values());
    }

    Optional<Connection> find(ConnectionId id) {
        return Optional.ofNullable(connections.get(id));
    }

    long closedBy(CloseCause cause) {
        return closed.get(cause).sum();
    }
}
