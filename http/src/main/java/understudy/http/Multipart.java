package understudy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.core.Problem;

/**
 * Reads {@code multipart/form-data} (RFC 7578) as it arrives, in constant memory. A part must be read before the next is
 * asked for; what is left of it is passed over. For one thread.
 */
final class Multipart {
    /** @param fileName as the sender called it; a path in it means nothing */
    record Part(String name, Optional<String> fileName, InputStream content) {}

    private static final int WINDOW = 1 << 16;
    private static final int MOST_HEADER_BYTES = 1 << 14;
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("[; ]filename=\"([^\"]*)\"");

    private final InputStream input;
    private final byte[] delimiter;
    private final byte[] window = new byte[WINDOW];
    private int from;
    private int to;
    /** No delimiter begins before this index. */
    private int clear;

    private boolean ended;
    private Content content;

    Multipart(InputStream input, String boundary) {
        if (boundary.isEmpty() || boundary.length() > 70) {
            throw Problem.invalid("boundary", boundary, "1 to 70 characters");
        }
        this.input = input;
        this.delimiter = ("\r\n--" + boundary).getBytes(US_ASCII);
        // The first delimiter need not begin on a line of its own: give it one.
        window[to++] = '\r';
        window[to++] = '\n';
        this.content = new Content();
    }

    /** The next part; empty after the last. @throws Problem (INVALID) for what is no multipart */
    Optional<Part> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        content.transferTo(OutputStream.nullOutputStream());
        from += delimiter.length;
        int first = need();
        int second = need();
        if (first == '-' && second == '-') {
            ended = true;
            return Optional.empty();
        }
        while (first == ' ' || first == '\t') {
            first = second;
            second = need();
        }
        if (first != '\r' || second != '\n') {
            throw malformed("a boundary that does not end its line");
        }
        return Optional.of(part(headers()));
    }

    private Part part(String headers) {
        String disposition = headers.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-disposition:"))
                .findFirst()
                .orElseThrow(() -> malformed("a part without Content-Disposition"));
        Matcher name = NAME.matcher(disposition);
        if (!name.find()) {
            throw malformed("a part without a name");
        }
        Matcher file = FILE_NAME.matcher(disposition);
        content = new Content();
        return new Part(name.group(1), file.find() ? Optional.of(file.group(1)) : Optional.empty(), content);
    }

    private String headers() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int lineLength = 0; ; ) {
            int next = need();
            lines.write(next);
            if (next == '\n') {
                if (lineLength == 0) {
                    return lines.toString(UTF_8);
                }
                lineLength = 0;
            } else if (next != '\r') {
                lineLength++;
            }
            if (lines.size() > MOST_HEADER_BYTES) {
                throw malformed("more than " + MOST_HEADER_BYTES + " bytes of headers");
            }
        }
    }

    private int need() throws IOException {
        if (from == to && !fill()) {
            throw malformed("cut off");
        }
        return window[from++] & 0xFF;
    }

    /** Makes room and reads more. @return whether there was more */
    private boolean fill() throws IOException {
        System.arraycopy(window, from, window, 0, to - from);
        to -= from;
        clear = Math.max(0, clear - from);
        from = 0;
        int read = input.read(window, to, window.length - to);
        to += Math.max(read, 0);
        return read > 0;
    }

    private static Problem malformed(String what) {
        return Problem.invalid("body", what, "multipart/form-data");
    }

    /** From where the window stands to the next delimiter. */
    private final class Content extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (this != content || length == 0) {
                return this == content ? 0 : -1;
            }
            while (true) {
                int end = indexOfDelimiter();
                // The last bytes may be the beginning of a delimiter: they are held back until more is known.
                int safe = end >= 0 ? end : Math.max(from, to - delimiter.length + 1);
                if (safe > from) {
                    int count = Math.min(length, safe - from);
                    System.arraycopy(window, from, into, offset, count);
                    from += count;
                    return count;
                }
                if (end >= 0) {
                    return -1;
                }
                if (!fill()) {
                    throw malformed("cut off");
                }
            }
        }

        private int indexOfDelimiter() {
            for (int i = Math.max(from, clear); i <= to - delimiter.length; i++) {
                if (window[i] == '\r' && matches(i)) {
                    clear = i;
                    return i;
                }
            }
            clear = Math.max(from, to - delimiter.length + 1);
            return -1;
        }

        private boolean matches(int at) {
            for (int i = 1; i < delimiter.length; i++) {
                if (window[at + i] != delimiter[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
