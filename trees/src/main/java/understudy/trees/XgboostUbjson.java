package understudy.trees;

import understudy.core.Problem;

/** Reads XGBoost's UBJSON models (releases 1.6 to 3.x) with any of its boosters. Safe for many threads. */
public final class XgboostUbjson {
    private XgboostUbjson() {}

    /**
     * A whole model from the bytes of its file.
     *
     * @throws Problem UNPROCESSABLE, saying what is wrong with the file or not supported in it
     */
    public static Ensemble parse(byte[] content) {
        return XgboostLearner.read(new UbjsonDocument(content));
    }
}
