package understudy.workers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Tensor;

class TensorMessageTest {
    private static final String START = "POST /x HTTP/1.1\r\n";
    private static final int MOST = 1 << 20;

    @TempDir
    Path folder;

    private SocketChannel near;
    private SocketChannel far;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            near = SocketChannel.open(address);
            far = server.accept();
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        near.close();
        far.close();
    }

    @Test
    void values_of_every_type_arrive_bit_for_bit() throws IOException {
        List<NamedTensor> sent = new ArrayList<>();
        for (DataType type : DataType.values()) {
            sent.add(new NamedTensor("a \"" + type + "\" é", Tensor.of(type, new long[] {3, 1}, values(type))));
        }
        sent.add(new NamedTensor("none", Tensor.of(new float[0], 0, 7)));
        sent.add(new NamedTensor("scalar", Tensor.of(DataType.FP64, new long[0], new double[] {-0.0})));

        new TensorMessage("inputs", sent, 3).send(new HttpChannel(near), START);

        assertThat(received()).isEqualTo(new TensorMessage("inputs", sent, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[2000000000],'parameters':{'binary_data_size':8000000000}}]}",
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[3],'parameters':{'binary_data_size':8}}]}",
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[-2],'parameters':{'binary_data_size':8}}]}",
        "{'inputs':[{'name':'x','datatype':'FP33','shape':[2],'parameters':{'binary_data_size':8}}]}",
        "{'inputs':[{'name':'x','datatype':'BYTES','shape':[2],'parameters':{'binary_data_size':8}}]}",
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[1],'parameters':{'binary_data_size':4}}]}",
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[2],'data':[1,2]}]}",
        "{'inputs':7}",
        "{'inputs':[{'name'",
        "nonsense"
    })
    void a_head_that_does_not_fit_its_values_is_refused_before_anything_is_allocated(String quoted) throws IOException {
        String head = quoted.replace('\'', '"');
        byte[] json = head.getBytes(UTF_8);
        write(START + "Inference-Header-Content-Length: " + json.length + "\r\n");
        write("Content-Length: " + (json.length + 8) + "\r\n\r\n");
        write(head);
        near.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, 127, -1, -1, -1, -1}));
        near.shutdownOutput();
        assertThatThrownBy(this::received).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Length: 2000000\r\n\r\n", "Content-Length: -1\r\n\r\n", "Content-Length: 99999999999\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n", "Inference-Header-Content-Length: 9\r\nContent-Length: 8\r\n\r\n"
    })
    void a_length_that_cannot_be_is_refused(String headers) throws IOException {
        write(START + headers);
        assertThatThrownBy(this::received).isInstanceOf(ProtocolException.class);
    }

    @Test
    void a_head_without_an_end_is_refused() throws IOException {
        write(START + "x".repeat(40 << 10));
        assertThatThrownBy(this::received).isInstanceOf(ProtocolException.class);
    }

    private TensorMessage received() throws IOException {
        HttpChannel channel = new HttpChannel(far);
        return TensorMessage.receive(channel, channel.begin(MOST).orElseThrow(), "inputs");
    }

    private void write(String text) throws IOException {
        near.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private static Object values(DataType type) {
        return switch (type) {
            case BOOL, INT8, UINT8 -> new byte[] {1, 0, -1};
            case INT16, UINT16, FP16 -> new short[] {1, -2, Short.MIN_VALUE};
            case INT32, UINT32 -> new int[] {1, -2, Integer.MIN_VALUE};
            case INT64, UINT64 -> new long[] {1, -2, Long.MIN_VALUE};
            case FP32 -> new float[] {Float.NaN, -0.0f, Float.MIN_VALUE};
            case FP64 -> new double[] {Double.NaN, -0.0, Double.MAX_VALUE};
            case BYTES -> new byte[][] {"é".getBytes(UTF_8), {}, "long ".repeat(20_000).getBytes(UTF_8)};
        };
    }
}
