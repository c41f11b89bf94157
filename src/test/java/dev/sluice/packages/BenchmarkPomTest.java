package dev.sluice.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The benchmark is a project of its own, which repeats versions of the product's: they must be the same. */
class BenchmarkPomTest {

    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

    /** The versions in a POM, by group and artifact. */
    private final Map<String, String> product = versions("pom.xml");

    private final Map<String, String> benchmark = versions("src/benchmark/pom.xml");

    @Test
    void hasTheVersionsOfTheProduct() {
        Map<String, String> shared = new HashMap<>(benchmark);
        shared.keySet().retainAll(product.keySet());
        assertThat(shared).hasSizeGreaterThan(10);
        assertThat(product).containsAllEntriesOf(shared);
    }

    private static Map<String, String> versions(String pom) {
        Element project = parse(pom);
        Map<String, String> versions = new HashMap<>();
        for (String kind : new String[] {"dependency", "plugin", "artifactItem"}) {
            NodeList elements = project.getElementsByTagName(kind);
            for (int i = 0; i < elements.getLength(); i++) {
                Element element = (Element) elements.item(i);
                String version = child(element, "version");
                if (!version.isEmpty()) {
                    String name = child(element, "groupId") + ":" + child(element, "artifactId");
                    versions.put(name, resolved(version, project));
                }
            }
        }
        versions.put("dev.sluice:sluice", child(project, "version"));
        return versions;
    }

    private static String resolved(String text, Element project) {
        Matcher property = PROPERTY.matcher(text);
        if (!property.matches()) {
            return text;
        }
        if (property.group(1).equals("project.version")) {
            return child(project, "version");
        }
        Element properties =
                (Element) project.getElementsByTagName("properties").item(0);
        return child(properties, property.group(1));
    }

    /** The text of a direct child; empty if there is none. */
    private static String child(Element element, String name) {
        NodeList all = element.getElementsByTagName(name);
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i).getParentNode().isSameNode(element)) {
                return all.item(i).getTextContent();
            }
        }
        return "";
    }

    private static Element parse(String pom) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Project.file(pom).toFile())
                    .getDocumentElement();
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(pom, e);
        }
    }
}
