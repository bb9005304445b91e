package understudy.serving;

import java.util.Optional;
import java.util.function.BiPredicate;
import understudy.core.ModelVersion;
import understudy.core.Problem;

/**
 * Where versions that another platform serves may stand in a lineup: in the lead, where they answer nobody here and others
 * rehearse behind them, and nowhere else.
 */
final class Elsewhere {
    private Elsewhere() {}

    static Problem cannotBeAsked(String reference) {
        return new Problem(
                Problem.Code.UNPROCESSABLE,
                reference + " is served elsewhere and cannot be asked here",
                "Ask it where it is served, or let a version that is here lead: understudy promote "
                        + reference.substring(0, reference.lastIndexOf('@')) + "@VERSION");
    }

    /**
     * @param previous the champion before the present one: stepping back to it is always possible
     * @param elsewhere of model and version
     * @throws Problem UNPROCESSABLE for one in a role in which it would have to answer; CONFLICT where callers who are
     *     answered here would be answered no more
     */
    static void check(
            Lineup next, Optional<Lineup> before, Optional<Integer> previous, BiPredicate<String, Integer> elsewhere) {
        String model = next.model();
        for (int version : next.versions()) {
            if (version != next.champion() && elsewhere.test(model, version)) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        ModelVersion.reference(model, version) + " is served elsewhere: it can neither rehearse nor answer here",
                        "Bring what it answered, as champion: POST /api/v1/models/" + model + "/predictions");
            }
        }
        if (!elsewhere.test(model, next.champion())) {
            return;
        }
        if (!next.canaries().isEmpty() || !next.routes().isEmpty()) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    ModelVersion.reference(model, next.champion())
                            + " is served elsewhere: there are no callers here to share with a canary",
                    "Let the version rehearse (understudy shadow) or lead (understudy promote)");
        }
        boolean answersHere = before.isPresent() && !elsewhere.test(model, before.get().champion());
        if (answersHere && previous.filter(led -> led == next.champion()).isEmpty()) {
            throw new Problem(
                    Problem.Code.CONFLICT,
                    ModelVersion.reference(model, next.champion()) + " is served elsewhere, and callers are answered here by "
                            + ModelVersion.reference(model, before.get().champion()),
                    "Register what is served elsewhere as a model of its own");
        }
    }
}
