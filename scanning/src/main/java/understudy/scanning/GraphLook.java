package understudy.scanning;

import java.io.EOFException;
import java.io.IOException;
import java.util.Set;

/**
 * Graphs in protobuf: TensorFlow's SavedModel and GraphDef, and ONNX. All are tried, as the bytes do not say which they
 * are; what one of them finds is only ever a name at its exact place. Numbers of fields are those of saved_model.proto,
 * meta_graph.proto, graph.proto, function.proto and node_def.proto in TensorFlow, and of onnx.proto3 in ONNX.
 */
final class GraphLook {
    /** Nesting of graphs in nodes that is followed. */
    private static final int NESTED = 32;

    private static final Set<String> HARMFUL = Set.of(
            "ReadFile", "WriteFile", "MatchingFiles", "PyFunc", "PyFuncStateless", "EagerPyFunc", "DatasetToTFRecord",
            "LoadLibrary", "RpcClient", "RpcCall", "RpcServer", "RpcServerStart", "TryRpc", "Rpc", "ExperimentalDatasetToTFRecord");

    private static final Set<String> READING = Set.of(
            "WholeFileReader", "WholeFileReaderV2", "TextLineReader", "TextLineReaderV2", "TFRecordReader", "TFRecordReaderV2",
            "FixedLengthRecordReader", "FixedLengthRecordReaderV2", "TextLineDataset", "TFRecordDataset", "TFRecordDatasetV2",
            "FixedLengthRecordDataset", "FixedLengthRecordDatasetV2", "LoadDataset", "SaveDataset", "SaveDatasetV2",
            "SnapshotDataset", "SnapshotDatasetV2", "CacheDataset", "ImmutableConst", "SqlDataset", "ExperimentalSqlDataset",
            "LMDBReader", "LMDBDataset", "IdentityReader", "AudioSpectrogram", "GenerateVocabRemapping", "LoadAndRemapMatrix");

    private static final Set<String> PRINTING = Set.of("PrintV2", "DebugIdentity", "DebugIdentityV2", "DebugNanCount", "Copy");

    /** Sets of operations that come with onnxruntime. */
    private static final Set<String> DOMAINS = Set.of(
            "", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview.training", "com.microsoft",
            "com.microsoft.nchwc", "com.ms.internal.nhwc", "com.microsoft.dml", "org.pytorch.aten");

    private final Looking looking;
    private final String file;

    private GraphLook(Looking looking, String file) {
        this.looking = looking;
        this.file = file;
    }

    /** One way to read the bytes. */
    private interface Reading {
        void read(Fields fields) throws IOException;
    }

    static void look(Looking looking, String file, Content content) throws IOException {
        GraphLook look = new GraphLook(looking, file);
        boolean whole = look.tried(content, look::savedModel);
        whole |= look.tried(content, look::graphDef);
        whole |= look.tried(content, look::onnx);
        if (!whole && (file.endsWith(".pb") || file.endsWith(".onnx"))) {
            looking.find(file, Kind.BROKEN, "the graph", 0, Verdict.UNKNOWN, "cannot be read to its end");
        }
        if (file.endsWith(".pb")) {
            TextLook.lambdas(looking, file, content);
        }
    }

    private boolean tried(Content content, Reading reading) throws IOException {
        try {
            reading.read(new Fields(content));
            return true;
        } catch (EOFException other) {
            return false;
        }
    }

    private void savedModel(Fields model) throws IOException {
        while (model.next()) {
            if (model.is(2)) {
                Fields metaGraph = model.message();
                while (metaGraph.next()) {
                    if (metaGraph.is(2)) {
                        graphDef(metaGraph.message());
                    }
                }
            }
        }
    }

    private void graphDef(Fields graph) throws IOException {
        while (graph.next()) {
            if (graph.is(1)) {
                operation(graph);
            } else if (graph.is(2)) {
                library(graph.message());
            }
        }
    }

    private void library(Fields library) throws IOException {
        while (library.next()) {
            if (library.is(1)) {
                Fields function = library.message();
                while (function.next()) {
                    if (function.is(3)) {
                        operation(function);
                    }
                }
            }
        }
    }

    private void operation(Fields at) throws IOException {
        Fields node = at.message();
        while (node.next()) {
            if (!node.is(2)) {
                continue;
            }
            String name = node.text();
            if (HARMFUL.contains(name)) {
                operation(name, node.offset(), Verdict.DANGEROUS, "reaches files or runs code of the machine that answers");
            } else if (READING.contains(name)) {
                operation(name, node.offset(), Verdict.UNKNOWN, "reads files of the machine that answers");
            } else if (PRINTING.contains(name) && (at.contains("file://") || at.contains("grpc://"))) {
                operation(name, node.offset(), Verdict.DANGEROUS, "writes to a file or to the network");
            }
        }
    }

    private void onnx(Fields model) throws IOException {
        while (model.next()) {
            if (model.is(7)) {
                graph(model.message(), 0);
            } else if (model.is(20)) {
                Fields training = model.message();
                while (training.next()) {
                    if (training.is(1) || training.is(2)) {
                        graph(training.message(), 0);
                    }
                }
            } else if (model.is(25)) {
                Fields function = model.message();
                while (function.next()) {
                    if (function.is(7)) {
                        node(function.message(), 0);
                    }
                }
            }
        }
    }

    private void graph(Fields graph, int depth) throws IOException {
        if (depth > NESTED) {
            operation("graphs within graphs", graph.offset(), Verdict.DANGEROUS, "go deeper than is looked at");
            return;
        }
        while (graph.next()) {
            if (graph.is(1)) {
                node(graph.message(), depth);
            } else if (graph.is(5)) {
                tensor(graph.message());
            } else if (graph.is(15)) {
                sparse(graph.message());
            }
        }
    }

    private void node(Fields node, int depth) throws IOException {
        String type = "";
        String domain = "";
        while (node.next()) {
            if (node.is(4)) {
                type = node.text();
            } else if (node.is(7)) {
                domain = node.text();
            } else if (node.is(5)) {
                attribute(node.message(), depth);
            }
        }
        if (type.equals("PythonOp") || type.equals("PyOp") || type.equals("PythonOpGrad")) {
            operation(type, node.offset(), Verdict.DANGEROUS, "runs Python code");
        } else if (!DOMAINS.contains(domain) || type.equals("EPContext")) {
            operation(domain + "::" + type, node.offset(), Verdict.UNKNOWN, "is an operation from a library of its own");
        }
    }

    private void attribute(Fields attribute, int depth) throws IOException {
        while (attribute.next()) {
            if (attribute.is(5) || attribute.is(10)) {
                tensor(attribute.message());
            } else if (attribute.is(6) || attribute.is(11)) {
                graph(attribute.message(), depth + 1);
            } else if (attribute.is(22) || attribute.is(23)) {
                sparse(attribute.message());
            }
        }
    }

    private void sparse(Fields sparse) throws IOException {
        while (sparse.next()) {
            if (sparse.is(1) || sparse.is(2)) {
                tensor(sparse.message());
            }
        }
    }

    private void tensor(Fields tensor) throws IOException {
        while (tensor.next()) {
            if (tensor.is(13)) {
                Fields entry = tensor.message();
                String key = "";
                String value = "";
                while (entry.next()) {
                    key = entry.is(1) ? entry.text() : key;
                    value = entry.is(2) ? entry.text() : value;
                }
                if (key.equals("location") && Paths.leaves(value)) {
                    looking.find(file, Kind.REFERENCE, value, tensor.offset(), Verdict.DANGEROUS,
                            "is a file outside the model's folder that the model reads as weights");
                }
            }
        }
    }

    private void operation(String name, long at, Verdict verdict, String why) {
        looking.find(file, Kind.OPERATION, name, at, verdict, why);
    }
}
