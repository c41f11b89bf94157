package dev.sluice.it;

import dev.sluice.databases.Postgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On PostgreSQL. */
class OrderPostgresIT extends OrderingOfTwo {

    private static List<Gateway> nodes = List.of();

    OrderPostgresIT() {
        super(nodes);
    }

    @BeforeAll
    static void start() {
        nodes = start("order-postgres", Postgres.emptyDatabase());
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
