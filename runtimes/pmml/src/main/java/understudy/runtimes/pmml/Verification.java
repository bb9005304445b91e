package understudy.runtimes.pmml;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pmml4s.data.DataVal;
import org.pmml4s.data.Series;
import org.w3c.dom.Element;

/**
 * Asks a model the rows of its document's own ModelVerification and compares with the answers given there (PMML 4.4,
 * "Model Verification"): numbers within the relative precision, both below zeroThreshold, texts equal.
 */
final class Verification {
    private static final double PRECISION = 1e-6;
    private static final double ZERO = 1e-16;
    private static final int MOST_ROWS = 1000;

    private final PmmlDocument document;
    private final PmmlInstance instance;
    private final PmmlSignature signature;

    private Verification(PmmlDocument document, PmmlInstance instance, PmmlSignature signature) {
        this.document = document;
        this.instance = instance;
        this.signature = signature;
    }

    /** @throws understudy.core.Problem UNPROCESSABLE naming the first answer that differs */
    static void check(PmmlDocument document, PmmlInstance instance, PmmlSignature signature) {
        Verification verification = new Verification(document, instance, signature);
        Elements.child(document.model(), "ModelVerification").ifPresent(verification::check);
    }

    private void check(Element verification) {
        List<Element> fields = Elements.within(verification, "VerificationField");
        List<Element> rows = Elements.within(verification, "row");
        for (int i = 0; i < Math.min(rows.size(), MOST_ROWS); i++) {
            Map<String, String> cells = new HashMap<>();
            Elements.children(rows.get(i)).forEach(cell -> cells.put(cell.getLocalName(), cell.getTextContent().strip()));
            Map<String, String> values = new HashMap<>();
            for (Element field : fields) {
                Optional.ofNullable(cells.get(column(field)))
                        .ifPresent(text -> values.put(field.getAttribute("field"), text));
            }
            Series answer = instance.answer(signature.inputs().stream()
                    .map(input -> input.parsed(values.getOrDefault(input.name(), "")))
                    .toArray(DataVal[]::new));
            for (Element field : fields) {
                check(field, values, answer, i);
            }
        }
    }

    private static String column(Element field) {
        String column = field.hasAttribute("column") ? field.getAttribute("column") : field.getAttribute("field");
        return column.substring(column.indexOf(':') + 1);
    }

    private void check(Element field, Map<String, String> values, Series answer, int row) {
        String name = field.getAttribute("field");
        Optional<AnswerColumn> column = signature.answers().stream()
                .filter(candidate -> candidate.output().name().equals(name)
                        || Arrays.asList(candidate.fields()).contains(name))
                .findFirst();
        String expected = values.getOrDefault(name, "");
        if (column.isEmpty() || expected.isEmpty()) {
            return;
        }
        int one = Math.max(0, Arrays.asList(column.get().fields()).indexOf(name));
        String said = instance.text(column.get(), one, answer);
        if (!agree(expected, said, field)) {
            throw document.refused(
                    "fails its own ModelVerification: in row " + row + " it expects " + name + " to be " + expected
                            + " and gets " + (said.isEmpty() ? "no answer" : said),
                    "Export it with another version of the exporter, or as ONNX.");
        }
    }

    private static boolean agree(String expected, String said, Element field) {
        if (expected.equals(said)) {
            return true;
        }
        try {
            double wanted = Double.parseDouble(expected);
            double given = Double.parseDouble(said);
            double zero = Elements.number(field, "zeroThreshold", ZERO);
            return Math.abs(wanted - given) <= Elements.number(field, "precision", PRECISION) * Math.abs(wanted)
                    || Math.abs(wanted) <= zero && Math.abs(given) <= zero;
        } catch (NumberFormatException texts) {
            return false;
        }
    }
}
