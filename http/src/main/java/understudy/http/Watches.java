package understudy.http;

import understudy.alerting.AlertOrders;
import understudy.alerting.Alerts;

/** What watches data and answers, for the endpoints that show it. */
public record Watches(Alerts alerts, AlertOrders alertOrders) {}
