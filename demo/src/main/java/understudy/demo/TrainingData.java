package understudy.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What versions were trained on, as files in CSV with a header: the references that traffic is held against. */
final class TrainingData {
    /** As many as bins of a reference are made for. */
    private static final int PEOPLE = 5_000;

    private TrainingData() {}

    /** Applicants of a day, with {@code label}; other people than come later. */
    static String loans(long seed) {
        LoanApplications applications = new LoanApplications(seed, "training");
        List<LoanApplication> people =
                IntStream.range(0, PEOPLE).mapToObj(i -> applications.next(i / (double) PEOPLE)).toList();
        List<String> columns = List.of(
                "age", "income", "amount", "term", "purpose", "employment", "housing", "utilisation", "past_delinquencies",
                "months_at_bank");
        StringBuilder csv = new StringBuilder(String.join(",", columns)).append(",label\n");
        for (LoanApplication person : people) {
            Map<String, Object> features = person.features();
            columns.forEach(column -> csv.append(features.getOrDefault(column, "")).append(','));
            csv.append(person.defaults() ? "default" : "paid").append('\n');
        }
        return csv.toString();
    }

    /** Payments of the weeks before {@code until}, with {@code score} and {@code label}. */
    static String payments(CardPayments payments, Instant until, Duration length) {
        StringBuilder csv = new StringBuilder("amount,merchant,card_age,payments_last_day,distance,score,label\n");
        for (CardPayment payment : payments.between(until.minus(length), until)) {
            csv.append(payment.amount()).append(',')
                    .append(payment.merchant()).append(',')
                    .append(payment.cardAge()).append(',')
                    .append(payment.paymentsLastDay()).append(',')
                    .append(shown(payment.distance())).append(',')
                    .append(payment.score()).append(',')
                    .append(payment.truth()).append('\n');
        }
        return csv.toString();
    }

    private static String shown(OptionalDouble value) {
        return value.isPresent() ? Double.toString(value.getAsDouble()) : "";
    }
}
