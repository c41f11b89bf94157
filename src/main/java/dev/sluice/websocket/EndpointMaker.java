package dev.sluice.websocket;

import jakarta.enterprise.inject.Vetoed;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * Makes the endpoint of each connection, without CDI: with it, and four fields to fill, Payara keeps 1.2 KB more for each
 * connection, also while it is idle.
 */
@Vetoed
public final class EndpointMaker extends ServerEndpointConfig.Configurator {

    @Override
    public <T> T getEndpointInstance(Class<T> endpoint) {
        return endpoint.cast(new WebSocketEndpoint());
    }
}
