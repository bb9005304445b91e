package understudy.runtimes.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.Problem;

final class DestinationsTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "http://169.254.169.254/latest", "http://169.254.0.1", "http://[fd00:ec2::254]", "http://[fe80::1]",
                "http://0.0.0.0",
        "http://[::ffff:169.254.169.254]", "http://[64:ff9b::a9fe:a9fe]", "http://100.100.100.200", "http://168.63.129.16",
        "http://224.0.0.1"
    })
    void metadata_and_link_local_addresses_are_refused_whatever_is_allowed(String url) {
        URI uri = URI.create(url);
        Destinations named = new Destinations(Set.of(String.valueOf(uri.getHost())));
        assertThat(Documents.problem(() -> Destinations.of("*").check(uri)).fact()).contains("link-local or metadata");
        assertThat(Documents.problem(() -> named.check(uri)).fact()).contains("link-local or metadata");
    }

    @Test
    void only_hosts_of_the_list_may_be_called_where_there_is_one() {
        Destinations some = Destinations.of("127.0.0.1, *.localhost");
        assertThatCode(() -> some.check(URI.create("http://127.0.0.1:9"))).doesNotThrowAnyException();
        Problem refused = Documents.problem(() -> some.check(URI.create("http://localhost")));
        assertThat(refused.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(refused.fact()).contains("'localhost' is not among those");
    }

    @Test
    void any_other_may_be_called_where_there_is_no_list() {
        assertThatCode(() -> Destinations.of("").check(URI.create("http://127.0.0.1"))).doesNotThrowAnyException();
    }
}
