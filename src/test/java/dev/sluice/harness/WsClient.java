package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A client of {@code /ws}, with the WebSocket of the JDK. One thread, the test's, uses it. */
public final class WsClient implements AutoCloseable {

    private static final String SUBPROTOCOL = "sluice.v1";

    private final WsInbox inbox = new WsInbox();
    private final WebSocket socket;
    private int refs;

    private WsClient(Gateway gateway, List<String> subprotocols, String header, String value) {
        URI uri = URI.create("ws://localhost:" + gateway.port() + "/ws");
        WebSocket.Builder builder =
                HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Limits.ANSWER);
        if (!value.isEmpty()) {
            builder.header(header, value);
        }
        subprotocols.forEach(each -> builder.subprotocols(each));
        socket = await(builder.buildAsync(uri, inbox));
    }

    /** As people write it first: no subprotocol. */
    public static WsClient plain(Gateway gateway) {
        return new WsClient(gateway, List.of(), "", "");
    }

    public static WsClient sluice(Gateway gateway) {
        return with(gateway, "", "");
    }

    /** @param authorization the header; none if it is empty */
    public static WsClient sluice(Gateway gateway, String authorization) {
        return with(gateway, "Authorization", authorization);
    }

    /** @param header of the handshake; none if its value is empty */
    public static WsClient with(Gateway gateway, String header, String value) {
        WsClient client = new WsClient(gateway, List.of(SUBPROTOCOL), header, value);
        assertThat(client.socket.getSubprotocol()).isEqualTo(SUBPROTOCOL);
        return client;
    }

    /** Sends the text as it is, a message or not. */
    public void send(String text) {
        await(socket.sendText(text, true));
    }

    public void sendBinary(byte[] frame) {
        await(socket.sendBinary(ByteBuffer.wrap(frame), true));
    }

    /** A binary frame as the protocol has it. */
    public void sendBinary(String header, byte[] payload) {
        byte[] json = Json.object(header).toString().getBytes(StandardCharsets.UTF_8);
        sendBinary(ByteBuffer.allocate(2 + json.length + payload.length)
                .putShort((short) json.length)
                .put(json)
                .put(payload)
                .array());
    }

    /** Sends a message with a fresh {@code ref}, and takes what answers it. */
    public JsonObject ask(String message) {
        JsonObject question = Json.object(message);
        int ref = ++refs;
        question.addProperty("ref", ref);
        send(question.toString());
        return take("answer to " + message, answer -> Json.text(answer, "ref").equals(Integer.toString(ref)));
    }

    /** Sends a message, and takes the answer, which must be of this type. */
    public JsonObject ask(String message, String type) {
        JsonObject answer = ask(message);
        assertThat(Json.text(answer, "type")).as(answer.toString()).isEqualTo(type);
        return answer;
    }

    /** @param where to start, as further members: {@code 'after':'…'}; may be empty */
    public JsonObject subscribe(String sub, String filter, String where) {
        String more = where.isEmpty() ? "" : "," + where;
        return ask("{'type':'subscribe','sub':'%s','topics':['%s']%s}".formatted(sub, filter, more), "subscribed");
    }

    public EventId publish(String topic, String text) {
        return EventId.parse(ask("{'type':'publish','topic':'%s','data':'%s'}".formatted(topic, text), "ack")
                .get("id")
                .getAsString());
    }

    /** The next message that fits; those before it stay for whoever wants them. */
    public JsonObject take(String what, Predicate<JsonObject> fits) {
        return inbox.take(what, fits, Limits.ANSWER);
    }

    public JsonObject take(String type) {
        return take(type, message -> Json.text(message, "type").equals(type));
    }

    /** What the server says next of its own accord is not meant: not {@code ready}, no heartbeat. */
    public JsonObject answer() {
        return take("answer", message -> !Json.text(message, "type").matches("ready|heartbeat"));
    }

    /** The next event of a subscription as it came; a gap instead of it is a failure. */
    public JsonObject message(String sub) {
        JsonObject message =
                take("event of " + sub, each -> Json.text(each, "sub").equals(sub) && !each.has("ref"));
        assertThat(Json.text(message, "type")).as(message.toString()).isEqualTo("event");
        return message;
    }

    public List<Received> events(String sub, int count) {
        List<Received> events = new ArrayList<>();
        while (events.size() < count) {
            events.add(Received.of(message(sub)));
        }
        return events;
    }

    public List<Received> eventsUpTo(String sub, EventId last) {
        List<Received> events = new ArrayList<>();
        while (events.isEmpty() || !events.get(events.size() - 1).id().equals(last)) {
            events.add(Received.of(message(sub)));
        }
        return events;
    }

    public WsInbox inbox() {
        return inbox;
    }

    public int awaitClose() {
        return await(inbox.closed());
    }

    /** Breaks off, without a close frame. */
    public void cut() {
        socket.abort();
    }

    @Override
    public void close() {
        cut();
    }

    private static <T> T await(CompletableFuture<T> stage) {
        try {
            return stage.get(Limits.ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
