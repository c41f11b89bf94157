package dev.sluice.http;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/**
 * A class loader that hides the providers of additional thread contexts (Jakarta Concurrency) and delegates everything else.
 *
 * <p>Tyrus restarts the idle timer of a session for each message, ping and pong of a client, even without an idle limit. For each
 * restart, Payara's scheduler searches all its archives for these providers, one thread at a time. Five hundred clients with 200
 * pings a second each blocked all request threads, and the health check, for seconds; so did twenty-four clients that opened
 * WebSockets and disconnected.
 */
public final class ProviderlessLoader extends ClassLoader {

    /** Delegates to the class loader of this application. */
    private static final ProviderlessLoader OURS = new ProviderlessLoader(ProviderlessLoader.class.getClassLoader());

    private static final String PROVIDERS = "META-INF/services/jakarta.enterprise.concurrent.spi.ThreadContextProvider";

    ProviderlessLoader(ClassLoader all) {
        super(all);
    }

    /** A step that reads from a client. */
    public interface Step {
        void run() throws IOException;
    }

    /** Runs a step with this class loader as the context class loader, and so without the search. */
    public static void run(Step step) throws IOException {
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
