package dev.sluice.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who is measured: the gateway, its peers, and the floor, which only writes. */
enum Contender {
    SLUICE("Sluice", Dialect.SLUICE) {
        @Override
        Server start(Place place) throws IOException {
            int port = Server.freePort();
            Path work = place.work(name());
            Path set = place.project().resolve("payara-config");
            List<String> command = new ArrayList<>(List.of(place.java()));
            command.addAll(place.gatewayOptions());
            command.addAll(List.of(
                    "-Dsluice.jdbc.url=jdbc:h2:file:" + work.resolve("journal"),
                    "-jar",
                    place.payaraMicro().toString(),
                    "--deploy",
                    place.war().toString(),
                    "--contextroot",
                    "/",
                    "--port",
                    Integer.toString(port),
                    "--nocluster",
                    "--systemproperties",
                    set.resolve("dev.properties").toString(),
                    "--prebootcommandfile",
                    set.resolve("pre-boot.asadmin").toString(),
                    "--postdeploycommandfile",
                    set.resolve("post-deploy.asadmin").toString()));
            return Server.start(label(), port, work, command);
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

    abstract Server start(Place place) throws IOException;
}
