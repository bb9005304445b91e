package understudy.scanning;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way of hiding a call in a pickle that scanners were known to miss, planted opcode by opcode. */
class PickleTricksTest {
    @ParameterizedTest
    @ValueSource(strings = {"model.pkl", "model.bin", "weights.txt", "model.onnx", "model.safetensors", "README"})
    void a_harmful_pickle_is_found_under_any_name(String name) {
        assertThat(Scans.dangerous(Assembler.harmful(), name)).containsExactly("os.system");
    }

    @Test
    void the_refusal_names_the_file_the_global_and_the_byte() {
        assertThat(Scans.of(Assembler.harmful(), "fraud.pkl").refusal()).hasValueSatisfying(problem -> {
            assertThat(problem.fact())
                    .isEqualTo("fraud.pkl is not loaded: os.system at byte 2 runs programs and changes files");
            assertThat(problem.remedy()).contains("ONNX");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "os,system", "posix,system", "nt,system", "subprocess,Popen", "builtins,eval", "builtins,exec", "__builtin__,eval",
        "builtins,getattr", "builtins,__import__", "builtins,open", "builtins,breakpoint", "__builtin__,apply", "runpy,_run_code",
        "importlib,import_module", "imp,load_source", "pkgutil,resolve_name", "pip,main", "webbrowser,open", "socket,socket",
        "ssl,SSLContext", "http.client,HTTPSConnection", "urllib.request,urlopen", "requests.api,get", "httpx,get",
        "aiohttp.client,ClientSession", "ftplib,FTP", "smtplib,SMTP", "shutil,rmtree", "pty,spawn", "platform,popen",
        "ctypes,CDLL", "cffi,FFI", "multiprocessing.util,spawnv_passfds", "threading,Thread",
        "asyncio.unix_events,_UnixSubprocessTransport._start", "code,InteractiveInterpreter.runcode", "codeop,compile_command",
        "bdb,Bdb", "pdb,run", "timeit,timeit", "profile,run", "cProfile,runctx", "trace,Trace.run", "doctest,debug_script",
        "tempfile,mktemp", "pathlib,Path", "shelve,open", "pickle,loads", "_pickle,loads", "marshal,loads", "types,CodeType",
        "types,FunctionType", "operator,attrgetter", "operator,methodcaller", "_operator,itemgetter", "functools,reduce",
        "torch.hub,load", "torch._dynamo.guards,GuardBuilder.get", "torch.utils.bottleneck.__main__,run_cprofile",
        "torch.utils.collect_env,run", "torch._inductor.codecache,compile_file", "torch.jit.unsupported_tensor_ops,execWrapper",
        "torch.fx.experimental.symbolic_shapes,ShapeEnv.evaluate_guards_expression", "torch.serialization,load",
        "torch.utils._config_module,ConfigModule.load_config", "torch.utils.data.datapipes.utils.decoder,basichandlers",
        "numpy.testing._private.utils,runstring", "numpy.f2py.crackfortran,getlincoef", "numpy,load", "pandas,read_pickle",
        "pandas,eval", "joblib,load", "idlelib.run,Executive.runcode", "idlelib.pyshell,ModifiedInterpreter.runcommand",
        "lib2to3.pgen2.grammar,Grammar.loads", "lib2to3.pgen2.pgen,ParserGenerator.make_label", "ensurepip,_run_pip",
        "venv,create", "logging.config,dictConfig", "logging,FileHandler", "_io,FileIO", "commands,getoutput",
        "uuid,_get_command_stdout", "sqlite3,connect", "mailcap,findmatch", "imaplib,IMAP4_stream", "pydoc,locate",
        "distutils.file_util,write_file", "_osx_support,_read_output", "_aix_support,_read_cmd_output", "_pyrepl.pager,pipe_pager",
        "test.support.script_helper,assert_python_ok", "_posixsubprocess,fork_exec", "site,addsitedir", "atexit,register",
        "_interpreters,run_string", "_xxsubinterpreters,run_string", "pipes,Template", "sys,modules", "copyreg,add_extension",
        "keras.utils,get_file", "numpy,__builtins__", "numpy,core._internal.sys.modules", "numpy,prod.os.system",
        "builtins,exec.__call__", "sklearn.base,os", "collections,abc.sys.modules", "torch,utils.collect_env.run",
    })
    void what_runs_code_or_reaches_out_is_dangerous(String module, String name) {
        assertThat(Scans.dangerous(Assembler.protocol(2).global(module, name).stop(), "a.pkl"))
                .containsExactly(module + "." + name);
        assertThat(Scans.dangerous(Assembler.protocol(4).stackGlobal(module, name).stop(), "a.pkl"))
                .containsExactly(module + "." + name);
    }

    @Test
    void names_are_followed_through_the_memo_however_it_was_filled() {
        // PUT and MEMOIZE share one count: whoever keeps two takes the harmless names for the harmful ones
        byte[] pickle = Assembler.protocol(4)
                .text("os").op('q').raw(0)
                .text("system").op('q').raw(1)
                .text("torch._utils").op(0x94)
                .text("_rebuild_tensor_v2").op(0x94)
                .op('h').raw(0)
                .op('h').raw(1)
                .op(0x93)
                .stop();

        assertThat(Scans.dangerous(pickle, "a.pt")).containsExactly("os.system");
    }

    @Test
    void a_name_that_is_put_together_while_loading_is_dangerous() {
        byte[] pickle = Assembler.protocol(4)
                .global("builtins", "str").text("os").op(0x85).op('R')
                .text("system")
                .op(0x93)
                .stop();

        assertThat(Scans.of(pickle, "a.pkl").dangerous()).singleElement().satisfies(finding -> {
            assertThat(finding.what()).isEqualTo("a name");
            assertThat(finding.why()).contains("computed");
        });
    }

    @Test
    void inst_and_obj_bring_in_and_call_too() {
        byte[] inst = Assembler.bare().op('(').op('S').line("'id'").op('i').line("os").line("system").stop();
        byte[] obj = Assembler.bare().op('(').global("os", "system").op('S').line("'id'").op('o').stop();

        assertThat(Scans.dangerous(inst, "a.pkl")).containsExactly("os.system");
        assertThat(Scans.dangerous(obj, "a.dat")).containsExactly("os.system");
    }

    @Test
    void escapes_in_the_old_text_opcodes_do_not_hide_a_name() {
        byte[] unicode = Assembler.bare().op('V').line("\\u006fs").op('V').line("syst\\u0065m").op(0x93).stop();
        byte[] string = Assembler.bare().op('S').line("'\\x6fs'").op('S').line("'system'").op(0x93).stop();
        byte[] octal = Assembler.bare().op('S').line("'\\157s'").op('S').line("'system'").op(0x93).stop();

        assertThat(Scans.dangerous(unicode, "a.pkl")).containsExactly("os.system");
        assertThat(Scans.dangerous(string, "a.pkl")).containsExactly("os.system");
        assertThat(Scans.dangerous(octal, "a.pkl")).containsExactly("a name");
    }

    @Test
    void an_import_by_a_number_in_the_extension_registry_is_dangerous() {
        assertThat(Scans.dangerous(Assembler.protocol(2).raw(0x82, 7).stop(), "a.pkl")).containsExactly("extension 7");
        assertThat(Scans.dangerous(Assembler.protocol(2).raw(0x83, 7, 1).stop(), "a.pkl")).containsExactly("extension 263");
        assertThat(Scans.dangerous(Assembler.protocol(2).raw(0x84, 7, 0, 0, 0).stop(), "a.pkl")).containsExactly("extension 7");
    }

    @Test
    void a_stream_that_breaks_still_counts_up_to_there() {
        byte[] pickle = Assembler.protocol(2).global("os", "system").text("id").op(0x85).op('R').raw(0xff).bytes();

        ScanReport report = Scans.of(pickle, "a.pkl");

        assertThat(report.dangerous()).extracting(Finding::what).containsExactly("os.system");
        assertThat(report.unknown()).extracting(Finding::kind).containsExactly(Kind.BROKEN);
        assertThat(report.unknown().getFirst().offset()).isEqualTo(pickle.length - 1);
    }

    @Test
    void every_pickle_of_a_file_is_read() {
        byte[] first = Assembler.protocol(2).number(1).stop();
        byte[] all = Assembler.bare().raw(first).raw(first).raw(Assembler.harmful()).bytes();

        assertThat(Scans.of(all, "a.pkl").dangerous()).singleElement().satisfies(finding -> {
            assertThat(finding.what()).isEqualTo("os.system");
            assertThat(finding.offset()).isEqualTo(2L * first.length + 2);
        });
    }

    @Test
    void opcodes_after_the_end_are_told() {
        byte[] all = Assembler.bare().raw(Assembler.protocol(2).number(1).stop()).raw(1, 2, 3).bytes();

        assertThat(Scans.of(all, "a.pkl").unknown()).extracting(Finding::kind).containsExactly(Kind.BROKEN);
    }

    @Test
    void a_pickle_in_the_bytes_of_another_is_read() {
        byte[] pickle = Assembler.protocol(3)
                .global("pickle", "loads").octets(Assembler.harmful()).op(0x85).op('R').stop();

        assertThat(Scans.dangerous(pickle, "a.pkl")).contains("pickle.loads", "os.system");
    }

    @Test
    void a_harmful_pickle_in_bytes_is_found_even_where_nothing_reads_it_yet() {
        assertThat(Scans.dangerous(Assembler.protocol(3).octets(Assembler.harmful()).stop(), "a.pkl"))
                .containsExactly("os.system");
    }

    @Test
    void calling_what_a_call_gave_back_is_dangerous() {
        byte[] pickle = Assembler.protocol(2)
                .global("sklearn.svm._classes", "SVC").op(')').op('R').op(')').op('R').stop();

        assertThat(Scans.dangerous(pickle, "a.pkl")).containsExactly("the result of sklearn.svm._classes.SVC");
    }

    @Test
    void changing_a_class_instead_of_an_object_is_dangerous() {
        byte[] build = Assembler.protocol(2)
                .global("numpy", "prod").op('N').op('}').text("os").number(1).op('s').op(0x86).op('b').stop();
        byte[] items = Assembler.protocol(2).global("collections", "OrderedDict").text("a").number(1).op('s').stop();

        assertThat(Scans.dangerous(build, "a.pkl")).containsExactly("numpy.prod");
        assertThat(Scans.dangerous(items, "a.pkl")).containsExactly("collections.OrderedDict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__setstate__", "__class__", "__reduce__", "__getattr__"})
    void replacing_what_an_object_runs_is_dangerous(String attribute) {
        byte[] pickle = Assembler.protocol(2)
                .global("sklearn.svm._classes", "SVC").op(')').op(0x81)
                .op('}').text(attribute).global("sklearn.svm._classes", "SVC").op('s').op('b')
                .stop();

        assertThat(Scans.dangerous(pickle, "a.pkl")).containsExactly(attribute);
    }

    @Test
    void a_persistent_id_that_is_no_tensor_is_for_a_person_to_judge() {
        assertThat(Scans.of(Assembler.protocol(2).number(1).op('Q').stop(), "a.pkl").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(Scans.of(Assembler.bare().op('P').line("7").stop(), "a.pkl").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void a_memo_that_is_read_before_it_is_filled_is_told_and_what_follows_counts() {
        byte[] pickle = Assembler.protocol(2).op('h').raw(9).op('0').global("os", "system").stop();

        ScanReport report = Scans.of(pickle, "a.pkl");

        assertThat(report.unknown()).extracting(Finding::what).containsExactly("memo 9");
        assertThat(report.dangerous()).extracting(Finding::what).containsExactly("os.system");
    }

    @Test
    void a_frame_that_lies_about_its_length_hides_nothing() {
        byte[] pickle = Assembler.protocol(4).op(0x95).whole(3, 8).stackGlobal("os", "system").stop();
        byte[] longer = Assembler.protocol(4).op(0x95).whole(1L << 40, 8).stackGlobal("os", "system").stop();

        assertThat(Scans.dangerous(pickle, "a.pkl")).containsExactly("os.system");
        assertThat(Scans.dangerous(longer, "a.pkl")).containsExactly("os.system");
    }

    @Test
    void lengths_beyond_the_file_take_no_memory() {
        byte[] pickle = Assembler.protocol(4).global("os", "system").op(0x8e).whole(Long.MAX_VALUE, 8).bytes();
        byte[] negative = Assembler.protocol(4).global("os", "system").op(0x8d).whole(-5, 8).bytes();

        assertThat(Scans.dangerous(pickle, "a.pkl")).containsExactly("os.system");
        assertThat(Scans.dangerous(negative, "a.pkl")).containsExactly("os.system");
    }

    @Test
    void arrays_of_joblib_are_passed_over_and_what_follows_is_read() {
        byte[] numbers = new byte[80];
        java.util.Arrays.fill(numbers, (byte) 0xff);
        byte[] pickle = Assembler.protocol(3).wrapper(10).raw(numbers).global("os", "system").stop();
        byte[] ordinary = Assembler.protocol(3).wrapper(10).raw(numbers).stop();

        assertThat(Scans.of(ordinary, "a.joblib").verdict()).isEqualTo(Verdict.ALLOWED);
        assertThat(Scans.dangerous(pickle, "a.joblib")).containsExactly("os.system");
    }

    @Test
    void opcodes_in_the_place_of_an_array_are_found_as_readers_without_joblib_run_them() {
        byte[] hidden = Assembler.bare().global("os", "system").text("id").op(0x85).op('R').op('.').bytes();
        byte[] numbers = java.util.Arrays.copyOf(hidden, 80);
        byte[] pickle = Assembler.protocol(3).wrapper(10).raw(numbers).stop();

        assertThat(Scans.dangerous(pickle, "a.pkl")).containsExactly("os.system");
    }

    @Test
    void an_array_whose_size_cannot_be_told_is_dangerous() {
        byte[] pickle = Assembler.protocol(3)
                .global("joblib.numpy_pickle", "NumpyArrayWrapper").op(')').op(0x81)
                .op('}').op('b').raw(new byte[8]).stop();

        assertThat(Scans.of(pickle, "a.joblib").dangerous()).extracting(Finding::why).anyMatch(why -> why.contains("size"));
    }

    @Test
    void an_array_in_the_middle_of_a_frame_is_dangerous_as_readers_disagree() {
        byte[] pickle = Assembler.protocol(4).op(0x95).whole(1000, 8).wrapper(1).raw(new byte[8]).stop();

        assertThat(Scans.of(pickle, "a.joblib").dangerous()).extracting(Finding::why).anyMatch(why -> why.contains("frame"));
    }

    @Test
    void packed_pickles_are_read_to_where_they_break() throws Exception {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(Assembler.harmful());
        }
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(zlib)) {
            out.write(Assembler.harmful());
        }
        byte[] cut = java.util.Arrays.copyOf(gzip.toByteArray(), gzip.size() - 7);

        assertThat(Scans.dangerous(gzip.toByteArray(), "a.joblib")).containsExactly("os.system");
        assertThat(Scans.dangerous(zlib.toByteArray(), "a.joblib")).containsExactly("os.system");
        assertThat(Scans.dangerous(cut, "a.joblib")).containsExactly("os.system");
    }

    @Test
    void a_pickle_that_goes_on_in_a_second_packed_member_is_read_on() throws Exception {
        byte[] pickle = Assembler.harmful();
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (byte[] half : List.of(java.util.Arrays.copyOf(pickle, 2), java.util.Arrays.copyOfRange(pickle, 2, pickle.length))) {
            try (GZIPOutputStream out = new GZIPOutputStream(members)) {
                out.write(half);
            }
        }

        assertThat(Scans.dangerous(members.toByteArray(), "a.pkl")).containsExactly("os.system");
    }

    @Test
    void lambdas_by_cloudpickle_are_for_a_person_to_judge_and_dangerous_once_they_are_called() {
        byte[] kept = Assembler.protocol(4).stackGlobal("cloudpickle.cloudpickle", "_make_function").op(')').op('R').stop();
        byte[] called = Assembler.protocol(4)
                .stackGlobal("cloudpickle.cloudpickle", "_make_function").op(')').op('R').op(')').op('R').stop();

        assertThat(Scans.of(kept, "a.pkl").unknown()).extracting(Finding::why).containsExactly("carries code of its own");
        assertThat(Scans.of(kept, "a.pkl").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(Scans.of(called, "a.pkl").verdict()).isEqualTo(Verdict.DANGEROUS);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "plain text\nof no interest\n", "id,age,city\n1,2,Bern\n", "col,name\nsome,text\n", "{\"a\": 1}", "(a note)\n", "I am.\n",
        "<PMML/>", "GGUF\u0003\0\0\0\0\0\0\0", "cos\nsin\ntan\n"
    })
    void text_is_no_pickle(String text) {
        assertThat(Scans.of(text.getBytes(ISO_8859_1), "notes.txt").findings()).isEmpty();
    }

    @Test
    void more_steps_than_are_looked_at_are_dangerous() {
        Limits few = new Limits(5, 100, 1 << 20, 1 << 16, 50, 1000, 1000, 1000, 10, 1 << 16);
        Assembler long_ = Assembler.protocol(2);
        for (int i = 0; i < 100; i++) {
            long_.op('N').op('0');
        }

        assertThat(Scans.of(long_.raw(Assembler.harmful()).bytes(), "a.pkl", few).verdict()).isEqualTo(Verdict.DANGEROUS);
    }

    @Test
    void only_the_first_findings_are_kept_and_the_others_counted() {
        Limits few = new Limits(5, 100, 1 << 20, 1 << 16, 1000, 1000, 1000, 1000, 3, 1 << 16);
        Assembler many = Assembler.protocol(2);
        for (int i = 0; i < 5; i++) {
            many.global("os", "system" + i);
        }

        assertThat(Scans.of(many.stop(), "a.pkl", few).dangerous()).extracting(Finding::what).contains("and 2 more");
    }
}
