package dev.sluice.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a stream as a browser does: WHATWG HTML, section 9.2.6 "Interpreting an event stream". Used by one thread.
 */
final class SseParser {

    private final Consumer<SseBlock> blocks;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private final List<String> data = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private Optional<String> id = Optional.empty();
    private Optional<Integer> retry = Optional.empty();
    private String event = "";
    private String lastEventId = "";
    private boolean afterCarriageReturn;
    private boolean begun;

    public SseParser(Consumer<SseBlock> blocks) {
        this.blocks = blocks;
    }

    public void feed(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            raw.write(b);
            if (b == '\r' || b == '\n' && !afterCarriageReturn) {
                endLine();
            } else if (b != '\n') {
                line.write(b);
            }
            afterCarriageReturn = b == '\r';
        }
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!begun && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        begun = true;
        if (text.isEmpty()) {
            endBlock();
        } else if (text.startsWith(":")) {
            comments.add(text.substring(1));
        } else {
            int colon = text.indexOf(':');
            String value = colon < 0 ? "" : text.substring(colon + 1);
            field(colon < 0 ? text : text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> event = value;
            case "data" -> data.add(value);
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    id = Optional.of(value);
                    lastEventId = value;
                }
            }
            case "retry" -> {
                if (value.matches("[0-9]+")) {
                    retry = Optional.of(Integer.valueOf(value));
                }
            }
            default -> {}
        }
    }

    private void endBlock() {
        boolean saysSomething =
                !data.isEmpty() || id.isPresent() || retry.isPresent() || !comments.isEmpty() || !event.isEmpty();
        if (saysSomething) {
            Optional<String> joined = data.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", data));
            String text = raw.toString(StandardCharsets.UTF_8);
            blocks.accept(new SseBlock(event, joined, id, retry, List.copyOf(comments), lastEventId, text));
        }
        data.clear();
        comments.clear();
        id = Optional.empty();
        retry = Optional.empty();
        event = "";
        raw.reset();
    }
}
