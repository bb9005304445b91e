package understudy.http;

import understudy.intake.CloudEvents;
import understudy.intake.Intake;
import understudy.intake.TableFiles;

/** What watches data and answers, for the endpoints that show it. */
public record Watches(Elsewhere elsewhere) {
    /** What other platforms' answers come in by. */
    public record Elsewhere(Intake intake, CloudEvents events, TableFiles tables) {}
}
