package understudy.http;

import understudy.alerting.AlertOrders;
import understudy.alerting.Alerts;
import understudy.references.References;

/** What watches data and answers, for the endpoints that show it. */
public record Watches(Alerts alerts, AlertOrders alertOrders, References references) {}
