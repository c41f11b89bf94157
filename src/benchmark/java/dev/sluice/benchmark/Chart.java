package dev.sluice.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * One figure of a scenario as bars: the median of the rounds, and a line from the least to the most. What is far beyond
 * the others is broken off, so that these can be told apart; the break is to be seen.
 */
final class Chart {

    private static final int WIDTH = 720;
    /** Of a letter, about. */
    private static final int LETTER = 8;

    /** So many times what lies in the middle is far beyond it. */
    private static final int FAR = 5;

    private static final int TOP = 60;
    private static final int BAR = 22;
    private static final int STEP = 34;

    /** How far a break lies from the end of what is broken off. */
    private static final int BREAK = 24;

    private final Scenario scenario;
    private final List<Result> results;
    private final int left;

    Chart(Scenario scenario, List<Result> results) {
        this.scenario = scenario;
        this.results = results;
        this.left = 16
                + LETTER
                        * scenario.contenders().stream()
                                .mapToInt(contender -> contender.label().length())
                                .max()
                                .orElse(0);
    }

    String svg() {
        List<Contender> contenders = scenario.contenders().stream()
                .filter(contender -> !figures(contender).isEmpty())
                .toList();
        double most = contenders.stream()
                .flatMap(contender -> figures(contender).stream())
                .max(Double::compare)
                .orElse(1.0);
        double end = contenders.isEmpty() ? most : Math.min(most, FAR * middle(contenders));
        boolean isCut = end < most;
        int right = 12
                + LETTER
                        * contenders.stream()
                                .mapToInt(contender -> label(contender).length())
                                .max()
                                .orElse(0);
        int height = TOP + contenders.size() * STEP + 12;
        StringBuilder svg = new StringBuilder();
        line(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='13'>",
                WIDTH,
                height);
        line(svg, "<title>%s</title>", title());
        line(svg, "<rect width='%d' height='%d' fill='#fff'/>", WIDTH, height);
        line(svg, "<text x='12' y='24' font-weight='bold' fill='#1b1b1b'>%s</text>", title());
        line(
                svg,
                "<text x='12' y='43' font-size='11' fill='#495057'>%s%s</text>",
                "bar: median of the rounds; thin line: least to most",
                isCut ? "; what has a break is longer than drawn" : "");
        for (int i = 0; i < contenders.size(); i++) {
            bar(svg, contenders.get(i), TOP + i * STEP, (WIDTH - left - right) / end, WIDTH - right);
        }
        return svg.append("</svg>\n").toString();
    }

    private String title() {
        return scenario.title() + ": " + scenario.figure();
    }

    private double middle(List<Contender> contenders) {
        return Result.median(contenders.stream()
                .map(contender -> Result.median(figures(contender)))
                .toList());
    }

    private void bar(StringBuilder svg, Contender contender, int y, double scale, int end) {
        List<Double> figures = figures(contender);
        double median = Result.median(figures);
        double length = Math.min(scale * median, end - left);
        double from = Math.min(
                end, left + scale * figures.stream().min(Double::compare).orElse(median));
        double whole = left + scale * figures.stream().max(Double::compare).orElse(median);
        double to = Math.min(end, whole);
        int middle = y + BAR / 2;
        line(
                svg,
                "<text x='%d' y='%d' text-anchor='end' fill='#1b1b1b'>%s</text>",
                left - 8,
                middle + 5,
                contender.label());
        line(
                svg,
                "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>",
                left,
                y,
                length,
                BAR,
                contender.isOurs() ? "#0b7285" : "#adb5bd");
        line(svg, "<path d='M%.1f %dH%.1f' stroke='#1b1b1b'/>", from, middle, to);
        if (Math.rint(whole) > end) {
            breakOff(svg, end - BREAK, y);
        }
        line(
                svg,
                "<text x='%.1f' y='%d' fill='#1b1b1b'>%s</text>",
                Math.max(to, left + length) + 6,
                middle + 5,
                label(contender));
    }

    /** Two slanting cuts through the bar and the line. */
    private static void breakOff(StringBuilder svg, int x, int y) {
        line(
                svg,
                "<path d='M%d %dl8 -%dm6 0l-8 %d' stroke='#fff' stroke-width='3'/>",
                x,
                y + BAR + 2,
                BAR + 4,
                BAR + 4);
    }

    private String label(Contender contender) {
        return Report.number(Result.median(figures(contender))) + " " + scenario.unit();
    }

    private List<Double> figures(Contender contender) {
        return Result.of(results, scenario.name(), contender, scenario.value());
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
