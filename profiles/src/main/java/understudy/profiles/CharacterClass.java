package understudy.profiles;

/** Kinds of characters that a text is made of. */
public enum CharacterClass {
    LOWER,
    UPPER,
    DIGIT,
    SPACE,
    PUNCTUATION,
    CONTROL,
    /** All outside of ASCII. */
    OTHER;

    static CharacterClass of(int firstByte) {
        if (firstByte >= 0x80) {
            return OTHER;
        }
        if (Character.isLetter(firstByte)) {
            return Character.isUpperCase(firstByte) ? UPPER : LOWER;
        }
        if (Character.isDigit(firstByte)) {
            return DIGIT;
        }
        if (firstByte == ' ' || firstByte >= '\t' && firstByte <= '\r') {
            return SPACE;
        }
        return firstByte < ' ' || firstByte == 0x7f ? CONTROL : PUNCTUATION;
    }
}
