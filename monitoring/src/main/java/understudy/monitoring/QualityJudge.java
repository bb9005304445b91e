package understudy.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.drift.Predictive;
import understudy.drift.Sample;
import understudy.drift.UnitChange;
import understudy.monitoring.WindowSummary.Column;
import understudy.monitoring.WindowSummary.Flag;
import understudy.profiles.ColumnProfile;
import understudy.profiles.QualityReport;
import understudy.profiles.QualityReport.ColumnQuality;
import understudy.profiles.QualityReport.RelationQuality;

/**
 * What a window's data break of the reference. A share is flagged when the reference makes it improbable at the level that
 * keeps the budget and it is large enough to matter; see RATIONALE.md.
 */
final class QualityJudge {
    /** Smaller differences of a share never alarm. */
    private static final double MATERIAL = 0.02;

    /** One window of it is enough. */
    private static final double GROSS = 0.2;

    private static final long LEAST_FOUND = 3;
    private static final int CHECKS = 3;
    private static final long LEAST_FOR_UNITS = 50;
    private static final long SURE_OF_UNITS = 250;
    private static final double BUDGET = 0.2;

    private final Basis basis;
    private final double level;

    /** @param windowsPerMonth that share the budget */
    QualityJudge(Basis basis, MonitorPlan plan, double windowsPerMonth) {
        this.basis = basis;
        this.level = BUDGET * plan.falsePagesPerMonth()
                / (windowsPerMonth * CHECKS * Math.max(1, basis.columns().size()));
    }

    List<Flag> flags(WindowReading window) {
        List<Flag> flags = new ArrayList<>();
        for (String name : window.unlike()) {
            flags.add(new Flag(Monitor.TYPE.label(), name, true, 1, name + " comes as another kind of value than in the reference"));
        }
        window.quality().ifPresent(report -> {
            report.columns().forEach(column -> {
                ColumnProfile profile = window.profile().column(column.column());
                shares(column, profile.least(), profile.greatest(), level, flags);
                rest(column, profile, flags);
            });
            report.relations().forEach(relation -> flag(relation, flags));
        });
        units(window, flags);
        return flags;
    }

    /** Of a segment: shares alone, at a level that twenty of them together keep. */
    List<Flag> flags(List<Column> columns) {
        List<Flag> flags = new ArrayList<>();
        for (Column column : columns) {
            Optional<Basis.Known> known = basis.known(column.name());
            if (known.isPresent() && column.quality().isPresent()) {
                WindowSummary.Quality quality = column.quality().get();
                long all = basis.profile().rows();
                long usual = Math.min(all, Math.round(known.get().missingShare() * all));
                ColumnQuality found = new ColumnQuality(
                        column.name(), column.rows(), column.missing(),
                        new Predictive(usual, all).atLeast(column.missing(), column.rows()), quality.unseen(),
                        new Predictive(0, all).atLeast(quality.unseen(), column.rows()), quality.unseenExamples(),
                        quality.outOfRange(), new Predictive(0, all).atLeast(quality.outOfRange(), column.rows()),
                        column.wrongType(), 0, true, false, 0);
                shares(found, column.least(), column.greatest(), level / SegmentRows.MOST, flags);
            }
        }
        return flags;
    }

    private void shares(ColumnQuality found, double least, double greatest, double improbable, List<Flag> flags) {
        Optional<Basis.Known> known = basis.known(found.column());
        if (known.isEmpty() || found.rows() < WindowRule.LEAST_ROWS) {
            return;
        }
        String name = Words.shortened(found.column());
        double usual = known.get().missingShare();
        double missing = found.missingRate();
        if (found.missingProbability() < improbable && missing - usual >= MATERIAL && found.missing() >= LEAST_FOUND) {
            flags.add(new Flag(
                    Monitor.MISSING.label(), found.column(), missing - usual >= GROSS, missing - usual,
                    name + " is missing in " + Words.share(missing) + " of rows instead of " + Words.share(usual)));
        }
        share(Monitor.UNSEEN, found, found.unseen(), found.unseenProbability(), improbable, flags,
                " of " + name + "'s values are not in the reference, such as " + Words.names(found.unseenExamples()));
        share(Monitor.RANGE, found, found.outOfRange(), found.outOfRangeProbability(), improbable, flags,
                " of " + name + "'s values are outside the reference's range; they go from "
                        + Words.number(least) + " to " + Words.number(greatest));
        share(Monitor.TYPE, found, found.wrongType(), 0, improbable, flags, " of " + name + "'s values are of another kind");
    }

    private void rest(ColumnQuality found, ColumnProfile profile, List<Flag> flags) {
        Optional<Basis.Known> known = basis.known(found.column());
        if (known.isEmpty() || found.rows() < WindowRule.LEAST_ROWS) {
            return;
        }
        String name = Words.shortened(found.column());
        share(Monitor.DUPLICATES, found, found.duplicates(), 0, level, flags,
                " of rows repeat a value of " + name + ", which differed in every row of the reference");
        constant(found, profile, known.get(), flags);
        if (found.stale() > 0) {
            flags.add(new Flag(
                    Monitor.STALE.label(), found.column(), false, found.stale() / (double) found.rows(),
                    name + " had one value in " + Words.number(found.stale()) + " successive rows, three times as many as ever in "
                            + "the reference"));
        }
    }

    private void share(
            Monitor monitor, ColumnQuality column, long found, double probability, double improbable, List<Flag> flags,
            String rest) {
        double share = found / (double) column.rows();
        if (found >= LEAST_FOUND && share >= MATERIAL && probability < improbable) {
            flags.add(new Flag(monitor.label(), column.column(), share >= GROSS, share, Words.share(share) + rest));
        }
    }

    /** A column that mostly has one value may have it in all rows of a small window by chance. */
    private void constant(ColumnQuality found, ColumnProfile profile, Basis.Known known, List<Flag> flags) {
        if (!found.turnedConstant()) {
            return;
        }
        long present = profile.present() - profile.notNumbers();
        long same = Math.round(known.topShare() * known.profile().present());
        double chance = new Predictive(same, Math.max(same, known.profile().present())).atLeast(present, present);
        if (chance < level) {
            String value = profile.top(1).stream().findFirst().map(top -> Words.shortened(top.value())).orElse("one value");
            flags.add(new Flag(
                    Monitor.CONSTANT.label(), found.column(), false, 1,
                    Words.shortened(found.column()) + " is " + value + " in all of " + Words.number(present) + " rows"));
        }
    }

    private void flag(RelationQuality found, List<Flag> flags) {
        double share = found.rows() == 0 ? 0 : found.broken() / (double) found.rows();
        boolean improbable = found.broken() >= LEAST_FOUND && share >= MATERIAL
                && new Predictive(0, basis.profile().rows()).atLeast(found.broken(), found.rows()) < level;
        if (improbable) {
            flags.add(new Flag(
                    Monitor.RELATIONS.label(), found.relation().columns().getFirst(), share >= GROSS, share,
                    "'" + Words.shortened(found.relation().text()) + "' does not hold in " + Words.share(share) + " of rows"));
        }
    }

    /** By quantiles of both samples; mixed units are not recognised. */
    private void units(WindowReading window, List<Flag> flags) {
        List<ColumnProfile> columns = window.profile().profiles();
        for (int i = 0; i < columns.size(); i++) {
            ColumnProfile column = columns.get(i);
            boolean numbers = !Kinds.isText(column.type()) && column.present() >= LEAST_FOR_UNITS;
            int in = basis.profile().columns().stream().map(one -> one.name()).toList().indexOf(column.name());
            boolean derived = basis.derivations().isDerived(column.name());
            if (!numbers || derived || in < 0 || basis.known(column.name()).isEmpty() || window.unlike().contains(column.name())) {
                continue;
            }
            UnitChange.between(
                            Sample.of(basis.profile().sample().column(in)), Sample.of(window.profile().sample().column(i)))
                    .ifPresent(change -> flags.add(new Flag(
                            Monitor.UNITS.label(), column.name(), column.present() >= SURE_OF_UNITS, 1,
                            Words.shortened(column.name()) + " looks as if it came in another unit: " + change.name()
                                    + "; it is " + Words.number(column.mean()) + " on average, in the reference "
                                    + Words.number(basis.profile().column(column.name()).mean()))));
        }
    }
}
