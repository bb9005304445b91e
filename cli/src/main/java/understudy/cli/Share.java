package understudy.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A part of the whole, (0, 1]: typed as {@code 10%} or {@code 0.1}. */
record Share(double value) {
    static final Share ALL = new Share(1);

    static Share parse(String text) {
        boolean percent = text.endsWith("%");
        double value;
        try {
            value = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        double share = percent ? value / 100 : value;
        if (!(share > 0 && share <= 1)) {
            throw wrong(text);
        }
        return new Share(share);
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException("'" + text + "' is no share (expected: above 0% and at most 100%, e.g. 10% or 0.1)");
    }

    static String percent(double share) {
        String text = String.format(Locale.ROOT, "%.1f", share * 100);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + "%";
    }

    static final class Converter implements ITypeConverter<Share> {
        @Override
        public Share convert(String text) {
            return parse(text);
        }
    }
}
