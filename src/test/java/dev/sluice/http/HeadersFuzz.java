package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Whatever a client sends in a header, in one line or in several: it is read, and what is written from it is read alike. */
public final class HeadersFuzz {

    private HeadersFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        List<String> elements =
                text.lines().flatMap(line -> FieldText.elements(line).stream()).toList();
        Accept accept = Accept.of(elements);
        require(accept.line().stream()
                .filter(line -> !line.isEmpty())
                .allMatch(line -> Accept.of(FieldText.elements(line)).line().equals(accept.line())));
        require(!accept.prefersStream() || accept.isSatisfiable());
        for (String element : elements) {
            Optional<String> type = MediaRange.parse(element).map(MediaRange::asContentType);
            require(type.equals(type.flatMap(MediaRange::parse).map(MediaRange::asContentType)));
            Optional<String> value = FieldText.value(element);
            require(value.equals(value.map(FieldText::quotedIfNeeded).flatMap(FieldText::value)));
        }
        require(FieldText.value(FieldText.quotedIfNeeded(text)).equals(Optional.of(text)));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new AssertionError("it is read in another way the second time");
        }
    }
}
