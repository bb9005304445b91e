package understudy.app;

import java.util.List;
import understudy.comparison.Answers;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Task;
import understudy.references.Versions;
import understudy.serving.BoundVersion;
import understudy.serving.Instances;

/** Versions that are loaded here, as references ask them. */
record AskedVersions(Instances instances) implements Versions {
    @Override
    public Asked open(Model model, ModelVersion version) {
        if (version.isServedElsewhere()) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, version.reference() + " is served elsewhere and cannot be asked",
                    "Name the file's column of scores: --score COLUMN");
        }
        BoundVersion bound = instances.bind(model.name(), version.version());
        if (!bound.takesRequestsTogether()) {
            bound.close();
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, version.reference() + " does not answer row by row, so no file can be put to it",
                    "Name the file's column of scores: --score COLUMN");
        }
        return new Loaded(bound, model.task());
    }

    private record Loaded(BoundVersion bound, Task task) implements Asked {
        @Override
        public double[][] scores(List<NamedTensor> inputs, int rows) {
            BoundVersion.Said said = bound.answer(inputs);
            Answers answers = Answers.of(bound.signature(), said.outputs(), said.actions());
            double[][] scores = new double[rows][];
            for (int row = 0; row < rows; row++) {
                scores[row] = task == Task.MULTICLASS ? answers.scores(row) : new double[] {answers.score(task, row)};
            }
            return scores;
        }

        @Override
        public void close() {
            bound.close();
        }
    }
}
