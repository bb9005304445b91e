package understudy.http;

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

    String html() {
        return html.toString();
    }
}
