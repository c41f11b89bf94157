package dev.sluice.attack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Text and bytes at random: what the gateway takes, as often something near it as {@link #beOdd} says. The same source
 * gives the same text again. For one thread.
 */
public final class RandomText {

    /** Strings that have caused faults somewhere: in the gateway, or in servers and libraries that read them first. */
    private static final List<String> ODD = List.of(
            "",
            " ",
            "\t",
            "\u0000",
            "\u007f",
            "a\r\nb: c",
            "a\nid: 1",
            "\ud83d",
            "\ude00\ud83d",
            "\ud83d\ude00",
            "\u00e9",
            "\u0130\u0131",
            "\u2028",
            "\uffff",
            "\ufeff",
            "*",
            "**",
            "a/**/b",
            "a**",
            "$sys/nodes",
            "$",
            "/",
            "//",
            "../../x",
            "-1",
            "0",
            "00",
            "1.5",
            "1e99",
            "-0",
            "9223372036854775807",
            "9223372036854775808",
            "NaN",
            "null",
            "true",
            "TRUE",
            "undefined",
            "%",
            "%zz",
            "%00",
            "%c3%28",
            "+",
            "&",
            "=",
            ";",
            ",",
            "\"",
            "\\",
            "'",
            "{",
            "[]",
            "{}",
            "[[[[[[[[",
            "\"\\",
            "W/\"a\"",
            "<script>",
            "${x}",
            "1-1",
            "-",
            "x-9223372036854775807",
            "0-99999999999999999999",
            "2026-13-45T99:99:99Z",
            "+1000000000-01-01T00:00:00Z",
            "-999999999-01-01T00:00:00Z",
            "2026-01-01T00:00:00+18:00",
            "PT1S");

    private static final byte[] SPECIAL = {0, 1, 9, 10, 13, 32, 34, 37, 38, 44, 47, 58, 59, 61, 63, 92, 127, -1, -64};

    private final RandomGenerator random;
    private int oddness;

    public RandomText(RandomGenerator random) {
        this.random = random;
    }

    /** @param percent how much of the requested text is odd or mutated */
    public void beOdd(int percent) {
        oddness = percent;
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    public <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    public String any(String... all) {
        return all[random.nextInt(all.length)];
    }

    public boolean isOdd() {
        return random.nextInt(100) < oddness;
    }

    /** The usual text, a mutation of it, or odd text, as {@link #beOdd} says. */
    public String of(String usual) {
        if (!isOdd()) {
            return usual;
        }
        return oneIn(3) ? mutated(usual) : odd();
    }

    /** One of a few names, so that events and readers meet, under three prefixes with different rights. */
    public String topic() {
        return any("open/", "few/", "fuzz/") + any("a", "b/c", "\u00e9", "x y", "end", "1", "2", "3", "4", "5");
    }

    public String filter() {
        return oneIn(3) ? any("**", "*", "open/**", "few/*", "fuzz/*/c", "fuzz/**") : topic();
    }

    public String odd() {
        return switch (below(12)) {
            case 0 -> new String(noise(below(24)), StandardCharsets.ISO_8859_1);
            case 1 -> any(ODD).repeat(1 + below(40));
            case 2 -> any(ODD) + any(ODD);
            case 3 ->
                any("a", "\u00e9", "a/", "\ud83d\ude00").repeat(any(List.of(64, 65, 128, 129, 256, 512, 513, 2_000)));
            default -> any(ODD);
        };
    }

    public byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    public String mutated(String text) {
        int at = below(text.length() + 1);
        int to = at + below(text.length() - at + 1);
        return switch (below(6)) {
            case 0 -> text.substring(0, at) + text.substring(to);
            case 1 -> text.substring(0, to) + text.substring(at);
            case 2 -> text.substring(0, at) + any(ODD) + text.substring(at);
            case 3 -> text.substring(0, at) + any(ODD) + text.substring(to);
            case 4 -> text.substring(0, at);
            default -> text.substring(0, at) + (char) below(0x100) + text.substring(at);
        };
    }

    public byte[] mutated(byte[] bytes) {
        byte[] result = bytes;
        for (int i = 1 + below(4); i > 0; i--) {
            result = mutatedOnce(result);
        }
        return result;
    }

    private byte[] mutatedOnce(byte[] bytes) {
        int at = below(bytes.length + 1);
        int to = at + below(Math.min(40, bytes.length - at) + 1);
        return switch (below(6)) {
            case 0 -> joined(bytes, at, new byte[0], to);
            case 1 -> joined(bytes, to, new byte[0], at);
            case 2 -> joined(bytes, at, noise(1 + below(8)), at);
            case 3 -> joined(bytes, at, new byte[] {SPECIAL[below(SPECIAL.length)]}, at);
            case 4 -> joined(bytes, at, new byte[] {SPECIAL[below(SPECIAL.length)]}, Math.min(bytes.length, at + 1));
            default -> joined(bytes, at, noise(1), Math.min(bytes.length, at + 1));
        };
    }

    private static byte[] joined(byte[] bytes, int to, byte[] between, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, to);
        out.writeBytes(between);
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    /** JSON of any type, at most this deep. */
    public String json(int depth) {
        return switch (below(depth > 0 ? 9 : 6)) {
            case 0 -> any("null", "true", "false");
            case 1 -> any("0", "-1", "1.5", "1e400", "-0", "9223372036854775808", "1".repeat(400));
            case 2 -> quoted(odd());
            case 3, 4, 5 -> quoted(any("a", "b", "hello"));
            case 6 -> "[" + listed(() -> json(depth - 1)) + "]";
            default -> "{" + listed(() -> quoted(any("a", "b", "type", odd())) + ":" + json(depth - 1)) + "}";
        };
    }

    private String listed(Supplier<String> each) {
        StringBuilder list = new StringBuilder();
        for (int i = below(4); i > 0; i--) {
            list.append(each.get()).append(i > 1 ? "," : "");
        }
        return list.toString();
    }

    /** A JSON string; surrogates are escaped, since a lone one has no UTF-8. */
    public static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c < 0x20 || Character.isSurrogate(c)) {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return json.append('"').toString();
    }

    /** A percent-encoded value of a query; a lone surrogate becomes three bytes that are no UTF-8. */
    public static String percent(String text) {
        StringBuilder query = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 0x80 && Character.isLetterOrDigit(c)) {
                query.append((char) c);
            } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                query.append("%%%02X%%%02X%%%02X".formatted(0xe0 | c >> 12, 0x80 | c >> 6 & 0x3f, 0x80 | c & 0x3f));
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    query.append("%%%02X".formatted(b & 0xff));
                }
            }
        });
        return query.toString();
    }
}
