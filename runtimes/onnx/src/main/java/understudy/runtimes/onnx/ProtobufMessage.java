package understudy.runtimes.onnx;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;

/** Writes as much of protobuf's wire format as small ONNX graphs need. */
final class ProtobufMessage {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ProtobufMessage number(int field, int value) {
        varint(field << 3);
        varint(value);
        return this;
    }

    ProtobufMessage text(int field, String text) {
        return content(field, text.getBytes(US_ASCII));
    }

    ProtobufMessage message(int field, ProtobufMessage message) {
        return content(field, message.bytes());
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    ProtobufMessage content(int field, byte[] content) {
        varint(field << 3 | 2);
        varint(content.length);
        out.writeBytes(content);
        return this;
    }

    private void varint(int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
