package dev.sluice.node;

/**
 * A part of the gateway that runs from before the first client connects until after the last one has left. The gateway
 * calls every bean of this type, in no particular order, on one thread.
 */
public interface LifecycleListener {

    /**
     * The gateway starts; the database may still be unavailable. An exception stops the deployment.
     *
     * @param contextPath the path of the deployment, which distinguishes two deployments in one server
     */
    default void starting(String contextPath) {}

    /** All connections have been closed. Also called if the start failed, whether this part had started or not. */
    default void stopping() {}
}
