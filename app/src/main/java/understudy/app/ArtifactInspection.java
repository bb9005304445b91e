package understudy.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.provenance.ModelSignature;
import understudy.provenance.TrustedSigners;
import understudy.scanning.ArtifactScan;
import understudy.scanning.ScanReport;
import understudy.serving.Artifact;
import understudy.serving.Inspection;

/** What happens to an artifact before anything loads it: its files are looked at, and its signature is verified. */
final class ArtifactInspection implements Inspection {
    /** More than a person reads. */
    private static final int MOST_FINDINGS = 50;

    private final boolean anybodyTrusted;
    private final boolean mustBeSigned;
    private final ModelSignature signature;

    /** @throws Problem INVALID for a file of keys that cannot be read */
    ArtifactInspection(Configuration configuration, InstantSource clock) {
        List<Path> keys = Stream.of(configuration.text(Setting.TRUSTED_KEYS).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .toList();
        this.anybodyTrusted = !keys.isEmpty();
        this.mustBeSigned = configuration.text(Setting.REQUIRE_SIGNATURE).equals("true");
        this.signature = new ModelSignature(TrustedSigners.of(keys), clock);
    }

    @Override
    public Report of(Artifact artifact) {
        ScanReport scan = ArtifactScan.of(artifact.path(), artifact.fileName());
        scan.refusal().ifPresent(refusal -> {
            throw refusal;
        });
        List<String> findings = new ArrayList<>(scan.unknown().stream()
                .limit(MOST_FINDINGS)
                .map(found -> found.file() + ": " + found.what() + " " + found.why())
                .toList());
        Optional<String> signer = signer(artifact, findings);
        if (signer.isEmpty() && mustBeSigned) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "'" + artifact.fileName() + "' is not signed, and this server takes signed models only",
                    "Sign its folder (OpenSSF model signing, model.sig) with a key that scan.trusted_keys names");
        }
        return new Report(findings, signer);
    }

    private Optional<String> signer(Artifact artifact, List<String> findings) {
        return switch (signature.verify(artifact.path(), artifact.fileName())) {
            case ModelSignature.Signed signed -> Optional.of(signed.by());
            case ModelSignature.Unsigned none -> Optional.empty();
            case ModelSignature.Refused refused -> {
                if (anybodyTrusted) {
                    throw new Problem(
                            Problem.Code.UNPROCESSABLE, "the signature of '" + artifact.fileName() + "' does not hold: " + refused.reason(),
                            "Ask whoever signed it, or register the files as they were signed");
                }
                findings.add("a signature that nobody verified: this server trusts no keys (scan.trusted_keys)");
                yield Optional.empty();
            }
        };
    }
}
