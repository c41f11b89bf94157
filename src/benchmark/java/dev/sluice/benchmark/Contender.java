package dev.sluice.benchmark;

import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is measured: the gateway, its peers, and the floor, which only writes. */
enum Contender {
    SLUICE("Sluice", Dialect.SLUICE) {
        @Override
        Server start(Place place) throws IOException {
            return new ApplicationServer(place, this).payaraMicro(place.war());
        }
    },

    SLUICE_POSTGRESQL("Sluice on PostgreSQL", Dialect.SLUICE) {
        @Override
        Server start(Place place) throws IOException {
            Database journal = Databases.postgres();
            Server server = new ApplicationServer(place, this).on(journal).payaraMicro(place.war());
            Databases.requireJournal(journal, server);
            return server.on(Postgres.process());
        }
    },

    SLUICE_FILLED("Sluice, %,d events in the journal".formatted(Filling.EVENTS), Dialect.SLUICE) {
        @Override
        Server start(Place place) throws IOException {
            ApplicationServer server = new ApplicationServer(place, this);
            return server.on(Filling.copyTo(server.work(), place)).payaraMicro(place.war());
        }
    },

    JDBC("only JDBC", Dialect.PEER) {
        @Override
        Server start(Place place) throws IOException {
            Path work = place.work(name());
            return bareJdbc(place, work, Databases.h2(work));
        }

        @Override
        Map<String, String> order() {
            return COMMITS;
        }
    },

    JDBC_POSTGRESQL("only JDBC, PostgreSQL", Dialect.PEER) {
        @Override
        Server start(Place place) throws IOException {
            return bareJdbc(place, place.work(name()), Databases.postgres()).on(Postgres.process());
        }

        @Override
        Map<String, String> order() {
            return COMMITS;
        }

        @Override
        Contender ours() {
            return SLUICE_POSTGRESQL;
        }
    },

    SLUICE_WILDFLY("Sluice on WildFly", Dialect.SLUICE) {
        @Override
        Optional<String> missing(Place place) {
            return wildFly(place);
        }

        @Override
        Server start(Place place) throws IOException {
            return new ApplicationServer(place, this).wildFly(place.war());
        }
    },

    EMPTY("empty endpoint on Payara Micro", Dialect.EMPTY) {
        @Override
        Server start(Place place) throws IOException {
            return payaraMicro(place, Wars::floor);
        }
    },

    EMPTY_WILDFLY("empty endpoint on WildFly", Dialect.EMPTY) {
        @Override
        Optional<String> missing(Place place) {
            return wildFly(place);
        }

        @Override
        Server start(Place place) throws IOException {
            ApplicationServer server = new ApplicationServer(place, this);
            return server.wildFly(Wars.floor(server.work()));
        }

        @Override
        Contender ours() {
            return SLUICE_WILDFLY;
        }
    },

    EMPTY_WAR("empty WAR on Payara Micro", Dialect.EMPTY) {
        @Override
        Server start(Place place) throws IOException {
            return payaraMicro(place, Wars::empty);
        }
    },

    LOOP("only sends (Payara Micro)", Dialect.PEER) {
        @Override
        Server start(Place place) throws IOException {
            return payaraMicro(place, Wars::loop);
        }
    },

    NCHAN("Nchan", Dialect.PEER) {
        @Override
        Optional<String> missing(Place place) {
            return place.command("nginx").isEmpty()
                            || !Files.exists(Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so"))
                    ? Optional.of("nginx with Nchan (Debian: nginx libnginx-mod-nchan)")
                    : Optional.empty();
        }

        @Override
        Server start(Place place) throws IOException {
            int port = Server.freePort();
            Path work = place.work(name());
            Path template = place.peers().resolve("nchan/nginx.conf");
            String set = Files.readString(template)
                    .replace("@PORT@", Integer.toString(port))
                    .replace("@WORKERS@", Integer.toString(Math.max(1, PROCESSORS - 1)))
                    .replace("@WORK@", work.toString());
            Path file = Files.writeString(work.resolve("nginx.conf"), set);
            return Server.start(
                    label(),
                    port,
                    work,
                    List.of(place.required("nginx"), "-p", work.toString(), "-c", file.toString()));
        }
    },

    NODE("Node", Dialect.PEER) {
        @Override
        Optional<String> missing(Place place) {
            return place.command("node").isEmpty() || place.command("npm").isEmpty()
                    ? Optional.of("node and npm")
                    : Optional.empty();
        }

        @Override
        Server start(Place place) throws IOException {
            int port = Server.freePort();
            Path work = place.work(name());
            for (String file : List.of("hub.mjs", "package.json", "package-lock.json")) {
                Files.copy(place.peers().resolve("node").resolve(file), work.resolve(file));
            }
            place.run(work, place.required("npm"), "ci", "--silent", "--no-audit", "--no-fund");
            return Server.start(
                    label(), port, work, List.of(place.required("node"), "hub.mjs", Integer.toString(port)));
        }
    },

    WEBFLUX("Spring WebFlux", Dialect.PEER) {
        @Override
        Server start(Place place) throws IOException {
            int port = Server.freePort();
            return Server.start(
                    label(),
                    port,
                    place.work(name()),
                    List.of(
                            place.java(),
                            "-Xmx2g",
                            "-cp",
                            place.classPath(),
                            "dev.sluice.benchmark.peer.WebFluxHub",
                            Integer.toString(port)));
        }
    },

    FLOOR("only writes (C)", Dialect.PEER) {
        @Override
        Optional<String> missing(Place place) {
            return place.command("cc").isEmpty() ? Optional.of("a C compiler: cc") : Optional.empty();
        }

        @Override
        Server start(Place place) throws IOException {
            int port = Server.freePort();
            Path work = place.work(name());
            Path writer = work.resolve("writer");
            place.run(
                    work,
                    place.required("cc"),
                    "-O2",
                    "-o",
                    writer.toString(),
                    place.peers().resolve("floor/writer.c").toString());
            return Server.start(label(), port, work, List.of(writer.toString(), Integer.toString(port)));
        }
    };

    static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private static final Map<String, String> COMMITS = Map.of("do", "commits");

    private final String label;
    private final Dialect dialect;

    Contender(String label, Dialect dialect) {
        this.label = label;
        this.dialect = dialect;
    }

    String label() {
        return label;
    }

    Dialect dialect() {
        return dialect;
    }

    /** What this machine lacks for it. */
    Optional<String> missing(Place place) {
        return Optional.empty();
    }

    private static Optional<String> wildFly(Place place) {
        return Files.exists(place.wildFly()) ? Optional.empty() : Optional.of("WildFly in " + place.wildFly());
    }

    abstract Server start(Place place) throws IOException;

    /** What the load is told for this one instead of what the scenario says. */
    Map<String, String> order() {
        return Map.of();
    }

    boolean isOurs() {
        return name().startsWith("SLUICE");
    }

    /** Which of ours it is compared with; ours with itself. */
    Contender ours() {
        return isOurs() ? this : SLUICE;
    }

    /** Makes a WAR in a folder. */
    interface Packing {
        Path in(Path folder) throws IOException;
    }

    Server payaraMicro(Place place, Packing war) throws IOException {
        ApplicationServer server = new ApplicationServer(place, this);
        return server.payaraMicro(war.in(server.work()));
    }

    Server bareJdbc(Place place, Path work, Database database) throws IOException {
        int port = Server.freePort();
        List<String> command = new ArrayList<>(List.of(place.java()));
        command.addAll(Databases.options(database));
        command.addAll(List.of("-cp", place.classPath(), "dev.sluice.benchmark.peer.BareJdbc", Integer.toString(port)));
        return Server.start(label(), port, work, command);
    }
}
