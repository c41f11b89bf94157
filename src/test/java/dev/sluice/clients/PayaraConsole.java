package dev.sluice.clients;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.time.Duration;

/**
 * The administration console of Payara Server, as an operator uses it. A page of it loads in pieces: a step waits for the
 * element that it needs. Only the thread of the browser may use it.
 */
final class PayaraConsole {

    /** The server makes the console at its first request. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final String ADD = ":topActionsGroup1:addSharedTableButton";
    private static final String FIRST_ROW = ":rowGroup1:0:";

    private final Page page;

    PayaraConsole(Page page, URI address) {
        this.page = page;
        page.navigate(address.toString(), new Page.NavigateOptions().setTimeout(START.toMillis()));
        find("treeForm:tree:applications:applications_link")
                .waitFor(new Locator.WaitForOptions().setTimeout(START.toMillis()));
    }

    /** <em>Applications</em>, the application, <em>Properties</em>, <em>MicroProfile Properties</em>. */
    void addMicroProfileProperty(String application, String name, String value) {
        click("treeForm:tree:applications:" + application + ":link");
        click("propertyForm:appGeneralTabs:applicationProp");
        click("propertyForm:appGeneralTabs:applicationProp:microProfileProps");
        // until then the table of another page has the same identifiers
        page.getByText("Application MicroProfile Properties").waitFor();
        add("propertyForm:basicTable", name, "col3:col1St", value);
        save("propertyForm:propertyContentPage:topButtons:saveButton");
    }

    /** <em>server (Admin Server)</em>, <em>Properties</em>, <em>System Properties</em>. */
    void addSystemProperty(String name, String value) {
        click("treeForm:tree:applicationServer:applicationServer_link");
        click("propertyForm:serverInstTabs:serverInstProps");
        add("propertyForm:sysPropsTable", name, "overrideValCol:overrideVal", value);
        save("propertyForm:SysPropsPage:topButtons:topButtons:saveButton");
    }

    private void add(String table, String name, String valueField, String value) {
        click(table + ADD);
        String nameField = table + FIRST_ROW + "col2:col1St";
        page.waitForFunction("id => document.getElementById(id)?.value === ''", nameField);
        find(nameField).fill(name);
        find(table + FIRST_ROW + valueField).fill(value);
    }

    private void save(String button) {
        click(button);
        page.getByText("New values successfully saved.").waitFor();
    }

    /** Some of it lies below the edge of a pane of its own. */
    private void click(String id) {
        find(id).dispatchEvent("click");
    }

    private Locator find(String id) {
        return page.locator("[id='" + id + "']");
    }
}
