package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * What a WebSocket client has received and nobody has taken yet, in order. The client's threads fill it, any thread may
 * take; the object's own lock guards everything.
 */
public final class WsInbox implements WebSocket.Listener {

    private final List<JsonObject> messages = new LinkedList<>();
    private final StringBuilder text = new StringBuilder();
    private ByteBuffer binary = ByteBuffer.allocate(0);
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile String closeReason = "";
    private int arrays;
    private long eventsArrived;

    @Override
    public synchronized CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            receive(text.toString());
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
        binary = ByteBuffer.allocate(binary.remaining() + part.remaining())
                .put(binary)
                .put(part)
                .flip();
        if (last) {
            receive(binary);
            binary = ByteBuffer.allocate(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        end(code, reason);
        return null;
    }

    public void end(int code, String reason) {
        closeReason = reason;
        closed.complete(code);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** A text frame, as it came: one message, or an array of them. */
    public synchronized void receive(String frame) {
        JsonElement content = JsonParser.parseString(frame);
        if (content.isJsonArray()) {
            arrays++;
            Json.objects(content.getAsJsonArray()).forEach(this::add);
        } else {
            add(content.getAsJsonObject());
        }
    }

    /** A binary frame: the payload joins its message as {@code data}, in base64, as the history would have it. */
    private void receive(ByteBuffer frame) {
        byte[] header = new byte[Short.toUnsignedInt(frame.getShort())];
        frame.get(header);
        byte[] payload = new byte[frame.remaining()];
        frame.get(payload);
        JsonObject message = Json.object(new String(header, StandardCharsets.UTF_8));
        assertThat(message.has("data")).as("data beside the payload").isFalse();
        message.addProperty("frame", "binary");
        message.addProperty("data", Base64.getEncoder().encodeToString(payload));
        add(message);
    }

    private void add(JsonObject message) {
        if (Json.text(message, "type").equals("event")) {
            eventsArrived++;
        }
        messages.add(message);
        notifyAll();
    }

    public synchronized JsonObject take(String what, Predicate<JsonObject> fits, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<JsonObject> found = remove(fits);
        while (found.isEmpty()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            assertThat(left)
                    .as("%s within %s; there was %s", what, limit, excerpt())
                    .isPositive();
            if (closed.isDone()) {
                throw new EndedException(what);
            }
            awaitMore(left);
            found = remove(fits);
        }
        return found.get();
    }

    private void awaitMore(long milliseconds) {
        try {
            wait(Math.min(milliseconds, 500));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private Optional<JsonObject> remove(Predicate<JsonObject> fits) {
        for (Iterator<JsonObject> each = messages.iterator(); each.hasNext(); ) {
            JsonObject message = each.next();
            if (fits.test(message)) {
                each.remove();
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }

    private List<JsonObject> excerpt() {
        return messages.stream().limit(5).toList();
    }

    public synchronized int arrays() {
        return arrays;
    }

    public synchronized long eventsArrived() {
        return eventsArrived;
    }

    public CompletableFuture<Integer> closed() {
        return closed;
    }

    /** What came with the close code; empty before. */
    public String closeReason() {
        return closeReason;
    }
}
