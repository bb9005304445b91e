package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a model says that it holds, beside what is found by following every field. */
class MemoryTest {
    /** A tree that asks for a number and a category, and one whose leaves are linear. */
    private static final String MODEL = """
            tree
            version=v4
            num_class=1
            num_tree_per_iteration=1
            max_feature_idx=1
            objective=regression
            feature_names=years region
            feature_infos=[0:1] 0:1

            Tree=0
            num_leaves=3
            num_cat=1
            split_feature=0 1
            threshold=0.5 0
            decision_type=8 1
            left_child=1 -1
            right_child=-2 -3
            leaf_value=-1 0 1
            leaf_count=10 20 30
            internal_count=60 40
            cat_boundaries=0 1
            cat_threshold=2

            Tree=1
            num_leaves=2
            num_cat=0
            split_feature=0
            threshold=0.25
            decision_type=8
            left_child=-1
            right_child=-2
            leaf_value=-1 1
            is_linear=1
            leaf_const=0.5 0.25
            num_features=1 0
            leaf_features=0 
            leaf_coeff=2 

            end of trees

            pandas_categorical:[["north", "south"]]
            """;

    @Test
    void an_ensemble_counts_every_array_that_it_holds() throws IllegalAccessException {
        Ensemble ensemble = LightGbmText.parse(MODEL.getBytes(UTF_8));

        assertThat(ensemble.treeCount()).isEqualTo(2);
        assertThat(ensemble.memory()).isEqualTo(new Walk().bytes(ensemble));
    }

    @Test
    void twice_the_trees_take_twice_the_memory_but_for_what_they_share() {
        String tree = MODEL.substring(MODEL.indexOf("Tree=0"), MODEL.indexOf("end of trees"));
        long once = LightGbmText.parse(MODEL.getBytes(UTF_8)).memory();
        long often = LightGbmText.parse(MODEL.replace("end of trees", tree.repeat(99) + "end of trees").getBytes(UTF_8)).memory();

        assertThat(often).isBetween(80 * once, 100 * once);
    }

    private static final class Walk {
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

        /** Primitive arrays, and arrays of what is not a name, wherever they are in what is this module's. */
        long bytes(Object object) throws IllegalAccessException {
            if (!seen.add(object)) {
                return 0;
            }
            Class<?> type = object.getClass();
            if (type.isArray()) {
                return array(object);
            }
            long bytes = 0;
            if (object instanceof Iterable<?> each) {
                for (Object one : each) {
                    bytes += bytes(one);
                }
            } else if (object instanceof Optional<?> one) {
                bytes += one.isPresent() ? bytes(one.get()) : 0;
            } else if (type.getPackage().equals(Ensemble.class.getPackage()) && !type.isEnum()) {
                for (Field field : type.getDeclaredFields()) {
                    bytes += field(object, field);
                }
            }
            return bytes;
        }

        private long field(Object object, Field field) throws IllegalAccessException {
            if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                return 0;
            }
            field.setAccessible(true);
            Object value = field.get(object);
            return value == null ? 0 : bytes(value);
        }

        private long array(Object array) throws IllegalAccessException {
            int length = Array.getLength(array);
            Class<?> component = array.getClass().componentType();
            int width = component == long.class || component == double.class ? 8 : component == boolean.class ? 1 : 4;
            long bytes = length == 0 ? 0 : 16 + (7L + (long) length * width) / 8 * 8;
            if (component.isArray()) {
                for (int i = 0; i < length; i++) {
                    Object part = Array.get(array, i);
                    bytes += part == null ? 0 : bytes(part);
                }
            }
            return bytes;
        }
    }
}
