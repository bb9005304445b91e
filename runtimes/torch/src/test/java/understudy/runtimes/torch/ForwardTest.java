package understudy.runtimes.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForwardTest {
    private static final String CODE = """
            class Other(Module):
              __parameters__ = []
              def forward(self: __torch__.Other) -> int:
                return 1
            class Net(Module):
              training : bool
              def helper(self: __torch__.Net, x: Tensor) -> Tensor:
                return x
              def forward(self: __torch__.Net,
                features: Dict[str, Tensor],
                sizes: Tuple[int, int]=(1, 2),
                mask: Optional[Tensor]=None) -> Tuple[Tensor, Tensor]:
                return (x, x)
            """;

    @Test
    void the_arguments_and_the_result_are_those_of_the_named_class() {
        Forward forward = Forward.parse(CODE, "Net").orElseThrow();
        assertThat(forward.toString()).isEqualTo("forward(features: Dict[str, Tensor], sizes: Tuple[int, int] (optional), "
                + "mask: Optional[Tensor] (optional)) -> Tuple[Tensor, Tensor]");
        assertThat(Arrangement.of(forward)).isEqualTo(Arrangement.DICT);
    }

    @Test
    void a_class_without_arguments_and_a_class_that_is_not_there() {
        assertThat(Forward.parse(CODE, "Other").orElseThrow().arguments()).isEmpty();
        assertThat(Forward.parse(CODE, "Missing")).isEmpty();
    }
}
