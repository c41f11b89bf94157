package dev.sluice.clients;

import dev.sluice.servers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The proxies for which a set-up is shipped. They run with that very set-up: only ports, folders and users are others. */
enum Fronts {
    NGINX {
        @Override
        Front before(int gateway, Certificate certificate) throws IOException, GeneralSecurityException {
            Path program = Machine.program(command());
            Path folder = folder();
            int port = Ports.free();
            ShippedFile.of("src/main/nginx/nginx.conf")
                    .with("user www-data;", "user " + System.getProperty("user.name") + ";")
                    .with("http {", "http {" + temporary(folder))
                    .with("pid /run/", "pid " + folder + "/")
                    .with("/var/log/nginx/", folder + "/")
                    .with("/etc/nginx/", folder + "/")
                    .writeTo(folder);
            ShippedFile.of("src/main/nginx/sluice.conf")
                    .with("server 127.0.0.1:8080;", "server 127.0.0.1:" + gateway + ";")
                    .with("listen [::]:80;", "")
                    .with("listen [::]:443 ssl http2;", "")
                    .with("listen 80;", "listen " + Ports.free() + ";")
                    .with("listen 443 ", "listen " + port + " ")
                    .with("/var/log/nginx/", folder + "/")
                    .with("/etc/nginx/", folder + "/")
                    .writeTo(folder);
            Files.writeString(folder.resolve("sluice.crt"), certificate.certificatePem());
            Files.writeString(folder.resolve("sluice.key"), certificate.keyPem());
            return new Front(
                    port,
                    folder.resolve("front.log"),
                    List.of(
                            program.toString(),
                            "-c",
                            folder.resolve("nginx.conf").toString(),
                            "-g",
                            "daemon off;"),
                    "HUP");
        }

        /** Where Debian's nginx keeps them only root may write. */
        private String temporary(Path folder) {
            return Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                    .map(what -> "\n    " + what + "_temp_path " + folder + "/" + what + ";")
                    .collect(Collectors.joining());
        }
    },

    HAPROXY {
        @Override
        Front before(int gateway, Certificate certificate) throws IOException, GeneralSecurityException {
            ShippedFile few = shipped()
                    .with("maxconn 20000", "maxconn " + HAPROXY_BROWSERS)
                    .with("send-proxy-v2 maxconn 2000", "send-proxy-v2 maxconn " + HAPROXY_PUBLISHES);
            return haproxy(few, gateway, certificate, HAPROXY_FILES);
        }
    };

    /** How many connections of browsers it takes here. */
    static final int HAPROXY_BROWSERS = 300;

    /** And how many publishes on their way. */
    static final int HAPROXY_PUBLISHES = 30;

    /** Two for each of these, and some of its own; it derives the number of all its connections from that. */
    private static final int HAPROXY_FILES = 2 * (HAPROXY_BROWSERS + HAPROXY_PUBLISHES) + 100;

    /**
     * Skips the calling test if this machine does not have the program.
     *
     * @param gateway its port
     */
    abstract Front before(int gateway, Certificate certificate) throws IOException, GeneralSecurityException;

    /**
     * HAProxy with the limits of the shipped set-up.
     *
     * @param files how many it may open
     */
    static Front haproxyAsShipped(int gateway, Certificate certificate, int files)
            throws IOException, GeneralSecurityException {
        return haproxy(shipped(), gateway, certificate, files);
    }

    private static ShippedFile shipped() throws IOException {
        return ShippedFile.of("src/main/haproxy/sluice.cfg");
    }

    private static Front haproxy(ShippedFile setUp, int gateway, Certificate certificate, int files)
            throws IOException, GeneralSecurityException {
        Path program = Machine.program(HAPROXY.command());
        Path folder = HAPROXY.folder();
        int port = Ports.free();
        setUp.with("log /dev/log local0", "log stdout format raw local0")
                .with("user haproxy", "")
                .with("group haproxy", "")
                .with("chroot /var/lib/haproxy", "")
                .with("abns@sluice-once", "abns@sluice-once-" + port)
                .with("server node1 127.0.0.1:8080", "server node1 127.0.0.1:" + gateway)
                .with("bind :::80 v6only", "")
                .with("bind :::443 v6only ssl crt /etc/haproxy/sluice.pem alpn h2,http/1.1", "")
                .with("bind :80", "bind :" + Ports.free())
                .with("bind :443 ", "bind :" + port + " ")
                .with("/etc/haproxy/", folder + "/")
                .writeTo(folder);
        Files.writeString(folder.resolve("sluice.pem"), certificate.certificatePem() + certificate.keyPem());
        return new Front(
                port,
                folder.resolve("front.log"),
                List.of(
                        "sh",
                        "-c",
                        "ulimit -n " + files + " && exec \"$0\" \"$@\"",
                        program.toString(),
                        "-W",
                        "-f",
                        folder.resolve("sluice.cfg").toString()),
                "USR2");
    }

    String command() {
        return name().toLowerCase(Locale.ROOT);
    }

    Path folder() throws IOException {
        return Files.createTempDirectory(Machine.targetDirectory("front"), command() + "-")
                .toAbsolutePath();
    }
}
