package dev.sluice.harness;

import java.net.URI;

/** The address of {@link Gateway#shared()}, for tests in other packages: they know the gateway by its address only. */
public final class SharedGateway {

    private SharedGateway() {}

    /** Starts the gateway if no test has yet. Ends with a slash. */
    public static URI uri() {
        return Gateway.shared().uri("/");
    }
}
