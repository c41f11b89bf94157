package dev.sluice.journal;

import dev.sluice.log.LogMessage;
import dev.sluice.settings.ServerGroup;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Logs at the start whether only this node can use the journal, as in an embedded H2. */
final class JournalScope {

    private static final Logger LOG = System.getLogger(JpaJournal.class.getName());

    private static final String EMBEDDED = "jdbc:h2:";

    /** URLs of an H2 that runs as a server. */
    private static final Set<String> SHARED = Set.of("jdbc:h2:tcp:", "jdbc:h2:ssl:");

    /** The option of an embedded H2 that lets other processes connect. */
    private static final String AUTOMATIC_SERVER = ";auto_server=true";

    private JournalScope() {}

    /** @param url the JDBC URL of the database */
    static void log(String url) {
        if (!isOfOneProcess(url)) {
            return;
        }
        Optional<String> member = ServerGroup.member();
        if (member.isPresent()) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of(
                                    "the journal is a file of this node alone, but the node belongs to a group: the other nodes do not"
                                            + " see its events. Set sluice.jdbc.url to a database that all nodes can reach")
                            .with("node", member.get()));
        } else {
            LOG.log(Level.INFO, "the journal is a file of this node alone");
        }
    }

    static boolean isOfOneProcess(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.startsWith(EMBEDDED)
                && SHARED.stream().noneMatch(lower::startsWith)
                && !lower.contains(AUTOMATIC_SERVER);
    }
}
