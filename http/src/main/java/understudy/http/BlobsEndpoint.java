package understudy.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import understudy.api.BlobView;
import understudy.api.Paths;

/** Documents and images too large for a request: they come first, and requests name them by their digest. */
final class BlobsEndpoint {
    /** Times the largest request. It is held in memory once. */
    private static final long LARGER = 8;

    private final Services services;
    private final HttpSettings settings;

    BlobsEndpoint(Services services, HttpSettings settings) {
        this.services = services;
        this.settings = settings;
    }

    List<Route> routes() {
        return List.of(Route.post(Paths.BLOBS, Access.KNOWN, "Keeps a large value; inputs name it by parameters.blob", this::put)
                .giving(BlobView.class)
                .status(201));
    }

    private void put(Call call) throws IOException {
        try (InputStream body = call.stream(Math.min(LARGER * settings.maxRequest(), Integer.MAX_VALUE - 8L))) {
            byte[] content = body.readAllBytes();
            call.status(201).reply(new BlobView(services.blobs().put(content), content.length));
        }
    }
}
