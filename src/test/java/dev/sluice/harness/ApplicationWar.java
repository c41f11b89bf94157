package dev.sluice.harness;

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

/** The WAR that is shipped with an application in it. */
public final class ApplicationWar {

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

    /** All of the application, with a data source of its own. */
    public static Path on(Database database) {
        String product = database.url().split(":")[1];
        WebArchive archive = shipped();
        String dataSource =
                DATA_SOURCE.formatted(DRIVERS.get(product), database.url(), database.user(), database.password());
        String webXml = text(archive.delete(WEB_XML)).replace("</web-app>", dataSource);
        return export(archive.add(new StringAsset(webXml), WEB_XML).addPackage(Orders.class.getPackage()));
    }

    /** Of the application these alone, which need no data source. */
    public static Path of(Class<?>... beans) {
        return export(shipped().addClasses(beans));
    }

    private static WebArchive shipped() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("sluice.it.war")));
    }

    private static Path export(WebArchive archive) {
        Path war = Folder.make("application").file(Fresh.topic("application") + ".war");
        archive.as(ZipExporter.class).exportTo(war.toFile(), true);
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
