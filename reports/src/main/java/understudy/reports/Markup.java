package understudy.reports;

import java.util.Arrays;

/** HTML in the making. Whatever is not markup of our own goes in as text, and stays text. For one thread. */
final class Markup {
    private final StringBuilder html = new StringBuilder();

    /** Ours: nothing that somebody sent. */
    Markup raw(String ours) {
        html.append(ours);
        return this;
    }

    Markup text(String anybodys) {
        for (int i = 0; i < anybodys.length(); i++) {
            char letter = anybodys.charAt(i);
            switch (letter) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(Character.isISOControl(letter) ? ' ' : letter);
            }
        }
        return this;
    }

    /** An element of nothing but text. @param tag ours, with its attributes: {@code p class="note"} */
    Markup element(String tag, String anybodys) {
        return raw("<" + tag + ">").text(anybodys).close(tag);
    }

    Markup open(String tag) {
        return raw("<" + tag + ">\n");
    }

    /** @param tag as it was opened */
    Markup close(String tag) {
        int blank = tag.indexOf(' ');
        return raw("</" + (blank < 0 ? tag : tag.substring(0, blank)) + ">\n");
    }

    /** @param more what is to be known of the section, in small print */
    Markup heading(String words, String more) {
        return raw("<h2>").text(words + " ").element("small", more).raw("</h2>\n");
    }

    /** One of the figures in a {@code dl}. */
    Markup fact(String name, String value, String more) {
        return raw("<div>").element("dt", name).raw("<dd>").text(value).element("small", more).raw("</dd></div>\n");
    }

    /** Begins a table. @param names one that ends in {@code >} stands to the right */
    Markup head(String... names) {
        raw("<table><thead><tr>");
        Arrays.stream(names).forEach(name -> element(name.endsWith(">") ? "th class=\"n\"" : "th", name.replace(" >", "")));
        return raw("</tr></thead><tbody>\n");
    }

    /** Begins a row. */
    Markup row(String... cells) {
        raw("<tr>");
        Arrays.stream(cells).forEach(cell -> element("td", cell));
        return this;
    }

    /** A cell. */
    Markup right(String number) {
        return element("td class=\"n\"", number);
    }

    /** Ends a row. */
    Markup end() {
        return raw("</tr>\n");
    }

    /** Ends a table. */
    Markup foot() {
        return raw("</tbody></table>\n");
    }

    String html() {
        return html.toString();
    }
}
