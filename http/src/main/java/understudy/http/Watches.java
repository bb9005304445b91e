package understudy.http;

import java.util.Optional;
import understudy.alerting.AlertOrders;
import understudy.alerting.Alerts;
import understudy.health.Healths;
import understudy.intake.CloudEvents;
import understudy.intake.Intake;
import understudy.intake.TableFiles;
import understudy.intake.WatchedFolder;
import understudy.monitoring.MonitorPlans;
import understudy.monitoring.Observations;
import understudy.performance.CauseSearch;
import understudy.performance.FairnessLook;
import understudy.performance.Performances;
import understudy.references.References;

/** What watches data and answers, for the endpoints that show it. */
public record Watches(
        Alerts alerts,
        AlertOrders alertOrders,
        References references,
        MonitorPlans monitorPlans,
        Observations observations,
        Performances performances,
        FairnessLook fairness,
        CauseSearch causes,
        Healths healths,
        WatchMetrics metrics,
        Elsewhere elsewhere) {
    /**
     * What other platforms' answers come in by.
     *
     * @param folder into which files are dropped, where one is watched
     */
    public record Elsewhere(Intake intake, CloudEvents events, TableFiles tables, Optional<WatchedFolder> folder) {}
}
