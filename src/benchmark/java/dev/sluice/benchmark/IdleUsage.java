package dev.sluice.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a server that runs on Java takes for each of the connections that have come in between, all garbage collected. */
final class IdleUsage extends Usage {

    private final Server server;
    private final Place place;
    private final Path histograms;
    private long heap;
    private long resident;

    /** @param histograms what the files begin with that say of which classes the heap is made */
    IdleUsage(Server server, Place place, Path histograms) {
        super(server);
        this.server = server;
        this.place = place;
        this.histograms = histograms;
    }

    @Override
    void begin() throws IOException {
        heap = -liveHeap("before");
        resident = -server.family().resident();
    }

    @Override
    void end() throws IOException {
        heap += liveHeap("after");
        resident += server.family().resident();
    }

    private long liveHeap(String when) throws IOException {
        String pid = Long.toString(server.pid());
        // the first one finds what only waits for its end
        place.output("jcmd", pid, "GC.run");
        List<String> classes = place.output("jcmd", pid, "GC.class_histogram");
        Path file = Path.of(histograms + "-" + when + ".txt");
        Files.createDirectories(file.getParent());
        Files.write(file, classes);
        String total = classes.get(classes.size() - 1);
        if (!total.startsWith("Total")) {
            throw new IOException("this is no histogram: " + file);
        }
        return Long.parseLong(total.split("\\s+")[2]);
    }

    @Override
    Map<String, Double> of(double connections) {
        return Map.of("heapPerConnection", heap / connections, "residentPerConnection", resident / connections);
    }
}
