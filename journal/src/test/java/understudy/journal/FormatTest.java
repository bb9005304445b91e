package understudy.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Value;

class FormatTest {
    /** {@link Samples#prediction} number 1, as the first release encoded it. */
    private static final String VERSION_1 =
            "010100700100000098010100000000000080402aa4690000000016cd5b0739650c000000000003000000000000000000"
                    + "00000000d03f0700000002000000010e64656661756c740a6672617564415ca4f3850ccc331aaf8a257d6086e526a3b4"
                    + "2a63e18cb11d020847985b31d188411a2fc26dc7ea5a2a4748b7cb2b1ef193d96ab2c99f93092f69e63075b28d127824"
                    + "6f6e6e7872756e74696d6520312e32382e3008616e6e6140346266393266333537376233346461366133636539323964"
                    + "3065306534373336011a6170706c69636174696f6e2d31020c726567696f6e0a6e6f7274680e4772c3b6c39f650a6772"
                    + "6fc39f0106616765000a01010000244200010a73636f7265000b01029a9999999999b93f000000000000f87f020e6465"
                    + "636c696e650c616363657074";

    /** {@link Samples#everyKindOfFact}, in its order, as the first release that had each kind encoded it. */
    private static final List<String> FACTS_OF_VERSION_1 = List.of(
            "010220736861646f772f667261756440382f780a667261756408000000412c624232cdd221771294dfbb310aca000a0d"
                    + "f6ac8b66b696d90ef06fdefb64a339300000000000000200700100000098010100000000000080402aa4690000000015"
                    + "cd5b07000007000000000900000000000000020000007b0000000000000000010a73636f7265000b01029a9999999999"
                    + "b93f000000000000f87f020e6465636c696e650c616363657074c801000000000000080000000122444541444c494e45"
                    + "5f455843454544454420746f6f20736c6f773a20e695b0e7a79200700100000098010100000000000080402aa4690000"
                    + "000015cd5b07000007000000000900000000000000020000007b0000000000000000010a73636f7265000b01029a9999"
                    + "999999b93f000000000000f87f020e6465636c696e650c616363657074c801000000000000080000000122444541444c"
                    + "494e455f455843454544454420746f6f20736c6f773a20e695b0e7a792",
            "010220736861646f772f667261756440382f780a667261756408000000412c624232cdd221771294dfbb310aca000a0d"
                    + "f6ac8b66b696d90ef06fdefb64a3ffffffffffffff7f00",
            "0103007002000000980102000000000000800a6672617564010070010000009801010000000000008003000000000231"
                    + "402aa4690000000015cd5b07412aa4690000000015cd5b070262",
            "010300700300000098010300000000000080000001026b06796573402aa4690000000015cd5b07ff7895fad21c7000ff"
                    + "c99a3b0262",
            "010400700100000098010100000000000080030000000c616363657074266b6e6f776e20f09f988020637573746f6d65"
                    + "720a6361726c61402aa4690000000015cd5b07",
            "010520736861646f772f667261756440382f780a66726175640800000040000000000000000010000000000000ffffff"
                    + "ffffffffff402aa4690000000015cd5b07",
            "010600700400000098010400000000000080402aa4690000000015cd5b0726726f6c6c6f75742e726f6c6c65645f6261"
                    + "636b02010a667261756401080000002c66726175644038207761732074616b656e206261636b3441554320e28892302e"
                    + "30330a6f6620342c3030302070616972730e2f236672617564",
            "010600700500000098010500000000000080402aa4690000000015cd5b070e7665726469637400000006e58c970000",
            "010700700600000098010600000000000080402aa4690000000015cd5b0718616c6572742e6f70656e656401010a66726175"
                    + "640002740000010a616c657274046b37");

    private final PredictionCodec codec = new PredictionCodec();

    @Test
    void a_prediction_with_every_kind_of_value_comes_back_bit_for_bit() {
        Prediction prediction = Samples.prediction(1, Samples.everyKindOfValue());

        Prediction back = codec.decode(codec.encode(prediction));

        List<Column> blobless = prediction.inputs().subList(0, prediction.inputs().size() - 1);
        assertThat(back.inputs().subList(0, blobless.size())).isEqualTo(blobless);
        assertThat(back.inputs().getLast()).usingRecursiveComparison().isEqualTo(prediction.inputs().getLast());
        assertThat(codec.decode(codec.encode(Samples.prediction(1)))).isEqualTo(Samples.prediction(1));
    }

    @Test
    void an_encrypted_value_comes_back_byte_for_byte() {
        Value.Encrypted sealed =
                new Value.Encrypted("pseudonym", DataType.BYTES, new long[] {2}, new byte[] {1, -2, 3});
        Prediction back = codec.decode(codec.encode(Samples.prediction(1, List.of(new Column("name", sealed)))));

        assertThat(back.inputs().getFirst().value()).usingRecursiveComparison().isEqualTo(sealed);
    }

    @Test
    void every_kind_of_fact_comes_back_as_it_was() {
        FactFormat format = new FactFormat();
        for (Fact fact : Samples.everyKindOfFact()) {
            MemorySegment memory = MemorySegment.ofArray(new byte[Math.toIntExact(format.length(fact))]);
            format.write(fact, memory, 0);

            assertThat(format.read(memory, 0, (int) memory.byteSize())).contains(fact);
        }
    }

    @Test
    void what_the_first_release_wrote_of_facts_can_be_read_for_ever() {
        FactFormat format = new FactFormat();
        List<Fact> facts = Samples.everyKindOfFact();
        assertThat(facts).hasSameSizeAs(FACTS_OF_VERSION_1);
        for (int i = 0; i < facts.size(); i++) {
            byte[] written = HexFormat.of().parseHex(FACTS_OF_VERSION_1.get(i));
            assertThat(format.read(MemorySegment.ofArray(written), 0, written.length)).contains(facts.get(i));
        }
    }

    @Test
    void whoever_reads_notices_is_shown_no_other_kind_of_fact() {
        NoticeFormat notices = new NoticeFormat();
        FactFormat facts = new FactFormat();
        for (Fact fact : Samples.everyKindOfFact()) {
            MemorySegment memory = MemorySegment.ofArray(new byte[Math.toIntExact(facts.length(fact))]);
            facts.write(fact, memory, 0);

            Optional<Fact.Notice> seen = notices.read(memory, 0, (int) memory.byteSize());

            assertThat(seen.map(Fact.class::cast)).isEqualTo(Optional.of(fact).filter(Fact.Notice.class::isInstance));
        }
        assertThat(notices.read(MemorySegment.ofArray(new byte[1]), 0, 1)).isEmpty();
    }

    @Test
    void a_fact_of_a_later_kind_or_version_is_for_a_later_program() {
        FactFormat format = new FactFormat();
        for (Fact fact : Samples.everyKindOfFact()) {
            for (int at : new int[] {0, 1}) {
                byte[] later = new byte[Math.toIntExact(format.length(fact))];
                format.write(fact, MemorySegment.ofArray(later), 0);
                later[at] = 99;
                assertThat(format.read(MemorySegment.ofArray(later), 0, later.length)).isEmpty();
            }
        }
    }

    @Test
    void damaged_and_foreign_bytes_are_refused_and_never_anything_worse() {
        byte[] whole = codec.encode(Samples.prediction(1, Samples.everyKindOfValue()));
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                codec.decode(damaged);
            } catch (Problem problem) {
                assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
            }
        }
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, 40))).isInstanceOf(Problem.class);
    }

    @Test
    void an_entry_of_a_later_kind_or_version_is_for_a_later_program() {
        for (int at : new int[] {0, 1}) {
            byte[] later = codec.encode(Samples.prediction(1));
            later[at] = 99;
            assertThat(new PredictionFormat().read(MemorySegment.ofArray(later), 0, later.length)).isEmpty();
            assertThatThrownBy(() -> codec.decode(later)).hasMessageContaining("foreign");
        }
    }

    @Test
    void what_version_1_wrote_can_be_read_for_ever() {
        assertThat(codec.decode(HexFormat.of().parseHex(VERSION_1))).isEqualTo(Samples.prediction(1));
    }

    @Test
    void the_codes_of_types_and_roles_stand_where_version_1_put_them() {
        assertThat(Arrays.toString(DataType.values()))
                .isEqualTo("[BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, FP32, FP64, BYTES]");
        assertThat(Arrays.toString(Role.values())).isEqualTo("[CHAMPION, CANARY, SHADOW, DIRECT]");
        assertThat(Arrays.toString(Fact.Severity.values())).isEqualTo("[INFO, WARNING, CRITICAL]");
    }
}
