package dev.sluice.it;

import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On PostgreSQL. */
class OrderPostgresIT extends OrderingOfTwo {

    private static List<Gateway> nodes = List.of();
    private static Database database;

    OrderPostgresIT() {
        super(nodes, database);
    }

    @BeforeAll
    static void start() {
        database = Postgres.emptyDatabase();
        nodes = start("order-postgres", database);
    }

    @AfterAll
    static void stop() {
        nodes.forEach(Gateway::close);
    }

    @Override
    void endConnections() {
        Postgres.endConnections();
    }
}
