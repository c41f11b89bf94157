package dev.sluice.it;

import dev.sluice.databases.Database;
import dev.sluice.databases.MariaDb;
import dev.sluice.databases.NeedsMariaDb;
import dev.sluice.harness.Gateway;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** On MariaDB. */
@Tag("long")
@NeedsMariaDb
class OrderMariaIT extends OrderingOfTwo {

    private static List<Gateway> nodes = List.of();
    private static Database database;

    OrderMariaIT() {
        super(nodes, database);
    }

    @BeforeAll
    static void start() {
        database = MariaDb.server().emptyDatabase();
        nodes = start("order-maria", database);
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
