package dev.sluice.hub;

/** Listens for connections that open and close. It is called by the thread that opens or closes them and must not block. */
public interface ConnectionListener {

    /** Does nothing. */
    ConnectionListener NONE = new ConnectionListener() {
        @Override
        public void opened(Connection connection) {}

        @Override
        public void closed(Connection connection, CloseCause cause) {}
    };

    void opened(Connection connection);

    void closed(Connection connection, CloseCause cause);
}
