package understudy.scanning;

import java.util.Arrays;

/** Names inside archives and models that point at files. */
final class Paths {
    private Paths() {}

    /** Whether it leaves the folder it is meant for. */
    static boolean leaves(String path) {
        String plain = path.replace('\\', '/');
        return plain.startsWith("/")
                || plain.startsWith("~")
                || plain.matches("(?s)[A-Za-z]:.*")
                || plain.contains("://")
                || Arrays.asList(plain.split("/")).contains("..");
    }

    static void judge(Looking looking, String file, String path, long at, String before) {
        if (leaves(path)) {
            looking.find(file, Kind.ARCHIVE, before + path, at, Verdict.DANGEROUS, "leads out of the folder it is unpacked to");
        }
    }
}
