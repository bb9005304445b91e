package understudy.runtimes.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import understudy.core.Signature;

final class DocumentationTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void each_example_in_the_documentation_is_read_and_no_protocol_is_without_one() throws IOException {
        Set<Protocol> shown = EnumSet.noneOf(Protocol.class);
        Matcher examples = EXAMPLE.matcher(Files.readString(Path.of("..", "..", "docs", "remote.md")));
        while (examples.find()) {
            RemoteDocument document = RemoteDocument.read("docs/remote.md", examples.group(1));
            shown.add(document.protocol());
            if (document.protocol() == Protocol.JSON) {
                Signature signature = document.signature().orElseThrow();
                Template template =
                        Template.json("request", document.request().orElseThrow(), Cells.names(signature));
                assertThat(template.takesManyRows()).isEqualTo(document.batch() > 1);
                assertThat(new Pointers(document.response(), signature)).isNotNull();
            }
        }
        assertThat(shown).containsExactly(Protocol.values());
    }
}
