package understudy.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code loan@3}: a model's version, as people type it. */
record VersionReference(String model, int version) {
    private static final Pattern FORM = Pattern.compile("([a-zA-Z0-9][a-zA-Z0-9._-]{0,99})@([1-9][0-9]{0,8})");

    static VersionReference parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' names no version (expected: NAME@VERSION, e.g. loan@2)");
        }
        return new VersionReference(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return model + "@" + version;
    }

    static final class Converter implements ITypeConverter<VersionReference> {
        @Override
        public VersionReference convert(String text) {
            return parse(text);
        }
    }
}
