package dev.sluice.it;

import dev.sluice.application.Orders;
import dev.sluice.databases.Database;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that is shipped with an application in it, which has a data source of its own. */
final class ApplicationWar {

    private static final String DATA_SOURCE = """
              <data-source>
                <name>java:app/jdbc/shop</name>
                <class-name>%s</class-name>
                <url>%s</url>
                <user>%s</user>
                <password>%s</password>
                <isolation-level>TRANSACTION_READ_COMMITTED</isolation-level>
                <max-pool-size>20</max-pool-size>
              </data-source>
            </web-app>
            """;

    private static final Map<String, String> DRIVERS = Map.of(
            "h2", "org.h2.jdbcx.JdbcDataSource",
            "postgresql", "org.postgresql.xa.PGXADataSource",
            "mariadb", "org.mariadb.jdbc.MariaDbDataSource");

    private static final String WEB_XML = "WEB-INF/web.xml";

    private ApplicationWar() {}

    static Path on(Database database) {
        String product = database.url().split(":")[1];
        Path war = Folder.make("application").file(Fresh.topic("application") + ".war");
        WebArchive archive =
                ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("sluice.it.war")));
        String dataSource =
                DATA_SOURCE.formatted(DRIVERS.get(product), database.url(), database.user(), database.password());
        String webXml = text(archive.delete(WEB_XML)).replace("</web-app>", dataSource);
        archive.add(new StringAsset(webXml), WEB_XML)
                .addPackage(Orders.class.getPackage())
                .as(ZipExporter.class)
                .exportTo(war.toFile(), true);
        return war;
    }

    private static String text(Node node) {
        try (InputStream stream = node.getAsset().openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
