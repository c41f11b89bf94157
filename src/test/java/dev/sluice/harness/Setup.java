package dev.sluice.harness;

import dev.sluice.databases.Database;
import dev.sluice.servers.Additions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a gateway is to be started.
 *
 * @param name of its folder in the work directory
 * @param heap as {@code -Xmx} takes it
 * @param jvm further options of the process
 * @param settings the gateway's own
 * @param war what is deployed
 * @param h2 what is added to the URL of the journal in its folder
 * @param payara further options of Payara Micro, for a test that runs on no other server
 * @param additions to the server
 */
public record Setup(
        String name,
        String war,
        String heap,
        List<String> jvm,
        Map<String, String> settings,
        String h2,
        List<String> payara,
        Additions additions) {

    public Setup {
        jvm = List.copyOf(jvm);
        settings = Map.copyOf(settings);
        payara = List.copyOf(payara);
    }

    /** A gateway in which anybody may do anything, and everything else is as it comes. */
    public static Setup named(String name) {
        return new Setup(
                name,
                System.getProperty("sluice.it.war"),
                "512m",
                List.of(),
                Map.of("sluice.anonymous.publish", "**", "sluice.anonymous.read", "**"),
                "",
                List.of(),
                Additions.NONE);
    }

    public Setup with(String key, Object value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(key, value.toString());
        return new Setup(name, war, heap, jvm, more, h2, payara, additions);
    }

    /** With its journal in this file, unless it has been told where. */
    public Setup orIn(Path file) {
        return settings.containsKey("sluice.jdbc.url") ? this : with("sluice.jdbc.url", "jdbc:h2:file:" + file + h2);
    }

    /** With its journal there, and not in its folder. */
    public Setup on(Database database) {
        return with("sluice.jdbc.url", database.url())
                .with("sluice.jdbc.user", database.user())
                .with("sluice.jdbc.password", database.password());
    }

    /** With this WAR in place of the one that is shipped. */
    public Setup deploying(Path newWar) {
        return new Setup(name, newWar.toString(), heap, jvm, settings, h2, payara, additions);
    }

    public Setup heap(String newHeap) {
        return new Setup(name, war, newHeap, jvm, settings, h2, payara, additions);
    }

    public Setup jvm(String... options) {
        return new Setup(name, war, heap, List.of(options), settings, h2, payara, additions);
    }

    public Setup h2(String newH2) {
        return new Setup(name, war, heap, jvm, settings, newH2, payara, additions);
    }

    public Setup payara(String... options) {
        return new Setup(name, war, heap, jvm, settings, h2, List.of(options), additions);
    }

    public Setup adding(Additions newAdditions) {
        return new Setup(name, war, heap, jvm, settings, h2, payara, newAdditions);
    }
}
