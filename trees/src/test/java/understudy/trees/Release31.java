package understudy.trees;

import java.util.Arrays;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites a model of vector leaves as release 3.1 of XGBoost and later ones write it: leaves have an array of their own,
 * which a leaf's right child points into, and base scores are a list.
 */
final class Release31 {
    private Release31() {}

    static String of(String json) {
        StringBuilder written = new StringBuilder();
        Matcher tree = Pattern.compile(
                        "\"base_weights\":\\[(.*?)\\](.*?)\"left_children\":\\[(.*?)\\](.*?)\"right_children\":\\[(.*?)\\]")
                .matcher(json);
        while (tree.find()) {
            String[] weights = tree.group(1).split(",", -1);
            String[] left = tree.group(3).split(",", -1);
            String[] right = tree.group(5).split(",", -1);
            int width = weights.length / left.length;
            StringJoiner leaves = new StringJoiner(",");
            int leaf = 0;
            for (int node = left.length - 1; node >= 0; node--) {
                if (left[node].equals("-1")) {
                    leaves.add(String.join(",", Arrays.copyOfRange(weights, node * width, (node + 1) * width)));
                    right[node] = Integer.toString(leaf++);
                }
            }
            tree.appendReplacement(
                    written,
                    Matcher.quoteReplacement("\"base_weights\":[0],\"leaf_weights\":[" + leaves + "]" + tree.group(2)
                            + "\"left_children\":[" + tree.group(3) + "]" + tree.group(4)
                            + "\"right_children\":[" + String.join(",", right) + "]"));
        }
        tree.appendTail(written);
        return written.toString()
                .replaceFirst("\"base_score\":\"([^\"]*)\"", "\"base_score\":\"[$1,$1,$1]\"")
                .replace("\"version\":[3,0,4]", "\"version\":[3,1,0]");
    }
}
