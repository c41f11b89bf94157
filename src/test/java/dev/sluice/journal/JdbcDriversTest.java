package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An application that has been undeployed is kept by nothing of ours, also where the server takes no driver away. */
class JdbcDriversTest {

    /** As that of a WAR: with classes of its own. */
    private static URLClassLoader application() throws MalformedURLException {
        List<URL> places = new ArrayList<>();
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator)) {
            places.add(Path.of(place).toUri().toURL());
        }
        return new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** @return the class loader, unless nothing holds it any more */
    private static WeakReference<ClassLoader> deployAndUndeploy() throws ReflectiveOperationException {
        try (URLClassLoader application = application()) {
            Class.forName(DatabaseProduct.class.getName(), true, application);
            Class<?> drivers = Class.forName(JdbcDrivers.class.getName(), true, application);
            Method deregister = drivers.getMethod("deregister");
            deregister.invoke(null);
            return new WeakReference<>(application);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void letGoOfAnApplicationThatHasBeenUndeployed() throws ReflectiveOperationException {
        long before = DriverManager.drivers().count();
        WeakReference<ClassLoader> application = deployAndUndeploy();
        await().until(() -> {
            System.gc();
            return application.get() == null;
        });
        assertThat(DriverManager.drivers().count()).as("those of others").isEqualTo(before);
    }
}
