package understudy.http;

import java.io.IOException;
import java.util.List;
import understudy.api.ChannelView;
import understudy.api.Paths;
import understudy.core.Problem;
import understudy.alerting.Deliveries;

/** The channels people are told by. */
final class ChannelsEndpoint {
    private final Services services;

    ChannelsEndpoint(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Paths.CHANNELS, Access.READING, "The channels people are told by, and how they are", this::all)
                        .giving(ChannelView.Page.class),
                Route.post(Paths.CHANNEL_TEST, Access.OPERATING, "Tells something unimportant, by every channel", this::test)
                        .giving(ChannelView.Test.class)
                        .status(202));
    }

    private void all(Call call) throws IOException {
        call.reply(new ChannelView.Page(
                services.deliveries().statuses().stream().map(Views::channel).toList()));
    }

    private void test(Call call) throws IOException {
        List<String> channels =
                services.deliveries().statuses().stream().map(Deliveries.Status::name).toList();
        if (channels.isEmpty()) {
            throw new Problem(
                    Problem.Code.CONFLICT, "the server has no channel", "Name one among its settings under notify");
        }
        String notice = services.testNotice().tell(call.by()).id().toString();
        call.status(202).reply(new ChannelView.Test(notice, channels));
    }
}
