package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every regular expression of the gateway ({@link ArchitectureTest} sees to it that each is a constant): none calls itself
 * for each character, and none tries one way after another without end.
 */
class PatternsTest {

    /** A group that repeats without a limit, and may give back what it has taken: Java does that by calling itself. */
    private static final Pattern RECURSIVE = Pattern.compile("\\)(?:[*+]|\\{[0-9]+,})(?!\\+)");

    private static final int LENGTH = 2_000;
    private static final int LONG = 20_000;
    private static final int STACK_BYTES = 256 << 10;
    private static final long PATIENCE_MILLIS = 60_000;

    /** One of the gateway's, with where it is. */
    record Named(String name, Pattern pattern) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Named> patterns() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.sluice").stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getRawType().isEquivalentTo(Pattern.class))
                        .map(PatternsTest::named);
    }

    private static Named named(JavaField field) {
        try {
            Field constant = field.reflect();
            constant.setAccessible(true);
            return new Named(field.getFullName(), (Pattern) constant.get(null));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("patterns")
    void hasNoGroupThatRepeatsAndGivesBack(Named named) {
        String bare = named.pattern().pattern().replaceAll("\\\\.|\\[\\^?]?[^\\]]*]", "x");
        assertThat(RECURSIVE.matcher(bare).find())
                .as("%s: make it possessive", named.pattern())
                .isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("patterns")
    void endsSoonOnASmallStack(Named named) throws InterruptedException {
        AtomicReference<Throwable> fault = new AtomicReference<>();
        Thread thread = new Thread(null, () -> run(named.pattern(), fault), "pattern", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        thread.join(PATIENCE_MILLIS);
        if (thread.isAlive()) {
            fail("%s tries for longer than a minute", named.pattern());
        }
        assertThat(fault.get()).isNull();
    }

    private static void run(Pattern pattern, AtomicReference<Throwable> fault) {
        try {
            for (String unit : units(pattern)) {
                for (String around : List.of("", "\"", "x")) {
                    String input = around + unit.repeat(LENGTH) + around;
                    pattern.matcher(input).matches();
                    pattern.matcher(input).find();
                }
                pattern.matcher(unit.repeat(LONG)).matches();
            }
        } catch (RuntimeException | StackOverflowError e) {
            fault.set(e);
        }
    }

    /** Each character that the expression names, some others, and pairs with those that quote. */
    private static List<String> units(Pattern pattern) {
        List<String> units = new ArrayList<>();
        Stream.concat(pattern.pattern().chars().boxed(), "a0 \"\\;,=%\n".chars().boxed())
                .distinct()
                .map(c -> Character.toString((char) c.intValue()))
                .forEach(unit -> units.addAll(List.of(unit, unit + "\\", unit + " ")));
        return units;
    }
}
