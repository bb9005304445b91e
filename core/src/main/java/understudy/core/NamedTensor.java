package understudy.core;

/** One input or output of a request. */
public record NamedTensor(String name, Tensor tensor) {}
