package dev.sluice.attack;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Figures of what an {@link Attacker} has sent, and of what came back. Written by its thread, read when that has ended. */
public final class AttackTally {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z-]+)\"");

    /** A whole frame of a server that closes: its codes begin with 3 (1000 and more) or 17 (4401 and more). */
    private static final Pattern CLOSE = Pattern.compile("\u0088[\u0002-\u007d]([\u0003\u0011].)", Pattern.DOTALL);

    private final Map<String, Integer> came = new TreeMap<>();
    private int connections;
    private int open;
    private int lost;
    private int answers;
    private int sendings;
    private long bytes;

    public void connected() {
        connections++;
    }

    /** Connections at the end. */
    public void open(int count) {
        open = count;
    }

    public void lost() {
        lost++;
    }

    public void answered() {
        answers++;
    }

    public void sentOne() {
        sendings++;
    }

    public void sent(int count) {
        bytes += count;
    }

    /** Part of an answer, each byte a character. */
    public void came(String text) {
        count(STATUS, text);
        count(CODE, text);
        for (Matcher close = CLOSE.matcher(text); close.find(); ) {
            String code = close.group(1);
            came.merge("close " + (code.charAt(0) << 8 | code.charAt(1)), 1, Integer::sum);
        }
    }

    private void count(Pattern pattern, String text) {
        for (Matcher each = pattern.matcher(text); each.find(); ) {
            came.merge(each.group(1), 1, Integer::sum);
        }
    }

    public int connections() {
        return connections;
    }

    /** Connections that the gateway has ended. */
    public int ended() {
        return lost;
    }

    public int answers() {
        return answers;
    }

    /** Requests, frames or other units of the plan. */
    public int sendings() {
        return sendings;
    }

    public long bytes() {
        return bytes;
    }

    /** How often statuses, codes of errors, or codes by which a WebSocket is closed, have come that match this. */
    public int count(String regex) {
        return came.entrySet().stream()
                .filter(each -> each.getKey().matches(regex))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Override
    public String toString() {
        return "%,d connections, %,d open at the end, %,d ended by the gateway; %,d sendings, %,d KB, %,d answers: %s"
                .formatted(connections, open, lost, sendings, bytes / 1_000, answers, came);
    }
}
