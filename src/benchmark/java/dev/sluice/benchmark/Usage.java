package dev.sluice.benchmark;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a server takes of the machine while it is measured, and apart from it what its database takes. */
final class Usage {

    private final Server server;
    private Duration own = Duration.ZERO;
    private Duration database = Duration.ZERO;

    Usage(Server server) {
        this.server = server;
    }

    void begin() {
        own = server.family().cpu().negated();
        database = databaseCpu().negated();
    }

    void end() {
        own = own.plus(server.family().cpu());
        database = database.plus(databaseCpu());
    }

    private Duration databaseCpu() {
        return server.database().map(Family::cpu).orElse(Duration.ZERO);
    }

    /** @param count how many events, or deliveries, it was */
    Map<String, Double> of(double count) {
        Map<String, Double> values = new LinkedHashMap<>();
        put(values, "cpuSecondsPerMillion", own, count);
        values.put("residentMegabytes", megabytes(server.family()));
        server.database().ifPresent(family -> {
            put(values, "databaseCpuSecondsPerMillion", database, count);
            values.put("databaseMegabytes", megabytes(family));
        });
        return values;
    }

    private static void put(Map<String, Double> values, String name, Duration cpu, double count) {
        if (count > 0) {
            values.put(name, cpu.toMillis() * 1e3 / count);
        }
    }

    private static double megabytes(Family family) {
        return family.resident() >> 20;
    }
}
