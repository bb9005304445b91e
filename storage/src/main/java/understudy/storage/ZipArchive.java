package understudy.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import understudy.core.Problem;

/**
 * An uploaded zip, unpacked only if every entry stays in its folder, none is a link, and the whole is neither too many
 * files nor too many bytes: counted as they are written, because what a header says may be a lie.
 */
final class ZipArchive {
    private static final int MOST_ENTRIES = 10_000;
    private static final int LONGEST_NAME = 500;
    /** Deflate reaches 1,032 : 1 on zeros; models seen reach 20 : 1. */
    private static final int MOST_RATIO = 200;
    /** Small files may compress as well as they like. */
    private static final long RATIO_FROM = 10L << 20;

    private static final int CHUNK = 1 << 16;
    private static final Pattern UNSAFE = Pattern.compile("^/|^[A-Za-z]:|\\\\|[\\x00-\\x1f\\x7f]|(^|/)\\.\\.?(/|$)|//");

    private final Path file;
    private final long limit;

    ZipArchive(Path file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    void unpack(Path folder) throws IOException {
        refuseLinks();
        long most = Math.min(limit, Math.max(RATIO_FROM, Files.size(file) * MOST_RATIO));
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_ENTRIES) {
                throw refused("has " + zip.size() + " entries (expected: at most " + MOST_ENTRIES + ")");
            }
            Set<String> names = new HashSet<>();
            long written = 0;
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                Path target = target(folder, entry, names);
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    written += write(zip, entry, target, most - written);
                }
            }
        } catch (ZipException damaged) {
            throw new Problem(
                    Problem.Code.INVALID,
                    "the zip archive is damaged: " + damaged.getMessage(),
                    "Pack it again, or send the model file itself.",
                    damaged);
        }
    }

    private static Path target(Path folder, ZipEntry entry, Set<String> names) {
        String name = entry.getName();
        Path target = folder.resolve(name).normalize();
        if (name.isEmpty() || name.length() > LONGEST_NAME || UNSAFE.matcher(name).find() || !target.startsWith(folder)) {
            throw refused("has an entry '" + name + "' (expected: a relative path without '..')");
        }
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
            throw refused("has two entries '" + name + "'");
        }
        return target;
    }

    private static long write(ZipFile zip, ZipEntry entry, Path target, long most) throws IOException {
        Path parent = target.getParent();
        if (parent == null || Files.isRegularFile(parent)) {
            throw refused("has a file where '" + entry.getName() + "' needs a folder");
        }
        Files.createDirectories(parent);
        byte[] chunk = new byte[CHUNK];
        long size = 0;
        try (InputStream in = zip.getInputStream(entry);
                OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                size += read;
                if (size > most) {
                    throw new Problem(
                            Problem.Code.TOO_LARGE,
                            "the zip archive unpacks to too much: more than fits the upload limit, or more than "
                                    + MOST_RATIO + " times its own size",
                            "Send the model file itself, or a larger limit.");
                }
                out.write(chunk, 0, read);
            }
        }
        DurableFiles.flush(target);
        return size;
    }

    /** Reads the central directory itself, as java.util.zip does not tell an entry's Unix mode (APPNOTE.TXT 4.3.12). */
    private void refuseLinks() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer directory = centralDirectory(channel);
            while (directory.remaining() >= 46 && directory.getInt(directory.position()) == 0x02014b50) {
                int at = directory.position();
                int mode = directory.getInt(at + 38) >>> 16;
                if ((mode & 0170000) == 0120000) {
                    throw refused("has a link among its entries");
                }
                int next = at + 46 + size(directory, at + 28) + size(directory, at + 30) + size(directory, at + 32);
                directory.position(Math.min(next, directory.limit()));
            }
        }
    }

    private static ByteBuffer centralDirectory(FileChannel channel) throws IOException {
        int tailSize = (int) Math.min(channel.size(), 22 + 0xFFFF);
        ByteBuffer tail = read(channel, channel.size() - tailSize, tailSize);
        for (int at = tailSize - 22; at >= 0; at--) {
            if (tail.getInt(at) == 0x06054b50) {
                long size = Integer.toUnsignedLong(tail.getInt(at + 12));
                long offset = Integer.toUnsignedLong(tail.getInt(at + 16));
                if (size > (64L << 20) || offset + size > channel.size()) {
                    throw refused("is larger than 4 GB, or damaged");
                }
                return read(channel, offset, (int) size);
            }
        }
        throw refused("is no zip archive");
    }

    private static ByteBuffer read(FileChannel channel, long offset, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
            continue;
        }
        return buffer.flip();
    }

    private static int size(ByteBuffer buffer, int at) {
        return Short.toUnsignedInt(buffer.getShort(at));
    }

    private static Problem refused(String why) {
        return new Problem(Problem.Code.INVALID, "the zip archive " + why, "");
    }
}
