package dev.sluice.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/**
 * Everything below {@code /api}; the server finds the resources and providers by their annotations. Both are injected into
 * fields: WildFly (RESTEasy) deploys only those that have a constructor without arguments.
 */
@ApplicationPath("api")
public class GatewayApplication extends Application {

    /** Jersey would describe itself and its version at {@code application.wadl}; other servers ignore this. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
