package dev.sluice.journal;

/** Detects whether the server's JPA is EclipseLink and its classes are visible to the application. */
final class EclipseLink {

    /** The property of a persistence unit that names the class that customizes its session. */
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
