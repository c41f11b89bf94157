package dev.sluice.benchmark;

import dev.sluice.harness.Heap;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a server takes of the machine while it is measured, and apart from it what its database takes. */
class Usage {

    private final Server server;
    private final Map<String, Double> looks = new LinkedHashMap<>();
    private Duration own = Duration.ZERO;
    private Duration database = Duration.ZERO;

    Usage(Server server) {
        this.server = server;
    }

    void begin() throws IOException {
        own = own.minus(server.family().cpu());
        database = database.minus(databaseCpu());
    }

    void end() throws IOException {
        own = own.plus(server.family().cpu());
        database = database.plus(databaseCpu());
    }

    private Duration databaseCpu() {
        return server.database().map(Family::cpu).orElse(Duration.ZERO);
    }

    /** What it takes at this moment; the name is added to those of the figures. */
    void look(String name) {
        looks.put("resident" + name, megabytes(server.family()));
        looks.put("threads" + name, (double) server.family().threads());
        if (Heap.canBeMeasured()) {
            looks.put("live" + name, (double) (Heap.liveBytes(server.pid()) >> 20));
        }
    }

    /** @param count how many events, or deliveries, it was */
    Map<String, Double> of(double count) {
        Map<String, Double> values = new LinkedHashMap<>(looks);
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
        return family.resident() / 0x1p20;
    }
}
