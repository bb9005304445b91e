package understudy.serving;

import java.util.ArrayList;
import java.util.List;
import understudy.core.Problem;

/** The serving runtimes that are installed. */
public final class Runtimes {
    private final List<ServingRuntime> installed;

    /** @param installed asked in this order whether they accept an artifact */
    public Runtimes(List<ServingRuntime> installed) {
        this.installed = List.copyOf(installed);
    }

    public List<String> names() {
        List<String> names = new ArrayList<>();
        installed.forEach(runtime -> names.add(runtime.name()));
        return names;
    }

    /** @throws Problem UNPROCESSABLE, naming what is installed */
    ServingRuntime named(String name, String wantedBy) {
        for (ServingRuntime runtime : installed) {
            if (runtime.name().equals(name)) {
                return runtime;
            }
        }
        throw new Problem(
                Problem.Code.UNPROCESSABLE,
                wantedBy + " needs a runtime for '" + name + "'; installed: " + String.join(", ", names()),
                "Name one of these, or start a server that has it");
    }

    /** @throws Problem UNPROCESSABLE, naming what is installed */
    ServingRuntime accepting(Artifact artifact) {
        for (ServingRuntime runtime : installed) {
            if (runtime.accepts(artifact)) {
                return runtime;
            }
        }
        throw new Problem(
                Problem.Code.UNPROCESSABLE,
                "no runtime recognises '" + artifact.fileName() + "'; installed: " + String.join(", ", names()),
                "Name one with 'runtime' if the file is one of its own, or export the model as ONNX");
    }
}
