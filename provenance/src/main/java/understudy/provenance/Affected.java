package understudy.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One package that an OSV record is about, with the versions it holds for (the schema's section "Evaluation"): a version
 * that is listed, or that lies in a range.
 *
 * @param affected an element of the record's {@code affected}
 * @param ecosystem as {@link #ecosystem} gives it
 */
record Affected(JsonNode affected, String ecosystem, String name) {
    static final String ANY = "*";
    private static final String FROM_THE_BEGINNING = "0";

    /** What happens to a range at a version. */
    private record Event(String kind, String version) {
        /** At one version what opens comes first: what is introduced and fixed there is fixed. */
        int rank() {
            return kind.equals("introduced") ? 0 : 1;
        }
    }

    static Affected of(JsonNode affected) {
        String ecosystem = ecosystem(affected.path("package").path("ecosystem").asText());
        return new Affected(affected, ecosystem, name(ecosystem, affected.path("package").path("name").asText()));
    }

    /** Without what follows a colon, e.g. the repository of a Maven artifact. */
    static String ecosystem(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    /** As the ecosystem compares names. */
    static String name(String ecosystem, String name) {
        return ecosystem.equals("PyPI") ? Requirement.normalised(name) : name;
    }

    boolean holdsFor(String version) {
        return isListed(version) || ranges().stream().anyMatch(range -> contains(range, version));
    }

    /** The lowest version above that a range which holds for it says is fixed. */
    Optional<String> fixedAfter(String version) {
        Optional<VersionOrder> order = VersionOrder.ofEcosystem(ecosystem);
        List<String> fixed = new ArrayList<>();
        for (JsonNode range : ranges()) {
            Optional<VersionOrder> its = VersionOrder.of(range.path("type").asText(), ecosystem);
            its.ifPresent(how -> events(range, how).stream()
                    .filter(event -> event.kind.equals("fixed") && how.compare(event.version, version) > 0)
                    .forEach(event -> fixed.add(event.version)));
        }
        return fixed.stream().min(order.orElseGet(SemanticOrder::new));
    }

    private boolean isListed(String version) {
        Optional<VersionOrder> order = VersionOrder.ofEcosystem(ecosystem);
        for (JsonNode listed : affected.path("versions")) {
            String text = listed.asText();
            if (text.equals(version) || order.isPresent() && order.get().compare(text, version) == 0) {
                return true;
            }
        }
        return false;
    }

    private List<JsonNode> ranges() {
        List<JsonNode> ranges = new ArrayList<>();
        affected.path("ranges").forEach(ranges::add);
        return ranges;
    }

    private boolean contains(JsonNode range, String version) {
        Optional<VersionOrder> known = VersionOrder.of(range.path("type").asText(), ecosystem);
        if (known.isEmpty()) {
            return false;
        }
        VersionOrder order = known.get();
        List<Event> events = events(range, order);
        List<Event> limits = events.stream().filter(event -> event.kind.equals("limit")).toList();
        boolean within = limits.isEmpty()
                || limits.stream().anyMatch(limit -> limit.version.equals(ANY) || order.compare(version, limit.version) < 0);
        boolean holds = false;
        for (Event event : events) {
            switch (event.kind) {
                case "introduced" -> holds |= isFromTheBeginning(event) || order.compare(version, event.version) >= 0;
                case "fixed" -> holds &= order.compare(version, event.version) < 0;
                case "last_affected" -> holds &= order.compare(version, event.version) <= 0;
                default -> {}
            }
        }
        return within && holds;
    }

    private static boolean isFromTheBeginning(Event event) {
        return event.version.equals(FROM_THE_BEGINNING);
    }

    /** By version, the beginning first. */
    private static List<Event> events(JsonNode range, VersionOrder order) {
        List<Event> events = new ArrayList<>();
        for (JsonNode entry : range.path("events")) {
            entry.properties().forEach(event -> events.add(new Event(event.getKey(), event.getValue().asText())));
        }
        events.sort(Comparator.comparing((Event event) -> !isFromTheBeginning(event))
                .thenComparing(Event::version, order)
                .thenComparing(Event::rank));
        return events;
    }
}
