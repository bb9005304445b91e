package understudy.packaging;

import java.util.List;
import java.util.Optional;

/** Folders that are models as a whole, told by one file in them. */
final class Markers {
    private record Marker(String file, Optional<String> runtime) {}

    private static final List<Marker> MARKERS = List.of(
            new Marker("saved_model.pb", Optional.of(RuntimeNames.TENSORFLOW)),
            new Marker("saved_model.pbtxt", Optional.of(RuntimeNames.TENSORFLOW)),
            new Marker("model.ini", Optional.of(RuntimeNames.H2O)),
            new Marker("model.py", Optional.of(RuntimeNames.PYTHON)));

    private Markers() {}

    static boolean isSavedModel(Folder folder) {
        return folder.file("saved_model.pb").isPresent() || folder.file("saved_model.pbtxt").isPresent();
    }

    static boolean isModel(Folder folder) {
        return MARKERS.stream().anyMatch(marker -> folder.file(marker.file()).isPresent());
    }

    /** Which runtime a folder of this kind is for. */
    static Optional<String> runtime(Folder folder) {
        return MARKERS.stream()
                .filter(marker -> folder.file(marker.file()).isPresent())
                .findFirst()
                .flatMap(Marker::runtime);
    }
}
