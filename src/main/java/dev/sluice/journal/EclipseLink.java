package dev.sluice.journal;

/** Whether the server's JPA is EclipseLink, and lets an application see it. */
final class EclipseLink {

    /** Of a persistence unit: the class that is shown its session. */
    static final String CUSTOMIZER = "eclipselink.session.customizer";

    private EclipseLink() {}

    static boolean isVisible() {
        try {
            Class.forName(
                    "org.eclipse.persistence.sessions.SessionCustomizer", false, EclipseLink.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException another) {
            return false;
        }
    }
}
