package understudy.api;

/**
 * An error, as RFC 9457 has it ({@code application/problem+json}), with the remedy beside the fact.
 *
 * @param type a URI that names the code
 * @param title the code in words
 * @param detail the fact, in a sentence
 * @param code e.g. {@code not_found}
 * @param remedy what to do about it, or empty
 */
public record ProblemView(String type, String title, int status, String detail, String code, String remedy) {
    public static final String MEDIA_TYPE = "application/problem+json";
}
