package dev.sluice.attack;

import dev.sluice.event.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Counts the answers of each door, and keeps the forbidden ones with the bytes that caused them. Thread-safe. */
public final class FuzzReport {

    private static final int MOST_SHOWN = 10;
    private static final int LONGEST_SHOWN = 3_000;

    private static final Set<String> CODES =
            Arrays.stream(Rejection.values()).map(Rejection::code).collect(Collectors.toSet());

    private final Map<String, Map<String, Integer>> answers = new TreeMap<>();
    private final Map<String, Set<String>> codes = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private long sent;
    private long found;

    /** @param answer a status, the type of a message, or how a connection ended */
    public synchronized void count(String door, String answer) {
        sent++;
        answers.computeIfAbsent(door, name -> new TreeMap<>()).merge(answer, 1, Integer::sum);
    }

    /** Counts the code of a refusal. */
    public synchronized void countCode(String door, String code) {
        answers.computeIfAbsent(door, name -> new TreeMap<>()).merge(code, 1, Integer::sum);
        codes.computeIfAbsent(door, name -> new TreeSet<>()).add(code);
    }

    public static boolean isCode(String code) {
        return CODES.contains(code);
    }

    public synchronized void find(String what, byte[] request) {
        found++;
        if (findings.size() < MOST_SHOWN) {
            findings.add(what + "\n    " + escaped(request));
        }
    }

    /** The forbidden answers: at most ten in full, and how many more there are. */
    public synchronized List<String> findings() {
        List<String> shown = new ArrayList<>(findings);
        if (found > findings.size()) {
            shown.add("and " + (found - findings.size()) + " more");
        }
        return shown;
    }

    public synchronized int count(String door, Predicate<String> answer) {
        return answers.getOrDefault(door, Map.of()).entrySet().stream()
                .filter(entry -> answer.test(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    public synchronized Set<String> codes(String door) {
        return Set.copyOf(codes.getOrDefault(door, Set.of()));
    }

    public synchronized long sent() {
        return sent;
    }

    @Override
    public synchronized String toString() {
        return answers.entrySet().stream()
                .map(door -> "  " + door.getKey() + ": " + door.getValue())
                .collect(Collectors.joining("\n"));
    }

    /** Bytes as text that can be copied into a test. */
    public static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (char c : new String(bytes, 0, Math.min(bytes.length, LONGEST_SHOWN), StandardCharsets.ISO_8859_1)
                .toCharArray()) {
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\\' -> text.append("\\\\");
                default -> text.append(c < ' ' || c > '~' ? "\\x%02x".formatted((int) c) : Character.toString(c));
            }
        }
        return bytes.length > LONGEST_SHOWN ? text + "… (" + bytes.length + " bytes)" : text.toString();
    }
}
