package dev.sluice.servers;

import java.io.IOException;
import java.nio.file.Path;

/** An application server. One object may start many processes of it, by any thread, each in a folder of its own. */
public interface Server {

    /**
     * Starts the server itself, no script around it: whoever kills the process kills the server. After its end it can be
     * started again by a launch with the same folder, and is what it was.
     */
    Process start(Launch launch) throws IOException;

    /** The one that the build's profile has chosen. */
    static Server ofThisBuild() {
        return switch (id()) {
            case "payara-micro" -> new PayaraMicro(Path.of(System.getProperty("sluice.it.payaraMicro")));
            case "payara" -> DomainServer.payara(home());
            case "glassfish" -> DomainServer.glassFish(home());
            case "wildfly" -> new WildFly(home());
            case "liberty" -> new Liberty(home());
            default -> throw new IllegalArgumentException("there is no server '" + id() + "'");
        };
    }

    /** As in the build's profile. */
    static String id() {
        return System.getProperty("sluice.it.server");
    }

    /** Whether the profile is none, and all tests are to run to their full length. */
    static boolean isDefault() {
        return id().equals("payara-micro");
    }

    /** As its people call it. */
    static String name() {
        return switch (id()) {
            case "payara-micro" -> "Payara Micro";
            case "payara" -> "Payara Server";
            case "glassfish" -> "GlassFish";
            case "wildfly" -> "WildFly";
            case "liberty" -> "Open Liberty";
            default -> id();
        };
    }

    /** As it has been unpacked. */
    static Home home() {
        return Home.in(Path.of(System.getProperty("sluice.it.serverDirectory")));
    }
}
