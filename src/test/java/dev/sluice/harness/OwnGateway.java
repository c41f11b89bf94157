package dev.sluice.harness;

import dev.sluice.servers.Asadmin;
import java.net.URI;
import java.util.Map;

/** A gateway that one class of tests in another package has for itself, to set up, stop and start as it needs. */
public final class OwnGateway implements AutoCloseable {

    private final Gateway gateway;

    private OwnGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    /** @param settings on top of those by which anybody may do anything */
    public static OwnGateway start(String name, Map<String, String> settings) {
        Setup setup = Setup.named(name);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            setup = setup.with(setting.getKey(), setting.getValue());
        }
        return new OwnGateway(Gateway.start(setup));
    }

    /** Ends with a slash. The same after each {@link #restart}. */
    public URI uri() {
        return gateway.uri("/");
    }

    /** Of Payara Server and GlassFish. */
    public Asadmin asadmin() {
        return gateway.asadmin();
    }

    /** As an operator stops it. */
    public void stop() {
        gateway.stop();
    }

    /** As {@code kill -9}. */
    public void kill() {
        gateway.kill();
    }

    public void restart() {
        gateway.restart();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
