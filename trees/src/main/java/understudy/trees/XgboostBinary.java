package understudy.trees;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static understudy.trees.XgboostModel.WHERE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.regex.Pattern;
import understudy.core.Problem;

/**
 * Reads the binary format that XGBoost wrote up to release 3.0, from release 0.4 on: its structures as they lay in the
 * memory of a little-endian machine. In front of them may stand {@code binf}, the header of a serialised session, or the
 * names of columns that XGBoost4J-Spark wrote before release 0.8; after {@code bs64} all is in base 64. Safe for many
 * threads.
 */
public final class XgboostBinary {
    /** Bytes of a file that {@link #recognises} wants to see. */
    public static final int HEAD = 1024;

    private static final String BASE_64 = "bs64\t";

    private static final String SESSION = "CONFIG-offset:";

    /** {@code LearnerModelParam}, {@code GBTreeModelParam}, {@code TreeParam}, {@code GBLinearModelParam}. */
    private static final int LEARNER = 136;

    private static final int BOOSTER = 160;
    private static final int TREE = 148;
    private static final int LINEAR = 136;
    private static final int NODE = 20;
    private static final int STATISTIC = 16;

    /** Of a node's feature: whether what is missing goes left. */
    private static final int DEFAULT_LEFT = 1 << 31;

    private static final Pattern OBJECTIVE = Pattern.compile("[a-z]+:[a-z]+");

    private final ByteBuffer bytes;
    private final XgboostModel model = new XgboostModel();

    private XgboostBinary(byte[] content) {
        this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether a file that begins so is such a model: it has no mark of its own, so its first fields must make sense. */
    public static boolean recognises(byte[] head) {
        String text = new String(head, ISO_8859_1);
        if (text.startsWith("binf") || text.startsWith(BASE_64) || text.startsWith(SESSION)) {
            return true;
        }
        XgboostBinary file = new XgboostBinary(head);
        try {
            file.preamble();
            file.take(LEARNER, "its header");
            return OBJECTIVE.matcher(file.objective()).matches();
        } catch (Problem other) {
            return false;
        }
    }

    /**
     * A whole model from the bytes of its file.
     *
     * @throws Problem UNPROCESSABLE, saying what is wrong with the file or not supported in it
     */
    public static Ensemble parse(byte[] content) {
        boolean coded = new String(content, 0, Math.min(content.length, BASE_64.length()), ISO_8859_1).equals(BASE_64);
        XgboostBinary file = new XgboostBinary(coded ? decoded(content) : content);
        file.preamble();
        file.read();
        return file.model.ensemble();
    }

    private static byte[] decoded(byte[] content) {
        try {
            String text = new String(content, BASE_64.length(), content.length - BASE_64.length(), ISO_8859_1);
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw Refusal.broken(WHERE, "letters that are not base 64", "base 64 after bs64");
        }
    }

    private void preamble() {
        String head = new String(bytes.array(), 0, Math.min(bytes.limit(), SESSION.length()), ISO_8859_1);
        if (head.startsWith("binf")) {
            bytes.position("binf".length());
        } else if (head.equals(SESSION)) {
            bytes.position(SESSION.length());
            take(Long.BYTES, "its header");
        } else if (head.startsWith("\0\5_cls_") || head.startsWith("\0\5_reg_")) {
            spark(head.startsWith("\0\5_cls_"));
        }
    }

    /** A kind and names of columns as Java's {@code writeUTF} has them; for classifiers the number of thresholds, if any. */
    private void spark(boolean classifier) {
        for (int texts = classifier ? 5 : 4; texts > 0; texts--) {
            int length = Short.toUnsignedInt(Short.reverseBytes(bytes.getShort(take(Short.BYTES, "a column's name"))));
            take(length, "a column's name");
        }
        if (classifier) {
            int thresholds = Integer.reverseBytes(bytes.getInt(take(Integer.BYTES, "thresholds")));
            take(8L * Math.max(0, thresholds), "thresholds");
        }
    }

    private void read() {
        int at = take(LEARNER, "its header");
        boolean release1 = bytes.getInt(at + 20) >= 1;
        model.baseScore = Float.toString(bytes.getFloat(at));
        model.baseIsMargin = !release1;
        model.features = Refusal.within(
                WHERE + ": num_feature", Integer.toUnsignedLong(bytes.getInt(at + 4)), 1, XgboostModel.MOST_FEATURES);
        int classes = Refusal.within(WHERE + ": num_class", bytes.getInt(at + 8), 0, Ensemble.WIDEST);
        // Before release 1.0 the field meant other things too, and no attribute changed an answer.
        boolean hasAttributes = release1 && bytes.getInt(at + 12) != 0;
        int targets = release1 ? Refusal.within(WHERE + ": num_target", bytes.getInt(at + 28), 0, Ensemble.WIDEST) : 0;
        model.columns = Math.max(1, Math.max(classes, targets));
        model.objective = objective();
        model.booster = text("the booster");
        switch (model.booster) {
            case "gbtree" -> trees();
            case "dart" -> {
                trees();
                model.weights = model.trees.isEmpty() ? new float[0] : floats("weight_drop");
            }
            case "gblinear" -> {
                take(LINEAR, "parameters of gblinear");
                model.linear = floats("weights");
            }
            default -> throw Refusal.unsupported(
                    WHERE + ": booster '" + model.booster + "' is not known", "Train with gbtree, dart or gblinear.");
        }
        if (hasAttributes) {
            long count = length("attributes", 2L * Long.BYTES);
            for (long i = 0; i < count; i++) {
                String name = text("an attribute");
                model.attributes.put(name, text("attribute " + name));
            }
        }
    }

    /** Where the header was written by a machine that aligned it to 4 bytes more, the length stands 4 bytes later. */
    private String objective() {
        int at = take(Long.BYTES, "the objective");
        long length = bytes.getLong(at);
        if (length >>> Integer.SIZE != 0) {
            length = Integer.toUnsignedLong(bytes.getInt(take(Integer.BYTES, "the objective") - Integer.BYTES));
        }
        return characters(length, "the objective");
    }

    private void trees() {
        int at = take(BOOSTER, "parameters of the booster");
        int count = bytes.getInt(at);
        Refusal.within(WHERE + ": num_trees", count, 0, bytes.remaining() / (TREE + NODE));
        model.parallel = Math.max(1, bytes.getInt(at + 4));
        for (int i = 0; i < count; i++) {
            model.trees.add(tree(WHERE + ": tree " + i));
        }
        int info = take(4L * count, "tree_info");
        model.groups = new int[count];
        for (int i = 0; i < count; i++) {
            model.groups[i] = bytes.getInt(info + 4 * i);
        }
    }

    private XgboostTree tree(String where) {
        int at = take(TREE, "parameters of a tree");
        int count = Refusal.within(
                where + ": num_nodes", bytes.getInt(at + 4), 1, bytes.remaining() / (NODE + STATISTIC));
        boolean vectors = model.baseIsMargin && bytes.getInt(at + 20) != 0;
        int nodes = take((long) NODE * count, "nodes");
        int statistics = take((long) STATISTIC * count, "statistics");
        int[] left = new int[count];
        int[] right = new int[count];
        int[] feature = new int[count];
        int[] defaultLeft = new int[count];
        float[] condition = new float[count];
        float[] hessian = new float[count];
        for (int node = 0; node < count; node++) {
            int from = nodes + NODE * node;
            left[node] = bytes.getInt(from + 4);
            right[node] = bytes.getInt(from + 8);
            feature[node] = bytes.getInt(from + 12) & ~DEFAULT_LEFT;
            defaultLeft[node] = bytes.getInt(from + 12) >>> 31;
            condition[node] = bytes.getFloat(from + 16);
            hessian[node] = bytes.getFloat(statistics + STATISTIC * node + 4);
        }
        if (vectors) {
            // Reserved before release 1.0, and used by no objective.
            floats("leaf vectors");
        }
        return new XgboostTree(
                where, left, right, feature, condition, defaultLeft, new int[0], hessian, XgboostCategories.NONE, 1,
                new float[0], false);
    }

    private float[] floats(String what) {
        float[] floats = new float[(int) length(what, Float.BYTES)];
        bytes.asFloatBuffer().get(floats);
        take((long) Float.BYTES * floats.length, what);
        return floats;
    }

    private String text(String what) {
        return characters(length(what, 1), what);
    }

    private String characters(long length, String what) {
        if (length < 0 || length > bytes.remaining()) {
            throw Refusal.broken(WHERE + ": " + what, length + " bytes", "at most the bytes that follow");
        }
        int at = take(length, what);
        return new String(bytes.array(), at, (int) length, UTF_8);
    }

    /** @param size bytes of an element at least */
    private long length(String what, long size) {
        long length = bytes.getLong(take(Long.BYTES, what));
        if (length < 0 || length > bytes.remaining() / size) {
            throw Refusal.broken(WHERE + ": " + what, length + " elements", "as many as bytes follow for");
        }
        return length;
    }

    /** @return where the bytes begin */
    private int take(long count, String what) {
        if (bytes.remaining() < count) {
            throw Refusal.broken(WHERE, "stops in " + what, "more of it");
        }
        int at = bytes.position();
        bytes.position(at + (int) count);
        return at;
    }
}
