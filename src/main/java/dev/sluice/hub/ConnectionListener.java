package dev.sluice.hub;

/** Somebody who is told who comes and goes. On the thread of whoever lets a client in or closes it: must not block. */
public interface ConnectionListener {

    /** Nobody looks. */
    ConnectionListener UNSEEN = new ConnectionListener() {
        @Override
        public void opened(Connection connection) {}

        @Override
        public void closed(Connection connection, CloseCause cause) {}
    };

    void opened(Connection connection);

    void closed(Connection connection, CloseCause cause);
}
