package dev.sluice.application;

import dev.sluice.journal.Receipt;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** The door of the application. */
@Path("shop")
public class ShopResource {

    @Inject
    private Orders orders;

    /** Answers when the transaction has committed; with {@code wait}, when the events are in the journal. */
    @POST
    @Path("orders")
    public String place(
            @QueryParam("topic") String topic,
            @QueryParam("name") String name,
            @QueryParam("events") int events,
            @QueryParam("fail") boolean fail,
            @QueryParam("wait") boolean wait)
            throws Exception {
        var receipt = orders.place(topic, name, events, fail);
        return wait
                ? ((Receipt) receipt.toCompletableFuture().get(20, TimeUnit.SECONDS))
                        .id()
                        .toString()
                : "committed";
    }

    @POST
    @Path("sql")
    public String execute(String sql) throws SQLException {
        return orders.execute(sql);
    }
}
