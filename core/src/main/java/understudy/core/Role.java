package understudy.core;

/** In which role a version said something. */
public enum Role {
    CHAMPION,
    CANARY,
    SHADOW,
    /** Called by its version number: counts in no comparison. */
    DIRECT
}
