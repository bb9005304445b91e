package understudy.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.api.JobView;
import understudy.api.Paths;
import understudy.api.RuntimeRequest;
import understudy.api.RuntimeView;
import understudy.core.AuditEvent;
import understudy.packs.Packs;

/** The technologies that models may be written in; packs come and go. */
final class RuntimesEndpoint {
    private final Services services;
    private final Jobs jobs;

    RuntimesEndpoint(Services services, Jobs jobs) {
        this.services = services;
        this.jobs = jobs;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Paths.RUNTIMES, Access.READING, "The technologies that models may be written in", this::all)
                        .giving(RuntimeView.Page.class),
                Route.post(Paths.RUNTIME, Access.ADMINISTERING, "Fetches a runtime pack and loads it", this::add)
                        .taking(RuntimeRequest.class)
                        .giving(JobView.class)
                        .status(202),
                Route.delete(Paths.RUNTIME, Access.ADMINISTERING, "Takes an installed runtime pack away", this::remove)
                        .giving(RuntimeView.Page.class));
    }

    private void all(Call call) throws IOException {
        call.reply(page());
    }

    private void add(Call call) throws IOException {
        String name = call.value(0);
        Optional<Path> from = call.read(RuntimeRequest.class).from().map(path -> AdminEndpoint.folder("from", path));
        String by = call.by();
        JobView job = jobs.start("runtime", name, by, progress -> {
            services.packs().add(name, from, progress);
            record(by, "runtime.add", name);
            return new Jobs.Result.Nothing();
        });
        AdminEndpoint.accepted(call, job);
    }

    private void remove(Call call) throws IOException {
        String name = call.value(0);
        services.packs().remove(name);
        record(call.by(), "runtime.remove", name);
        call.reply(page());
    }

    private void record(String by, String action, String name) {
        services.audit().record(new AuditEvent(services.clock().instant(), by, action, name, Map.of()));
    }

    private RuntimeView.Page page() {
        return new RuntimeView.Page(services.packs().list().stream().map(RuntimesEndpoint::view).toList());
    }

    private static RuntimeView view(Packs.Status status) {
        return new RuntimeView(
                status.name(), status.kind(), status.state(), status.description(), status.licence(), status.bytes());
    }
}
