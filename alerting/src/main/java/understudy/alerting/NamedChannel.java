package understudy.alerting;

import understudy.core.Fact;

/** A channel under another name, so that there may be several of one kind. */
public record NamedChannel(String name, AlertChannel channel) implements AlertChannel {
    @Override
    public String kind() {
        return channel.kind();
    }

    @Override
    public void send(Fact.Notice notice) throws Undelivered {
        channel.send(notice);
    }

    @Override
    public void close() {
        channel.close();
    }
}
