package understudy.scanning;

import java.util.List;
import java.util.Optional;
import understudy.core.Problem;

/**
 * What a look at an artifact found. Immutable.
 *
 * @param findings in the order they were found; each thing once for each file. Ordinary imports are listed too
 * @param files how many files were looked at, those inside archives included
 * @param bytes their size together, unpacked where they are packed
 */
public record ScanReport(List<Finding> findings, long files, long bytes) {
    public ScanReport {
        findings = List.copyOf(findings);
    }

    /** The worst of all findings; {@link Verdict#ALLOWED} where nothing was found. */
    public Verdict verdict() {
        return findings.stream().map(Finding::verdict).reduce(Verdict.ALLOWED, Verdict::or);
    }

    public List<Finding> dangerous() {
        return of(Verdict.DANGEROUS);
    }

    /** What a person should judge. */
    public List<Finding> unknown() {
        return of(Verdict.UNKNOWN);
    }

    /** Why the artifact must not be loaded: its first dangerous finding. Empty where there is none. */
    public Optional<Problem> refusal() {
        return dangerous().stream().findFirst().map(this::refused);
    }

    private Problem refused(Finding worst) {
        int others = dangerous().size() - 1;
        String more = others == 0 ? "" : " (and " + others + " more like it)";
        return new Problem(
                Problem.Code.UNPROCESSABLE,
                worst.file() + " is not loaded: " + worst.what() + " at byte " + worst.offset() + " " + worst.why() + more,
                remedy(worst.kind()));
    }

    private static String remedy(Kind kind) {
        return switch (kind) {
            case IMPORT, STEP, BROKEN, LIMIT ->
                "Ask whoever made the file; then save the model again without it, or export it to ONNX, which holds no code";
            case ARCHIVE -> "Pack the files again, plainly and without a password";
            case LAYER -> "Replace the layer with a built-in one or a registered class, and save the model again";
            case OPERATION -> "Export the model again without the operation";
            case REFERENCE -> "Keep every file the model needs inside its own folder, and name it by a relative path";
            case PROGRAM -> "Register the model's files only, without programs";
        };
    }

    private List<Finding> of(Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).toList();
    }
}
