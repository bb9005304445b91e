package understudy.http;

import understudy.monitoring.MonitorPlans;
import understudy.monitoring.Observations;

/** What watches data and answers, for the endpoints that show it. */
public record Watches(MonitorPlans monitorPlans, Observations observations) {}
