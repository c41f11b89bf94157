package dev.sluice.websocket;

import jakarta.enterprise.inject.Vetoed;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * Creates the endpoint object of each connection without CDI: with CDI, and four injected fields, Payara keeps 1.2 KB more
 * for each connection, also while it is idle.
 */
@Vetoed
public final class EndpointConfigurator extends ServerEndpointConfig.Configurator {

    @Override
    public <T> T getEndpointInstance(Class<T> endpoint) {
        return endpoint.cast(new WebSocketEndpoint());
    }
}
