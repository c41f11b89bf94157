package dev.sluice.packages;

import com.google.gson.Gson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the Containerfile says: its instructions, as the engine would read them. */
final class Container {

    private static final Pattern COPY = Pattern.compile("(?m)^COPY (\\S+) (\\S+)$");
    private static final Pattern ENV = Pattern.compile("(?m)^ENV ([^=\\s]+)=(\\S+)$");

    private final String text = Project.text("src/main/container/Containerfile").replaceAll("\\\\\n\\s*", " ");

    /** The last word after an instruction. */
    String only(String instruction) {
        List<String> found = Pattern.compile("(?m)^" + instruction + " (.+)$")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " times " + instruction);
        }
        return found.get(0);
    }

    /** In the exec form, without a shell: an array of JSON. */
    List<String> command(String instruction) {
        String form = only(instruction);
        return Arrays.asList(new Gson().fromJson(form.substring(form.indexOf('[')), String[].class));
    }

    /** Where in the image each file of the project lies. */
    Map<String, String> copies() {
        return pairs(COPY.matcher(text), 2, 1);
    }

    Map<String, String> environment() {
        return pairs(ENV.matcher(text), 1, 2);
    }

    private static Map<String, String> pairs(Matcher matcher, int key, int value) {
        return matcher.results()
                .collect(Collectors.toMap((MatchResult match) -> match.group(key), m -> m.group(value)));
    }
}
