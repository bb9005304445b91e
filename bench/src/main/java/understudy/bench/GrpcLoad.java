package understudy.bench;

import inference.GRPCInferenceServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** ModelInfer in a closed loop: as many calls under way as connections of the HTTP generator, messages ready-made. */
final class GrpcLoad {
    private static final MethodDescriptor<byte[], byte[]> INFER = GRPCInferenceServiceGrpc.getModelInferMethod()
            .toBuilder(new Bytes(), new Bytes())
            .build();

    private final int port;
    private final List<byte[]> requests;
    private final int inFlight;

    GrpcLoad(int port, List<byte[]> requests, int inFlight) {
        this.port = port;
        this.requests = requests;
        this.inFlight = inFlight;
    }

    LoadGenerator.Result closedLoop(Duration duration) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor().build();
        try {
            long begin = System.nanoTime();
            CountDownLatch running = new CountDownLatch(inFlight);
            Slot[] slots = new Slot[inFlight];
            for (int i = 0; i < inFlight; i++) {
                slots[i] = new Slot(channel, begin + duration.toNanos(), running, i * requests.size() / inFlight);
                slots[i].send();
            }
            running.await();
            double seconds = (System.nanoTime() - begin) / 1e9;
            Histogram total = new Histogram(LoadGenerator.HIGHEST_MICROS, 3);
            long failed = 0;
            for (Slot slot : slots) {
                total.add(slot.latency);
                failed += slot.failed.get();
            }
            return new LoadGenerator.Result(
                    (total.getTotalCount() - failed) / seconds, total.getTotalCount(), failed, total);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            channel.shutdownNow();
        }
    }

    /** One call after the other; each is sent from the thread that brought the answer before it. */
    private final class Slot implements StreamObserver<byte[]> {
        private final Histogram latency = new Histogram(LoadGenerator.HIGHEST_MICROS, 3);
        private final AtomicLong failed = new AtomicLong();
        private final ManagedChannel channel;
        private final long end;
        private final CountDownLatch running;
        private int next;
        private long sent;

        Slot(ManagedChannel channel, long end, CountDownLatch running, int first) {
            this.channel = channel;
            this.end = end;
            this.running = running;
            this.next = first;
        }

        void send() {
            sent = System.nanoTime();
            if (sent >= end) {
                running.countDown();
                return;
            }
            ClientCalls.asyncUnaryCall(
                    channel.newCall(INFER, CallOptions.DEFAULT), requests.get(next++ % requests.size()), this);
        }

        @Override
        public void onNext(byte[] reply) {
            // counted when complete
        }

        @Override
        public void onError(Throwable refused) {
            failed.incrementAndGet();
            answered();
        }

        @Override
        public void onCompleted() {
            answered();
        }

        private void answered() {
            latency.recordValue(Math.min(LoadGenerator.HIGHEST_MICROS, (System.nanoTime() - sent) / 1000));
            send();
        }
    }

    /** Messages pass as they are: the client's own work is not what is measured. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
