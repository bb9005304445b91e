package understudy.http;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import understudy.api.AuditView;
import understudy.api.BackupRequest;
import understudy.api.BacktestRequest;
import understudy.api.ErasureRequest;
import understudy.api.JobView;
import understudy.api.Paths;
import understudy.api.PrincipalView;
import understudy.api.StatusView;
import understudy.api.TokenView;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.governance.AccessRole;
import understudy.governance.AuditLog;
import understudy.governance.Tokens;

/** Running the server: status, jobs, tokens, audit, erasure, backup. */
final class AdminEndpoint {
    private static final int MOST_LINKS = 10_000;

    private final Services services;
    private final Gate gate;
    private final Repository repository;
    private final Jobs jobs;

    AdminEndpoint(Services services, Gate gate, Repository repository, Jobs jobs) {
        this.services = services;
        this.gate = gate;
        this.repository = repository;
        this.jobs = jobs;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Paths.STATUS, Access.READING, "How the server is", this::status).giving(StatusView.class),
                Route.get(Paths.WHOAMI, Access.KNOWN, "Who the caller is taken for", this::whoami).giving(PrincipalView.class),
                Route.post(Paths.BACKTESTS, Access.EXPERIMENTING, "Runs versions over past requests", this::backtest)
                        .taking(BacktestRequest.class)
                        .giving(JobView.class)
                        .status(202),
                Route.get(Paths.JOBS, Access.READING, "Jobs, newest first", this::allJobs).giving(JobView.Page.class),
                Route.get(Paths.JOB, Access.READING, "One job and how far it is", this::job).giving(JobView.class),
                Route.get(Paths.TOKENS, Access.ADMINISTERING, "All tokens, without secrets", this::tokens).giving(TokenView.Page.class),
                Route.post(Paths.TOKENS, Access.ADMINISTERING, "Makes a token; its secret is shown this once", this::createToken)
                        .taking(TokenView.Request.class)
                        .giving(TokenView.Created.class)
                        .status(201),
                Route.delete(Paths.TOKEN, Access.ADMINISTERING, "Revokes a token", this::revokeToken),
                Route.get(Paths.AUDIT, Access.AUDITING, "Links of the audit chain: ?from= &limit=", this::audit).giving(AuditView.Page.class),
                Route.get(Paths.AUDIT_VERIFICATION, Access.AUDITING, "Recomputes every link", this::verify)
                        .giving(AuditView.Verification.class),
                Route.post(Paths.ERASURE, Access.ADMINISTERING, "Destroys the key of a person's encrypted values", this::erase)
                        .taking(ErasureRequest.class)
                        .giving(ErasureRequest.Result.class),
                Route.post(Paths.BACKUP, Access.ADMINISTERING, "Writes a backup into a folder of the server", this::backup)
                        .taking(BackupRequest.class)
                        .giving(JobView.class)
                        .status(202));
    }

    private void status(Call call) throws IOException {
        List<StatusView.Copy> copies = services.instances().statuses().stream()
                .map(it -> new StatusView.Copy(it.model(), it.version(), Names.wire(it.state()), it.reason(),
                        it.memory(), it.callNanos() / 1000, it.batches()))
                .toList();
        call.reply(new StatusView(
                services.program(), repository.obstacle().isEmpty(), !gate.isOpen(), services.startedAt(), services.logs().get(),
                copies, services.shadows().statuses().stream().map(Views::shadow).toList()));
    }

    private void whoami(Call call) throws IOException {
        call.reply(new PrincipalView(
                call.by(), call.principal().roles().stream().map(Names::wire).sorted().toList()));
    }

    private void backtest(Call call) throws IOException {
        BacktestRequest asked = call.read(BacktestRequest.class);
        String model = call.value(0);
        Instant now = services.clock().instant();
        Instant from = Moments.instant("from", asked.from(), now);
        Instant to = asked.to().map(text -> Moments.instant("to", text, now)).orElse(now);
        List<Integer> versions = versions(asked);
        services.backtests().check(model, versions, from, to);
        String by = call.by();
        JobView job = jobs.start(
                "backtest",
                versions.stream().map(version -> ModelVersion.reference(model, version)).collect(Collectors.joining(" ")),
                by,
                progress -> new Jobs.Result.Backtested(
                        services.backtests().run(model, versions, from, to, progress, by).stream()
                                .map(ComparisonViews::backtest)
                                .toList()));
        accepted(call, job);
    }

    private static List<Integer> versions(BacktestRequest asked) {
        if (asked.version().isPresent() && !asked.versions().isEmpty()) {
            throw Problem.invalid("version", asked.version().get(), "nothing, where versions are given");
        }
        return asked.version().map(List::of).orElse(asked.versions());
    }

    static void accepted(Call call, JobView job) throws IOException {
        call.status(202).header(HeaderNames.LOCATION, Paths.of(Paths.JOB, job.id())).reply(job);
    }

    private void allJobs(Call call) throws IOException {
        call.reply(new JobView.Page(jobs.all()));
    }

    private void job(Call call) throws IOException {
        call.reply(jobs.find(call.value(0)));
    }

    private void tokens(Call call) throws IOException {
        call.reply(new TokenView.Page(
                services.tokens().list().stream().map(Views::token).toList()));
    }

    private void createToken(Call call) throws IOException {
        TokenView.Request asked = call.read(TokenView.Request.class);
        Set<AccessRole> roles = EnumSet.noneOf(AccessRole.class);
        asked.roles().forEach(role -> roles.add(Names.parse(AccessRole.class, "roles", role)));
        Tokens.Created created = gate.create(
                asked.name(), roles, asked.validity().map(text -> Moments.duration("validity", text)), call.by());
        call.status(201)
                .reply(new TokenView.Created(
                        created.token().name(), Views.roles(created.token()), created.token().createdAt(),
                        created.token().expiresAt(), created.secret()));
    }

    private void revokeToken(Call call) {
        services.tokens().revoke(call.value(0), call.by());
        call.done(204);
    }

    private void audit(Call call) throws IOException {
        int from = call.query("from").map(text -> Call.positive("from", text)).orElse(1);
        int limit = call.query("limit").map(text -> Math.min(MOST_LINKS, Call.positive("limit", text))).orElse(1000);
        call.reply(new AuditView.Page(
                services.audit().read(from, limit).stream().map(Views::audit).toList()));
    }

    private void verify(Call call) throws IOException {
        AuditLog.Verification verification = services.audit().verify();
        call.reply(new AuditView.Verification(
                verification.broken() == 0, verification.links(), verification.broken(), verification.lastHash()));
    }

    private void erase(Call call) throws IOException {
        ErasureRequest asked = call.read(ErasureRequest.class);
        boolean erased = services.erasure().erase(asked.key(), call.by());
        String subject = services.subjectKeys().subject(asked.key());
        call.reply(new ErasureRequest.Result(subject, erased));
    }

    private void backup(Call call) throws IOException {
        String path = call.read(BackupRequest.class).path();
        Path folder = folder("path", path);
        String by = call.by();
        JobView job = jobs.start(
                "backup", path, by, progress -> new Jobs.Result.BackedUp(services.backup().write(folder, progress, by)));
        accepted(call, job);
    }

    /** @throws Problem INVALID, naming the field, for what is no absolute path */
    static Path folder(String field, String path) {
        Optional<Path> folder = Optional.empty();
        try {
            folder = Optional.of(Path.of(path)).filter(Path::isAbsolute);
        } catch (InvalidPathException malformed) {
            // reported below, with what is expected
        }
        return folder.orElseThrow(() -> Problem.invalid(field, path, "an absolute path on the server"));
    }
}
