package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.Ports;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** TLS and HTTP/2 straight on Payara Micro, with the set-up in {@code payara-config}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PayaraTlsIT {

    /** Payara by itself cuts after 30 seconds (payara#7394), and does not look more often than every few. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(90);

    private static final Duration QUIET = Duration.ofSeconds(50);

    private final int tls = Ports.free();
    private final int plain = Ports.free();
    private Certificate certificate;
    private Front payara;

    @BeforeAll
    void startPayara() throws Exception {
        Path folder = Files.createTempDirectory(Machine.targetDirectory("front"), "payara-");
        certificate = Certificate.make(folder);
        payara = new Front(tls, folder.resolve("front.log"), command(folder), "0").start();
    }

    @AfterAll
    void stopPayara() {
        if (payara != null) {
            payara.close();
        }
    }

    @Test
    void thirtyStreamsOfOnePageStayQuietAndReceive() {
        try (Chromium browser = new Chromium()) {
            Source source = new Source(URI.create("http://localhost:" + plain + "/"), "tls");
            Lines lines = new Lines(browser, payara.uri(), source.topic());
            assertThat(lines.protocol()).isEqualTo("h2");
            lines.assertOutlast(QUIET, () -> source.publish("message", "event"));
        }
    }

    /** As on the port without TLS: Grizzly's own WebSockets would log a stack. */
    @Test
    void aHandshakeForAPathThatIsNoneIsNotLogged() throws Exception {
        int before = payara.log().length();
        try (Visitors visitors = new Visitors(payara.uri(), certificate.trusting())) {
            Socket socket = visitors.raw("GET /ws;%zz HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(FrontScene.status(socket)).startsWith("HTTP/1.1 ");
        }
        assertThat(payara.log().substring(before)).doesNotContain("WARNING", "SEVERE", "\tat ");
    }

    private List<String> command(Path folder) throws IOException {
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
