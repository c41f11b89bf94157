package dev.sluice.benchmark;

import dev.sluice.databases.Database;
import dev.sluice.journal.BareWriter;
import dev.sluice.settings.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/**
 * A journal that is long already, in H2. It is written once, by JDBC, with the tables and the columns that the gateway
 * writes, and copied for each that starts with it.
 */
final class Filling {

    /** Nobody publishes to these: whoever reads them reads what has been filled in. */
    static final String TOPICS = "bench/filled/";

    static final int EVENTS = Amount.JOURNAL.value();

    private static final int GROUP = 1_000;
    private static final int SAYS = 1_000_000;
    private static final int SIZE = 100;

    private Filling() {}

    /** The journal, in a folder of its own. */
    static Database copyTo(Path folder, Place place) throws IOException {
        Path whole = Files.createDirectories(place.results()).resolve("journal-" + EVENTS);
        if (!Files.exists(whole)) {
            Path half = place.work("filling");
            fill(Databases.h2(half));
            Files.move(half, whole, StandardCopyOption.ATOMIC_MOVE);
        }
        Path copy = Files.copy(whole.resolve("journal.mv.db"), folder.resolve("journal.mv.db"));
        // it is large: what the system still had to write of it would slow the commits down
        copy.toFile().deleteOnExit();
        try (FileChannel file = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        return Databases.h2(folder);
    }

    private static void fill(Database database) throws IOException {
        System.out.printf("writing a journal of %,d events%n", EVENTS);
        try (BareWriter writer = new BareWriter(
                new Settings.Database(database.url(), database.user(), database.password()),
                position -> TOPICS + position % 100,
                position -> Mark.data(position, 0, SIZE))) {
            for (int written = GROUP; written <= EVENTS; written += GROUP) {
                writer.write(GROUP);
                if (written % SAYS == 0) {
                    System.out.printf("        %,d%n", written);
                }
            }
        } catch (SQLException e) {
            throw new IOException("the journal could not be written", e);
        }
    }
}
