package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TLS and HTTP/2 straight on Payara Micro, with the set-up in {@code payara-config}. */
class PayaraTlsIT {

    /** Payara by itself cuts after 30 seconds (payara#7394), and does not look more often than every few. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(90);

    private static final Duration QUIET = Duration.ofSeconds(50);

    private final int tls = Ports.free();
    private final int plain = Ports.free();

    @Test
    void thirtyStreamsOfOnePageStayQuietAndReceive() throws Exception {
        Path folder = Files.createTempDirectory(Machine.targetDirectory("front"), "payara-");
        Certificate certificate = Certificate.make(folder);
        try (Front payara = new Front(tls, folder.resolve("front.log"), command(folder, certificate), "0").start();
                Chromium browser = new Chromium()) {
            Source source = new Source(URI.create("http://localhost:" + plain + "/"), "tls");
            Lines lines = new Lines(browser, payara.uri(), source.topic());
            assertThat(lines.protocol()).isEqualTo("h2");
            lines.assertOutlast(QUIET, () -> source.publish("message", "event"));
        }
    }

    private List<String> command(Path folder, Certificate certificate) throws IOException {
        Path preBoot = commands("pre-boot")
                .with("port=8443", "port=" + tls)
                .with("cert-nickname=sluice", "cert-nickname=" + Certificate.ALIAS)
                .writeTo(folder);
        Path postDeploy = commands("post-deploy").writeTo(folder);
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                "-Djavax.net.ssl.keyStore=" + certificate.keyStore(),
                "-Djavax.net.ssl.keyStorePassword=" + Certificate.PASSWORD,
                "-Dsluice.anonymous.publish=**",
                "-Dsluice.anonymous.read=**",
                "-Dsluice.heartbeat=" + HEARTBEAT.toSeconds() + "s",
                "-Dsluice.jdbc.url=jdbc:h2:file:" + folder.resolve("journal"),
                "-jar",
                System.getProperty("sluice.it.payaraMicro"),
                "--deploy",
                System.getProperty("sluice.it.war"),
                "--contextroot",
                "/",
                "--port",
                Integer.toString(plain),
                "--nocluster",
                "--prebootcommandfile",
                preBoot.toString(),
                "--postdeploycommandfile",
                postDeploy.toString());
    }

    /** The commands of this time, for HTTP and then for TLS, as the guide puts them together. */
    private static ShippedFile commands(String when) throws IOException {
        return ShippedFile.of("payara-config/" + when + ".asadmin")
                .followedBy(ShippedFile.of("payara-config/" + when + "-tls.asadmin"));
    }
}
