package understudy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.serving.Instance;

class WallsTest {
    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage(folder, Sandbox.of(Stage.TOOLS, List.of(folder.resolve("data"))));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_model_writes_into_its_own_folder_only() throws IOException {
        assumeStands("files");
        Path elsewhere = folder.resolve("elsewhere");
        try (Instance instance = stage.trouble()) {
            assertThat(Stage.ask(instance, "write " + elsewhere)).isEqualTo("refused");
            assertThat(Stage.ask(instance, "write " + stage.data.resolve("model"))).isEqualTo("refused");
            assertThat(Stage.ask(instance, "write /usr/local/model")).isEqualTo("refused");
            assertThat(Stage.ask(instance, "write /proc/sys/kernel/domainname")).isEqualTo("refused");
            assertThat(Stage.ask(instance, "write /var/model")).isEqualTo("refused");
            assertThat(Stage.ask(instance, "write notes")).isEqualTo("written");
            try (var own = Files.walk(stage.place)) {
                assertThat(own.filter(path -> path.endsWith("notes"))).hasSize(1);
            }
        }
        assertThat(elsewhere).doesNotExist();
    }

    @Test
    void a_model_sees_nothing_of_the_servers_data_but_itself() throws IOException {
        assumeStands("files");
        Path secret = Files.writeString(stage.data.resolve("secret"), "the key");
        Path hers = Files.writeString(folder.resolve("hers"), "not its business");
        var model = stage.model("trouble, as it is");
        try (Instance instance = stage.load(new TroubleRuntime(), model)) {
            assertThat(Stage.ask(instance, "read " + secret)).isEqualTo("refused");
            assertThat(Stage.ask(instance, "read " + hers)).isEqualTo("refused");
            assertThat(Stage.ask(instance, "read /etc/shadow")).isEqualTo("refused");
            assertThat(Stage.ask(instance, "read /proc/" + ProcessHandle.current().pid() + "/environ")).isEqualTo("refused");
            assertThat(Stage.ask(instance, "read " + model.path())).isEqualTo("trouble, as it is");
        }
    }

    @Test
    void a_model_reaches_no_network_not_even_this_machine() throws IOException {
        assumeStands("network");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Instance instance = stage.trouble()) {
            assertThat(Stage.ask(instance, "connect " + server.getLocalPort())).isEqualTo("refused");
        }
    }

    @Test
    void a_model_sees_no_variable_of_the_servers() {
        try (Instance instance = stage.trouble()) {
            String seen = Stage.ask(instance, "environment");

            assertThat(System.getenv()).containsKey("UNDERSTUDY_TEST_SECRET");
            assertThat(seen).contains("PATH=", "OMP_NUM_THREADS=1")
                    .doesNotContain("UNDERSTUDY_TEST_SECRET", "nobody may know");
        }
    }

    @Test
    void without_bubblewrap_the_network_is_gone_all_the_same_and_open_files_are_said() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "this machine has no unshare");
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : List.of("sh", "nice", "prlimit", "unshare", "setpriv", "true")) {
            Files.copy(Path.of("/usr/bin", tool), tools.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Sandbox less = Sandbox.of(List.of(tools), List.of());
        assumeTrue(less.walls().contains(new Wall("network", true, "none (unshare)")), "unshare does not work here");
        try (Stage poorer = new Stage(folder.resolve("poorer"), less);
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Instance instance = poorer.trouble()) {
            assertThat(Stage.ask(instance, "connect " + server.getLocalPort())).isEqualTo("refused");
            assertThat(less.walls()).anyMatch(wall -> wall.what().equals("files") && !wall.stands());
        }
    }

    @Test
    void what_a_machine_has_not_is_said() {
        assertThat(Sandbox.bare().walls()).filteredOn(wall -> !wall.stands()).extracting(Wall::what)
                .containsExactly("memory", "processes", "processor", "network", "files", "end", "disk");
        assertThat(stage.workers.walls()).extracting(Wall::what)
                .containsExactly("environment", "memory", "processes", "processor", "network", "files", "end", "disk");
    }

    private void assumeStands(String what) {
        Wall wall = stage.workers.walls().stream().filter(each -> each.what().equals(what)).findFirst().orElseThrow();
        assumeTrue(wall.stands(), () -> "this machine has no such wall: " + wall);
    }
}
