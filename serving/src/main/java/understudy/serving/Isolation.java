package understudy.serving;

import understudy.core.Problem;

/** Loads copies into processes of their own, so that what breaks there breaks nothing here. */
public interface Isolation {
    /**
     * @return a copy that answers from its own process; {@code close} ends that process
     * @throws Problem UNPROCESSABLE where the artifact does not load there, UNAVAILABLE where no process can be started
     */
    Instance load(ServingRuntime runtime, Artifact model, Loading loading);

    /** {@code in-process} or {@code process}: what holds where a registration does not say. */
    String usual(ServingRuntime runtime);

    /** Where there is no such thing. */
    static Isolation none() {
        return new Isolation() {
            @Override
            public Instance load(ServingRuntime runtime, Artifact model, Loading loading) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE, "this server cannot start processes for models",
                        "Register with isolation: in-process");
            }

            @Override
            public String usual(ServingRuntime runtime) {
                return Runtimes.IN_PROCESS;
            }
        };
    }
}
