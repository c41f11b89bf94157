package dev.sluice.servers;

import java.io.IOException;

/** A server that takes the WAR away and puts it back while it runs. Returns when that has been done. */
public interface Deployer {

    void undeploy(Launch launch) throws IOException;

    void deploy(Launch launch) throws IOException;
}
