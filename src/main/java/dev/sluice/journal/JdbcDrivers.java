package dev.sluice.journal;

import dev.sluice.log.LogMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * The JDBC drivers in the WAR. The gateway deregisters all of them when it stops, those of an application in the same WAR
 * included. A driver that stays registered keeps the classes of the whole application, and Open Liberty deregisters none when
 * it undeploys.
 */
public final class JdbcDrivers {

    private static final Logger LOG = System.getLogger(JdbcDrivers.class.getName());

    private JdbcDrivers() {}

    /** To be called when the application needs no driver any more. The drivers of the server stay registered. */
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
                        LogMessage.of("the platform keeps a JDBC driver, and with it the gateway that has stopped")
                                .with("driver", driver.getClass().getName())
                                .with("cause", e.getMessage()));
            }
        }
    }
}
