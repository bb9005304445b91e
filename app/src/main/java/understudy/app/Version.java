package understudy.app;

import java.util.Optional;

/** The program's own version, from its jar. */
final class Version {
    private Version() {}

    static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("development");
    }
}
