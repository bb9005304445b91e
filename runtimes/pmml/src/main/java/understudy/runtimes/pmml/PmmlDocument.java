package understudy.runtimes.pmml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import understudy.core.Problem;

/**
 * A PMML file as a tree that is checked and corrected before the library reads it. Read without document types,
 * entities or anything from elsewhere. Not safe for several threads.
 */
final class PmmlDocument {
    /** The tree takes some ten times the file; larger models of this format are not known to us. */
    private static final long LARGEST = 128L << 20;

    /** Deeper than any tree known to us, and shallow enough for the library's recursion. */
    private static final String DEEPEST = "1000";

    private static final int HEAD = 1 << 16;
    private static final Pattern VERSION = Pattern.compile("(3\\.\\d|4\\.[0-4])(\\.\\d+)?");

    private static final Set<String> MODELS = Set.of(
            "AnomalyDetectionModel", "AssociationModel", "ClusteringModel", "GeneralRegressionModel", "MiningModel",
            "NaiveBayesModel", "NearestNeighborModel", "NeuralNetwork", "RegressionModel", "RuleSetModel", "Scorecard",
            "SupportVectorMachineModel", "TreeModel");

    private final Document xml;
    private final String fileName;
    private final Element model;

    private PmmlDocument(Document xml, String fileName) {
        this.xml = xml;
        this.fileName = fileName;
        String version = root().getAttribute("version");
        if (!VERSION.matcher(version).matches()) {
            throw refused(
                    "is of PMML version '" + version + "'", "Export it as one of the versions 3.0 to 4.4.");
        }
        this.model = Elements.children(root()).stream()
                .filter(child -> child.getLocalName().matches(".*Model|NeuralNetwork|Scorecard"))
                .findFirst()
                .orElseThrow(() -> refused("holds no model", "Export the model itself, not only its dictionary."));
        if (!MODELS.contains(model.getLocalName())) {
            throw refused(
                    "holds a " + model.getLocalName() + ", which is not supported",
                    "Supported are " + String.join(", ", MODELS.stream().sorted().toList()) + ".");
        }
    }

    /** Whether its root element is {@code PMML}, as far as the first 64 KB tell. */
    static boolean isPmml(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        byte[] head;
        try (InputStream content = Files.newInputStream(file)) {
            head = content.readNBytes(HEAD);
        }
        return mayBeXml(head) && beginsWithPmml(head);
    }

    /** The parser says on the console what it does not understand, so it is not asked about what is no text. */
    private static boolean mayBeXml(byte[] head) {
        for (byte each : head) {
            boolean skipped = each <= ' ';
            if (!skipped) {
                return each == '<';
            }
        }
        return false;
    }

    private static boolean beginsWithPmml(byte[] head) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(head));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    return reader.getLocalName().equals("PMML");
                }
            }
            return false;
        } catch (XMLStreamException notXml) {
            return false;
        }
    }

    /** @throws Problem UNPROCESSABLE where it is no PMML of a version and kind that is supported */
    static PmmlDocument read(Path file, String fileName) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw refusal(fileName, "is larger than 128 MB", "Train fewer or smaller trees, or export it as ONNX.");
        }
        try (InputStream content = Files.newInputStream(file)) {
            Document xml = builder().parse(content);
            if (!Elements.is(xml.getDocumentElement(), "PMML")) {
                throw refusal(
                        fileName, "is XML of another kind: " + xml.getDocumentElement().getTagName(),
                        "A PMML file's outermost element is PMML.");
            }
            return new PmmlDocument(xml, fileName);
        } catch (SAXParseException broken) {
            String where = "at line " + broken.getLineNumber();
            boolean type = String.valueOf(broken.getMessage()).contains("DOCTYPE");
            throw type
                    ? refusal(fileName, "declares a document type " + where, "Remove the line <!DOCTYPE …>.")
                    : refusal(fileName, "is not well-formed XML " + where, "Export or upload it again, whole.");
        } catch (SAXException broken) {
            throw refusal(fileName, "is not well-formed XML", "Export or upload it again, whole.");
        }
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setAttribute("jdk.xml.maxElementDepth", DEEPEST);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setIgnoringComments(true);
            factory.setCoalescing(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            return builder;
        } catch (ParserConfigurationException impossible) {
            throw new IllegalStateException("this JDK's XML parser cannot be made safe", impossible);
        }
    }

    Element root() {
        return xml.getDocumentElement();
    }

    /** The first model; by the specification the one to use where there are several. */
    Element model() {
        return model;
    }

    /** Elements of these names, in document order. */
    List<Element> all(String... names) {
        return Elements.within(root(), names);
    }

    List<Element> dataFields() {
        return Elements.child(root(), "DataDictionary")
                .map(dictionary -> Elements.children(dictionary, "DataField"))
                .orElseGet(List::of);
    }

    /** The dataType of a field of the dictionary or a derived one; empty where there is none of the name. */
    Optional<String> typeOf(String field) {
        return all("DataField", "DerivedField").stream()
                .filter(element -> element.getAttribute("name").equals(field))
                .map(element -> element.getAttribute("dataType"))
                .findFirst();
    }

    Problem refused(String fact, String remedy) {
        return refusal(fileName, fact, remedy);
    }

    private static Problem refusal(String fileName, String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, fileName + " " + fact, remedy);
    }

    /** What the library is to read. */
    String text() {
        try {
            Transformer plain = TransformerFactory.newDefaultInstance().newTransformer();
            plain.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            plain.transform(new DOMSource(xml), new StreamResult(text));
            return text.toString();
        } catch (TransformerException unwritable) {
            throw new IllegalStateException("the document cannot be written", unwritable);
        }
    }

    /** Tells errors by exception only; the default prints them. */
    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException warning) {
            // what is only odd is the exporter's business
        }

        @Override
        public void error(SAXParseException error) throws SAXException {
            throw error;
        }

        @Override
        public void fatalError(SAXParseException error) throws SAXException {
            throw error;
        }
    }
}
