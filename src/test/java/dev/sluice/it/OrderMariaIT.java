package dev.sluice.it;

import dev.sluice.databases.MariaDb;
import dev.sluice.databases.NeedsMariaDb;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** On MariaDB. */
@Tag("long")
@NeedsMariaDb
class OrderMariaIT extends OrderingOfTwo {

    private static List<Gateway> nodes = List.of();

    OrderMariaIT() {
        super(nodes);
    }

    @BeforeAll
    static void start() {
        nodes = start("order-maria", MariaDb.server().emptyDatabase());
    }

    @AfterAll
    static void stop() {
        nodes.forEach(Gateway::close);
    }

    @Override
    void endConnections() {
        MariaDb.server().endConnections();
    }
}
