package dev.sluice.journal;

import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * Deregisters the JDBC drivers in the WAR when the gateway stops, including those of an application in the same WAR. A
 * registered driver keeps all classes of the application in memory, and Open Liberty deregisters none when it undeploys.
 */
public final class JdbcDrivers {

    private static final Logger LOG = System.getLogger(JdbcDrivers.class.getName());

    private JdbcDrivers() {}

    /** Called when the application needs no driver any more. The drivers of the server stay registered. */
    public static void deregister() {
        ClassLoader own = JdbcDrivers.class.getClassLoader();
        List<Driver> drivers = DriverManager.drivers()
                .filter(driver -> driver.getClass().getClassLoader() == own)
                .toList();
        for (Driver driver : drivers) {
            try {
                DriverManager.deregisterDriver(driver);
            } catch (SQLException | SecurityException e) {
                LOG.log(
                        Level.WARNING,
                        LogMessage.of("a JDBC driver could not be deregistered: it keeps the stopped gateway in memory")
                                .with("driver", driver.getClass().getName())
                                .with("cause", e.getMessage()));
            }
        }
    }
}
