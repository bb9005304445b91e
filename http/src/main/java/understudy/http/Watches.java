package understudy.http;

import understudy.performance.CauseSearch;
import understudy.performance.FairnessLook;
import understudy.performance.Performances;

/** What watches data and answers, for the endpoints that show it. */
public record Watches(Performances performances, FairnessLook fairness, CauseSearch causes) {}
