package dev.sluice.hub;

/** Whose connection it is: who may have something to say about how long it lasts. */
public interface Owner {

    /** Of those that last for as long as their client stays. */
    Owner NOBODY = new Owner() {
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
