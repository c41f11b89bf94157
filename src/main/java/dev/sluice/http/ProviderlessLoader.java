package dev.sluice.http;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/**
 * A class loader that has all of another one but the providers of further thread contexts (Jakarta Concurrency).
 *
 * <p>Tyrus starts the idle timer of a session anew for each message, ping and pong of a client, even where there is no limit,
 * and for each start Payara's scheduler looks for these providers in all its archives, one thread at a time. Five hundred
 * clients with 200 pings a second each held all request threads, and the health check, for seconds; and so did twenty-four that
 * opened WebSockets and broke off.
 */
public final class ProviderlessLoader extends ClassLoader {

    /** Of this application. */
    private static final ProviderlessLoader OURS = new ProviderlessLoader(ProviderlessLoader.class.getClassLoader());

    private static final String PROVIDERS = "META-INF/services/jakarta.enterprise.concurrent.spi.ThreadContextProvider";

    ProviderlessLoader(ClassLoader all) {
        super(all);
    }

    /** A step that may fail as reading from a client does. */
    public interface Step {
        void run() throws IOException;
    }

    /** Takes a step without the search. */
    public static void spare(Step step) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        thread.setContextClassLoader(OURS);
        try {
            step.run();
        } finally {
            thread.setContextClassLoader(usual);
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.equals(PROVIDERS) ? Collections.emptyEnumeration() : super.getResources(name);
    }
}
