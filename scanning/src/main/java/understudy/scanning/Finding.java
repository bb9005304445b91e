package understudy.scanning;

/**
 * One thing found in one file.
 *
 * @param file the path within what was scanned, with {@code !} where an archive is entered: {@code model.zip!data.pkl}
 * @param what the thing itself: {@code os.system}, {@code WriteFile}
 * @param offset in bytes from the start of the file, unpacked where it is packed; 0 where the whole file is meant
 * @param why what makes it so, as the end of the sentence "os.system …"
 */
public record Finding(String file, Kind kind, String what, long offset, Verdict verdict, String why) {}
