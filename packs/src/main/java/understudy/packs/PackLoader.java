package understudy.packs;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes of one pack or plugin. Its own jars go first, so that it may bring another version of a library than the
 * program has; what both must share (the program's nouns, the log, the JDK) comes from the program.
 */
final class PackLoader extends URLClassLoader {
    private static final List<String> SHARED =
            List.of("java.", "javax.", "jdk.", "sun.", "org.slf4j.", "org.jspecify.", "understudy.core.", "understudy.serving.");

    static {
        registerAsParallelCapable();
    }

    PackLoader(String name, List<Path> jars, ClassLoader program) {
        super("pack " + name, jars.stream().map(PackLoader::url).toArray(URL[]::new), program);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (SHARED.stream().anyMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try {
                return findClass(name);
            } catch (ClassNotFoundException notOurs) {
                return super.loadClass(name, resolve);
            }
        }
    }

    void end() {
        try {
            close();
        } catch (IOException unclosed) {
            throw new IllegalStateException("the jars of a pack cannot be closed", unclosed);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException(jar.toString(), impossible);
        }
    }
}
