package understudy.rollout;

import java.time.InstantSource;
import understudy.core.Cursors;
import understudy.core.Fact;
import understudy.core.Prediction;
import understudy.journal.Log;
import understudy.serving.Instances;
import understudy.serving.Sealing;

/** What every reader that lets a version rehearse works with. */
record Backstage(
        Instances instances,
        Sealing sealing,
        Log<Prediction> predictions,
        Log<Fact> facts,
        Cursors cursors,
        InstantSource clock) {}
