package understudy.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    private static void rises(VersionOrder order, String... versions) {
        for (int left = 0; left < versions.length; left++) {
            for (int right = 0; right < versions.length; right++) {
                assertThat(Integer.signum(order.compare(versions[left], versions[right])))
                        .as("%s against %s", versions[left], versions[right])
                        .isEqualTo(Integer.signum(Integer.compare(left, right)));
            }
        }
    }

    private static void same(VersionOrder order, String... versions) {
        for (String version : versions) {
            assertThat(order.compare(versions[0], version)).as(version).isZero();
        }
    }

    @Test
    void python_versions_follow_pep_440() {
        PythonOrder order = new PythonOrder();
        rises(
                order, "no version", "0.9", "1.0.dev1", "1.0a1.dev1", "1.0a1", "1.0a2", "1.0b1", "1.0b2.post345.dev456",
                "1.0b2.post345", "1.0rc1.dev456", "1.0rc1", "1.0", "1.0+abc.5", "1.0+abc.7", "1.0+5", "1.0.post456.dev34",
                "1.0.post456", "1.0.15", "1.1.dev1", "1.10", "2012.10", "1!0.1");
        same(order, "1.0", "1", "1.0.0", "v1.0", " 1.0 ");
        same(order, "1.0rc1", "1.0-RC-1", "1.0c1", "1.0.pre1");
        same(order, "1.0.post1", "1.0-1", "1.0.rev1", "1.0r1");
        same(order, "1.0a", "1.0alpha0");
    }

    @Test
    void maven_versions_follow_the_pom_reference() {
        MavenOrder order = new MavenOrder();
        rises(order, "1-alpha", "1-beta", "1-milestone", "1-rc", "1-snapshot", "1", "1-sp", "1-foo", "1-1", "1.1", "2", "10");
        rises(order, "2.9.10.8", "2.13.0", "2.13.4.2");
        rises(order, "4.1.0.Beta1", "4.1.0.CR1", "4.1.0.Final", "4.1.1.Final");
        same(order, "1", "1.0", "1.0.0", "1-ga", "1.final", "1.0-0", "1.RELEASE");
        same(order, "1.0-alpha-1", "1-a1", "1alpha-1", "1.0-ALPHA-1");
        same(order, "1-rc2", "1-cr2");
    }

    @Test
    void semantic_versions_follow_section_11() {
        SemanticOrder order = new SemanticOrder();
        rises(
                order, "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
                "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1", "2.1.1000000000000000000000");
        same(order, "1.0.0", "v1.0.0", "1.0.0+build.5", "1");
    }

    @Test
    void sorting_a_shuffled_list_agrees_with_comparing_pairs() {
        List<String> sorted = List.of("1.0.dev1", "1.0a1", "1.0", "1.0.post1", "1.1");
        assertThat(sorted.reversed().stream().sorted(new PythonOrder()).toList()).isEqualTo(sorted);
    }
}
