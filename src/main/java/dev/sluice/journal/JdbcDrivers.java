package dev.sluice.journal;

import dev.sluice.log.Line;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * The JDBC drivers that the gateway brings along. Each registers itself with the platform, and thereby keeps the classes of
 * the whole application until it is taken away again. Open Liberty does not do that when it undeploys: it kept every gateway.
 */
public final class JdbcDrivers {

    private static final Logger LOG = System.getLogger(JdbcDrivers.class.getName());

    private JdbcDrivers() {}

    /** To be called when nothing of the application needs a driver any more: those of the server stay. */
    public static void deregister() {
        ClassLoader ours = JdbcDrivers.class.getClassLoader();
        List<Driver> drivers = DriverManager.drivers()
                .filter(driver -> driver.getClass().getClassLoader() == ours)
                .toList();
        for (Driver driver : drivers) {
            try {
                DriverManager.deregisterDriver(driver);
            } catch (SQLException | SecurityException e) {
                LOG.log(
                        Level.WARNING,
                        Line.of("the platform keeps a JDBC driver, and with it the gateway that has stopped")
                                .with("driver", driver.getClass().getName())
                                .with("cause", e.getMessage()));
            }
        }
    }
}
