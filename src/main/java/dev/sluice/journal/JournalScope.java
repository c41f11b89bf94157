package dev.sluice.journal;

import dev.sluice.log.LogMessage;
import dev.sluice.settings.ServerGroup;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether other nodes can have the journal at all: an embedded H2 belongs to one process. Each start says so in the log. */
final class JournalScope {

    private static final Logger LOG = System.getLogger(JpaJournal.class.getName());

    private static final String EMBEDDED = "jdbc:h2:";

    /** H2 as a server, or with its own way to let other processes in. */
    private static final Set<String> SHARED = Set.of("jdbc:h2:tcp:", "jdbc:h2:ssl:");

    private static final String AUTOMATIC = ";auto_server=true";

    private JournalScope() {}

    /** @param url of the database, as its driver takes it */
    static void tell(String url) {
        if (!isOfOneProcess(url)) {
            return;
        }
        Optional<String> member = ServerGroup.member();
        if (member.isPresent()) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of(
                                    "the journal is a file of this node alone, and this node is one of a group: the others do not"
                                            + " see its events. Set sluice.jdbc.url to a database that all nodes reach")
                            .with("node", member.get()));
        } else {
            LOG.log(Level.INFO, "the journal is a file of this node alone");
        }
    }

    static boolean isOfOneProcess(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.startsWith(EMBEDDED) && SHARED.stream().noneMatch(lower::startsWith) && !lower.contains(AUTOMATIC);
    }
}
