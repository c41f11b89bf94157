package dev.sluice.hub;

import dev.sluice.event.Filters;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Index from topics to subscribers: a tree of segments. A search follows each path of the tree that matches the topic,
 * independent of the number of subscribers: usually a few paths, but twice as many with each segment where patterns mix
 * literals and wildcards arbitrarily. Any thread may call; the monitor guards the tree.
 */
final class TopicIndex<S> {

    private static final class Node<S> {
        private final Map<String, Node<S>> children = new HashMap<>(2);
        private final Set<S> here = new LinkedHashSet<>(2);
        private final Set<S> rest = new LinkedHashSet<>(2);

        private boolean isEmpty() {
            return children.isEmpty() && here.isEmpty() && rest.isEmpty();
        }
    }

    private static final String ONE = "*";
    private static final String REST = "**";

    private final Node<S> root = new Node<>();

    synchronized void add(Filters filters, S subscriber) {
        for (TopicFilter filter : filters.list()) {
            Node<S> node = root;
            for (String segment : filter.segments()) {
                if (segment.equals(REST)) {
                    node.rest.add(subscriber);
                    node = null;
                    break;
                }
                node = node.children.computeIfAbsent(segment, s -> new Node<>());
            }
            if (node != null) {
                node.here.add(subscriber);
            }
        }
    }

    synchronized void remove(Filters filters, S subscriber) {
        for (TopicFilter filter : filters.list()) {
            remove(root, filter.segments(), 0, subscriber);
        }
    }

    private void remove(Node<S> node, List<String> segments, int depth, S subscriber) {
        if (depth == segments.size()) {
            node.here.remove(subscriber);
            return;
        }
        String segment = segments.get(depth);
        if (segment.equals(REST)) {
            node.rest.remove(subscriber);
            return;
        }
        Node<S> child = node.children.get(segment);
        if (child != null) {
            remove(child, segments, depth + 1, subscriber);
            if (child.isEmpty()) {
                node.children.remove(segment);
            }
        }
    }

    /** Adds each subscriber with a filter that matches to those found; one with several of them may come several times. */
    synchronized void match(Topic topic, List<? super S> found) {
        collect(root, TopicFilter.segments(topic.value()), 0, topic.isSystem(), found);
    }

    private void collect(Node<S> node, List<String> segments, int depth, boolean literalOnly, List<? super S> found) {
        if (depth == segments.size()) {
            addAll(node.here, found);
            return;
        }
        if (!literalOnly) {
            addAll(node.rest, found);
            Node<S> any = node.children.get(ONE);
            if (any != null) {
                collect(any, segments, depth + 1, false, found);
            }
        }
        Node<S> child = node.children.get(segments.get(depth));
        if (child != null) {
            collect(child, segments, depth + 1, false, found);
        }
    }

    /** One after another: a list makes an array of a set first, and most of these sets are empty. */
    private static <S> void addAll(Set<S> subscribers, List<? super S> found) {
        if (!subscribers.isEmpty()) {
            for (S subscriber : subscribers) {
                found.add(subscriber);
            }
        }
    }

    synchronized Set<S> all() {
        Set<S> found = new LinkedHashSet<>();
        collectAll(root, found);
        return found;
    }

    private void collectAll(Node<S> node, Set<S> found) {
        found.addAll(node.here);
        found.addAll(node.rest);
        node.children.values().forEach(child -> collectAll(child, found));
    }

    synchronized boolean isEmpty() {
        return root.isEmpty();
    }
}
