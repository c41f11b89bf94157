package dev.sluice.packages;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the unit of systemd says. */
final class Unit {

    private final String text = Project.text("src/main/systemd/sluice.service");

    String only(String key) {
        List<String> found = text.lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " times " + key);
        }
        return found.get(0);
    }

    /** Without quotes or escapes, words are what stands between spaces. */
    List<String> command() {
        return List.of(only("ExecStart").split(" "));
    }

    /** What the shell gets once systemd has taken the quotes, and one of each two backslashes and dollars. */
    List<String> startPost() {
        Matcher shell = Pattern.compile("(\\S+) -c '(.+)'").matcher(only("ExecStartPost"));
        if (!shell.matches()) {
            throw new AssertionError(only("ExecStartPost"));
        }
        String script = shell.group(2).replace("\\\\", "\\").replace("$$", "$");
        return List.of(shell.group(1), "-c", script);
    }

    Map<String, String> environment() {
        return Map.of(only("Environment").split("=", 2)[0], only("Environment").split("=", 2)[1]);
    }

    /** Where the page says that each file is installed: all of them in one folder. */
    static Map<String, String> installed() {
        return Project.text("src/site/markdown/operations.md")
                .lines()
                .filter(line -> line.startsWith("install -D -m 0644 -t /opt/sluice "))
                .flatMap(line -> List.of(line.split(" ")).stream().skip(6))
                .collect(Collectors.toMap(file -> "/opt/sluice" + file.substring(file.lastIndexOf('/')), file -> file));
    }
}
