package understudy.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import understudy.core.ModelVersion;
import understudy.core.Problem;

/**
 * The serving runtimes that are installed, the ways of packing a model that are known, and where a copy is loaded: in
 * this process or in one of its own. Safe for many threads; a runtime may come and go while others answer.
 */
public final class Runtimes {
    /** Option of a version: {@value #IN_PROCESS} or {@value #PROCESS}. */
    public static final String ISOLATION = "isolation";

    public static final String IN_PROCESS = "in-process";
    public static final String PROCESS = "process";

    private final CopyOnWriteArrayList<ServingRuntime> installed;
    private final List<PackageFormat> formats;
    private final Isolation isolation;

    /** Without package formats, and with nowhere but this process to load into. */
    public Runtimes(List<ServingRuntime> installed) {
        this(installed, List.of(), Isolation.none());
    }

    /**
     * @param installed asked in this order whether they accept an artifact
     * @param formats asked in this order whether they accept an artifact
     */
    public Runtimes(List<ServingRuntime> installed, List<PackageFormat> formats, Isolation isolation) {
        this.installed = new CopyOnWriteArrayList<>(installed);
        this.formats = List.copyOf(formats);
        this.isolation = isolation;
    }

    public List<String> names() {
        List<String> names = new ArrayList<>();
        installed.forEach(runtime -> names.add(runtime.name()));
        return names;
    }

    /** @throws Problem CONFLICT where one of its name is there */
    public synchronized void install(ServingRuntime runtime) {
        if (names().contains(runtime.name())) {
            throw new Problem(
                    Problem.Code.CONFLICT, "a runtime for '" + runtime.name() + "' is installed already",
                    "Remove it first: understudy runtime remove " + runtime.name());
        }
        installed.add(runtime);
    }

    /** Copies that are loaded stay; nothing more is loaded by it. */
    public synchronized void remove(String name) {
        installed.removeIf(runtime -> runtime.name().equals(name));
    }

    /**
     * What is in an artifact, whichever tool packed it.
     *
     * @throws Problem UNPROCESSABLE for a package that is damaged or has nothing to serve in it
     */
    PackageFormat.Contents open(Artifact artifact) {
        for (PackageFormat format : formats) {
            if (format.accepts(artifact)) {
                return format.open(artifact);
            }
        }
        return PackageFormat.Contents.of(artifact);
    }

    /** Whether a version's copies run outside this process. */
    public boolean runsApart(ModelVersion version) {
        return PROCESS.equals(version.options().get(ISOLATION))
                || installed.stream()
                        .filter(runtime -> runtime.name().equals(version.runtime()))
                        .anyMatch(ServingRuntime::worksElsewhere);
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
                "Name one of these, or install it: understudy runtime add " + name);
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
                "Name one with 'runtime' if the file is one of its own, install one (understudy runtime list), or export"
                        + " the model as ONNX");
    }

    /** A copy of a registered version. @throws Problem UNPROCESSABLE where it does not load */
    Instance load(ModelVersion version, Artifact artifact) {
        ServingRuntime runtime = named(version.runtime(), version.reference());
        return load(runtime, open(artifact).model(), Loading.as(version.signature(), version.options()));
    }

    /** @throws Problem INVALID for an isolation that is none, UNPROCESSABLE where it does not load */
    Instance load(ServingRuntime runtime, Artifact model, Loading loading) {
        return switch (isolationOf(runtime, loading.options())) {
            case PROCESS -> isolation.load(runtime, model, loading);
            default -> runtime.load(model, loading);
        };
    }

    /** Where a copy will be loaded; a runtime that works elsewhere anyway needs no process of its own. */
    String isolationOf(ServingRuntime runtime, Map<String, String> options) {
        String wanted = options.getOrDefault(ISOLATION, isolation.usual(runtime));
        if (!wanted.equals(IN_PROCESS) && !wanted.equals(PROCESS)) {
            throw Problem.invalid(ISOLATION, wanted, IN_PROCESS + " or " + PROCESS);
        }
        return runtime.worksElsewhere() ? IN_PROCESS : wanted;
    }
}
