package dev.sluice.hub;

/** Whose connection it is: who may have something to say about how long it lasts. */
public interface ConnectionOwner {

    /** Of those that last for as long as their client stays. */
    ConnectionOwner NOBODY = new ConnectionOwner() {
        @Override
        public void tick(Connection connection) {}

        @Override
        public void over() {}

        @Override
        public CallerKey key() {
            return CallerKey.NONE;
        }
    };

    /** Called about once a second, on a thread that must not block. */
    void tick(Connection connection);

    /** The connection has ended, however it has. Called once. */
    void over();

    /** By whom what is read for the connection is counted. */
    CallerKey key();
}
