package understudy.serving;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;

/**
 * A lineup in force: the versions it names, bound to the model's signature. Replaced whole. It does not hold their
 * copies, which stay loaded while they are pinned; each call enters the copy it meets, and finds a closed one only where
 * this routing was replaced in between.
 *
 * @param answering what callers may meet
 * @param broken why a version that callers may meet is not among them
 * @param previous the champion before this one, kept warm so that stepping back is instant
 */
record Routing(
        Model model,
        Lineup lineup,
        List<BoundVersion> answering,
        List<Broken> broken,
        Optional<Integer> previous,
        Admission.Gate gate) {
    record Broken(int version, Problem problem) {}

    /** @throws Problem UNAVAILABLE for a version that could not be loaded when the server started */
    BoundVersion version(int version) {
        for (int i = 0; i < answering.size(); i++) {
            if (answering.get(i).version().version() == version) {
                return answering.get(i);
            }
        }
        String why = broken.stream()
                .filter(one -> one.version() == version)
                .map(one -> ": " + one.problem().getMessage())
                .findFirst()
                .orElse("");
        throw new Problem(
                Problem.Code.UNAVAILABLE,
                ModelVersion.reference(model.name(), version) + " is not loaded" + why,
                "Change the lineup, or mend the version and load it again");
    }

    /** The same with a fresh copy of one of its versions. */
    Routing with(BoundVersion loaded) {
        List<BoundVersion> fresh = answering.stream()
                .map(each -> each.version().version() == loaded.version().version() ? loaded : each)
                .toList();
        return new Routing(model, lineup, fresh, broken, previous, gate);
    }

    /** What has to stay loaded. */
    Set<Integer> needed() {
        Set<Integer> needed = new HashSet<>(lineup.versions());
        previous.ifPresent(needed::add);
        return needed;
    }
}
