package dev.sluice.application;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.publish.Publisher;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/** Takes orders: a row of the application and events, or neither. */
@ApplicationScoped
public class Orders {

    @Resource(lookup = "java:app/jdbc/shop")
    private DataSource dataSource;

    @Inject
    private Publisher publisher;

    /** Numbers are given out under a lock that is held until the commit: their order is that of the commits. */
    @Transactional(rollbackOn = Exception.class)
    public CompletionStage<?> place(String topic, String name, int events, boolean fail) throws SQLException {
        CompletionStage<?> last = null;
        try (Connection connection = dataSource.getConnection()) {
            long number;
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE shop_counter SET number = number + 1");
                try (ResultSet row = statement.executeQuery("SELECT number FROM shop_counter")) {
                    row.next();
                    number = row.getLong(1);
                }
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO shop_order (number, name) VALUES (?, ?)")) {
                insert.setLong(1, number);
                insert.setString(2, name);
                insert.executeUpdate();
            }
            for (int i = 0; i < events; i++) {
                String json = "{\"number\":" + number + ",\"name\":\"" + name + "\",\"event\":" + i + "}";
                last = publisher.publish(new Draft(new Topic(topic), Payload.text(ContentType.JSON, json)));
            }
        }
        if (fail) {
            throw new IllegalStateException("the application has changed its mind");
        }
        return last;
    }

    /** Runs SQL as any other program would. */
    @Transactional
    public String execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return Integer.toString(statement.getUpdateCount());
            }
            StringBuilder rows = new StringBuilder();
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    rows.append(row.getString(1)).append('\n');
                }
            }
            return rows.toString();
        }
    }
}
