package understudy.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** A file in a watched folder as it was seen: another size or time is another file. */
record Drop(Path file, long bytes, FileTime changed) {
    /** Where files go that were taken in. */
    static final String DONE = "done";

    /** Where files go that were refused, each with the reason beside it. */
    static final String REFUSED = "refused";

    private static final String REASON = ".txt";

    /** Empty for what is no file, or not there any more. */
    static Optional<Drop> at(Path file) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile()
                    ? Optional.of(new Drop(file, found.size(), found.lastModifiedTime()))
                    : Optional.empty();
        } catch (NoSuchFileException taken) {
            return Optional.empty();
        }
    }

    /** Hidden files, and those whose name says that they are not whole yet, are nobody's. */
    static boolean isMeant(Path file) {
        String name = file.getFileName().toString();
        boolean whole = !name.startsWith(".") && !name.endsWith(".part") && !name.endsWith(".tmp");
        return whole && !name.equals(FolderOptions.FILE);
    }

    /** Whether nobody wrote to it since. */
    boolean isUnchanged() throws IOException {
        return at(file).equals(Optional.of(this));
    }

    /**
     * Into a folder beside it, under a name that nothing there has. The reason is written first: a kill in between leaves
     * one too many, which the next try writes again.
     *
     * @param reason to lie beside it; empty for none
     */
    void move(String folder, String reason) throws IOException {
        Path into = Files.createDirectories(file.resolveSibling(folder));
        Path target = free(into);
        if (!reason.isEmpty()) {
            Files.writeString(into.resolve(target.getFileName() + REASON), reason + "\n");
        }
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path free(Path into) {
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        int stem = dot < 0 ? name.length() : dot;
        Path target = into.resolve(name);
        for (int i = 2; Files.exists(target, LinkOption.NOFOLLOW_LINKS); i++) {
            target = into.resolve(name.substring(0, stem) + "-" + i + name.substring(stem));
        }
        return target;
    }
}
