package understudy.workers;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tries what the machine has when it is first needed: a server without models in processes pays nothing for it. */
final class LazySandbox implements Supplier<Sandbox> {
    private final Supplier<Sandbox> make;
    private volatile @Nullable Sandbox made;

    LazySandbox(Supplier<Sandbox> make) {
        this.make = make;
    }

    @Override
    public Sandbox get() {
        Sandbox known = made;
        return known != null ? known : first();
    }

    private synchronized Sandbox first() {
        Sandbox known = made;
        if (known == null) {
            known = make.get();
            made = known;
        }
        return known;
    }
}
