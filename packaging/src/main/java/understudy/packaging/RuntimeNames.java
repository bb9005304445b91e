package understudy.packaging;

/**
 * The serving runtimes that packages ask for by name, so that a refusal says which one to install. Where a file tells
 * itself what it is (trees), no name is given and the runtimes are asked.
 */
final class RuntimeNames {
    static final String ONNX = "onnx";
    static final String CATBOOST = "catboost";
    static final String H2O = "h2o";
    static final String PMML = "pmml";
    static final String TORCH = "torch";
    static final String TENSORFLOW = "tensorflow";
    static final String PYTHON = "python";

    private RuntimeNames() {}
}
