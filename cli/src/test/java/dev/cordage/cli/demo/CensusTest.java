package dev.cordage.cli.demo;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.cli.demo.Census.Kind;
import dev.cordage.cli.demo.Census.ModuleCount;
import dev.cordage.cli.demo.Census.RankedMethod;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CensusTest {
    private static List<Slice> slices = List.of();

    @BeforeAll
    static void findFiles() throws IOException {
        List<String> files = RuntimeImage.classFiles().stream()
                .filter(file -> file.startsWith("java.base/java/util/concurrent/") || file.startsWith("java.sql/"))
                .toList();
        assertTrue(files.size() > 200, () -> "only " + files.size());
        slices = Slice.of(files, 64);
    }

    @Test
    void ofAClassMadeByHand() {
        ClassDesc list = ClassDesc.of("java.util.List");
        MethodTypeDesc ofInt = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
        Census census = Census.of(
                "some.module",
                type(
                        "some/Type",
                        type -> type.withSuperclass(ClassDesc.of("java.util.AbstractList"))
                                .withInterfaceSymbols(list, ClassDesc.of("java.lang.Runnable"))
                                .withMethodBody(
                                        "ifs",
                                        ofInt,
                                        ClassFile.ACC_STATIC,
                                        code -> code.iload(0)
                                                .ifThen(then -> then.aconst_null()
                                                        .invokeinterface(
                                                                list, "size", MethodTypeDesc.of(ConstantDescs.CD_int))
                                                        .aconst_null()
                                                        .invokeinterface(
                                                                list, "size", MethodTypeDesc.of(ConstantDescs.CD_int))
                                                        .pop2())
                                                .return_())
                                .withMethodBody(
                                        "nop",
                                        MethodTypeDesc.of(ConstantDescs.CD_void),
                                        ClassFile.ACC_STATIC,
                                        c -> c.return_())
                                .withMethod("there", ofInt, ClassFile.ACC_NATIVE, method -> {})));

        ModuleCount module = census.modules().get("some.module");
        assertEquals(1, census.modules().size());
        // iload_0 ifeq(3) 2 * (aconst_null invokeinterface(5)) pop2 return, and return
        assertEquals(19, module.codeBytes());
        assertEquals(new ModuleCount(1, module.fileBytes(), 1, 3, 1, 19), module);
        assertEquals(Map.of(Kind.CLASS, 1L), census.kinds());
        assertEquals(
                Map.of(
                        Opcode.ILOAD_0, 1L,
                        Opcode.IFEQ, 1L,
                        Opcode.ACONST_NULL, 2L,
                        Opcode.INVOKEINTERFACE, 2L,
                        Opcode.POP2, 1L,
                        Opcode.RETURN, 2L),
                census.instructions());
        assertEquals(Map.of("java/util/List.size()I", 2L), census.calls());
        assertEquals(Map.of("some/Type", "java/util/AbstractList"), census.superclasses());
        assertEquals(Map.of("java/util/List", 1L, "java/lang/Runnable", 1L), census.interfaces());
        assertEquals(
                List.of(new RankedMethod(18, "some/Type.ifs(I)V"), new RankedMethod(1, "some/Type.nop()V")),
                census.largest());
        assertEquals(
                List.of(new RankedMethod(1, "some/Type.ifs(I)V"), new RankedMethod(0, "some/Type.nop()V")),
                census.branchiest());
        assertEquals(Map.of(), census.rejected());
    }

    @Test
    void countsSwitchCasesAsBranches() {
        Census census = Census.of(
                "m",
                type(
                        "S",
                        type -> type.withMethodBody(
                                "s",
                                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int),
                                ClassFile.ACC_STATIC,
                                code -> {
                                    var end = code.newLabel();
                                    code.iload(0)
                                            .lookupswitch(end, List.of(SwitchCase.of(3, end), SwitchCase.of(9, end)))
                                            .goto_(end)
                                            .labelBinding(end)
                                            .return_();
                                })));
        assertEquals(2, census.branchiest().getFirst().score());
    }

    @Test
    void ofClassesEverybodyKnows() throws IOException {
        Census object = Census.of("java.base/java/lang/Object.class");
        Census string = Census.of("java.base/java/lang/String.class");
        assertAll(
                () -> assertEquals(Map.of(), object.superclasses()),
                () -> assertTrue(
                        object.total().methods() >= 12, () -> object.total().toString()),
                () -> assertTrue(
                        object.total().natives() >= 4, () -> object.total().toString()),
                () -> assertEquals(Map.of("java/lang/String", "java/lang/Object"), string.superclasses()),
                () -> assertTrue(string.interfaces().containsKey("java/lang/CharSequence")),
                () -> assertTrue(string.total().methods() > 100),
                () -> assertTrue(string.calls().containsKey("java/lang/String.length()I")),
                () -> assertEquals(Census.RANKS, string.largest().size()),
                () -> assertEquals(
                        List.of(Kind.ENUM, Kind.ANNOTATION, Kind.INTERFACE, Kind.MODULE),
                        List.of(
                                kind("java.base/java/lang/Thread$State.class"),
                                kind("java.base/java/lang/Override.class"),
                                kind("java.base/java/lang/Runnable.class"),
                                kind("java.sql/module-info.class"))));
        assertEquals(0, Census.of("java.sql/module-info.class").total().classes());
        assertEquals(1, Census.of("java.sql/module-info.class").total().files());
    }

    @Test
    void ofARecord() throws IOException {
        record Point(int x, int y) {}
        assertEquals(Kind.RECORD, kind(ownClassFile(Point.class)));
    }

    @Test
    void slicesMakeTheWhole() throws IOException {
        Tally whole = new Tally();
        for (Slice slice : slices) {
            for (String file : slice.files()) {
                whole.read(file);
            }
        }
        Census expected = whole.toCensus();
        assertEquals(expected, sum(slices));
        assertEquals(expected, sum(slices.reversed()));
        assertEquals(
                expected,
                sum(Slice.of(slices.stream().flatMap(s -> s.files().stream()).toList(), 7)));
        assertEquals(expected, slices.stream().map(CensusTest::census).reduce(Census.EMPTY, Census::merge));
        assertEquals(List.of(), expected.differences(sum(slices)));
    }

    @Test
    void mergeIsACommutativeMonoid() {
        Census a = census(slices.get(0));
        Census b = census(slices.get(1));
        Census c = census(slices.get(2));
        assertEquals(a.merge(b).merge(c), a.merge(b.merge(c)));
        assertEquals(a.merge(b), b.merge(a));
        assertEquals(a, a.merge(Census.EMPTY));
        assertEquals(a, Census.EMPTY.merge(a));
        assertEquals(a.hashCode(), Census.EMPTY.merge(a).hashCode());
        assertNotEquals(a, a.merge(b));
    }

    @Test
    void mergeLeavesItsArgumentsAlone() {
        Census a = census(slices.get(0));
        Census b = census(slices.get(1));
        a.merge(b);
        assertEquals(census(slices.get(0)), a);
        assertEquals(census(slices.get(1)), b);
    }

    @Test
    void isImmutable() {
        Census census = census(slices.get(0));
        assertThrows(UnsupportedOperationException.class, () -> census.calls().clear());
        assertThrows(UnsupportedOperationException.class, () -> census.modules().clear());
        assertThrows(UnsupportedOperationException.class, () -> census.largest().clear());
    }

    @Test
    void ranksLargestFirstAndBreaksTiesByName() {
        Consumer<ClassBuilder> methods = type -> {
            for (int i = Census.RANKS + 5; i > 0; i--) {
                type.withMethodBody(
                        "m%02d".formatted(i), MethodTypeDesc.of(ConstantDescs.CD_void), 0, code -> code.return_());
            }
        };
        Census first = Census.of("m", type("A", methods));
        Census second = Census.of("m", type("B", methods));
        List<RankedMethod> expected = IntStream.rangeClosed(1, Census.RANKS)
                .mapToObj(i -> new RankedMethod(1, "A.m%02d()V".formatted(i)))
                .toList();
        assertEquals(expected, first.largest());
        assertEquals(expected, first.merge(second).largest());
        assertEquals(expected, second.merge(first).largest());

        List<RankedMethod> ranking = sum(slices).largest();
        assertEquals(ranking.stream().sorted().toList(), ranking);
        assertTrue(ranking.getFirst().score() > ranking.getLast().score());
    }

    @Test
    void saysWhatDiffers() {
        Census a = census(slices.get(0));
        Census b = a.merge(Census.of("other", type("T", type -> type.withFlags(ClassFile.ACC_INTERFACE))));
        assertEquals(
                List.of("modules", "kinds", "superclasses"),
                a.differences(b).stream()
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .toList());
        assertTrue(
                a.differences(b).getFirst().contains("1 differ, the first is other: null and ModuleCount"),
                () -> a.differences(b).toString());
        assertTrue(a.differences(Census.EMPTY).stream().anyMatch(line -> line.startsWith("largest, rank 1: ")));
    }

    @Test
    void travels() throws Exception {
        Slice slice = travel(slices.getFirst());
        assertEquals(slices.getFirst(), slice);
        assertEquals(census(slices.getFirst()), travel(census(slice)));
    }

    @Test
    void namesAFileThatIsNoClassFile() {
        assertThrows(IllegalArgumentException.class, () -> Census.of("m", new byte[] {1, 2, 3, 4}));
        assertThrows(IllegalArgumentException.class, () -> Census.of("m", new byte[0]));
        assertThrows(NoSuchFileException.class, () -> Census.of("java.base/java/lang/Nothing.class"));
        assertThrows(IllegalArgumentException.class, () -> RuntimeImage.moduleOf("Nothing.class"));
    }

    @Test
    void listsWhatTheVerifierRejects() {
        MethodTypeDesc toObject = MethodTypeDesc.of(ConstantDescs.CD_Object);
        byte[] bad = type(
                "Bad",
                type -> type.withMethodBody(
                        "wrong",
                        toObject,
                        ClassFile.ACC_STATIC,
                        code -> code.iconst_0().areturn()));
        Tally tally = new Tally(true);
        tally.add("m", bad);
        tally.add("m", type("Good", type -> {}));
        Census census = tally.toCensus();
        assertEquals(2, census.verified());
        assertEquals(Set.of("Bad"), census.rejected().keySet());
        assertEquals(census, Census.EMPTY.merge(census));

        assertEquals(0, Census.of("m", bad).verified());
        assertEquals(Map.of(), Census.of("m", bad).rejected());
    }

    @Test
    void theVerifierKnowsClassesOfModulesThatAreNotResolved() throws IOException {
        String jshell = "jdk.jshell/jdk/jshell/";
        Slice slice = new Slice(RuntimeImage.classFiles().stream()
                .filter(file -> file.startsWith(jshell))
                .limit(40)
                .toList());
        assertEquals(slice.files().size(), slice.verifiedCensus().verified());
        assertEquals(Map.of(), slice.verifiedCensus().rejected());
    }

    private static byte[] type(String name, Consumer<ClassBuilder> content) {
        return ClassFile.of().build(ClassDesc.ofInternalName(name), content);
    }

    private static Kind kind(String file) throws IOException {
        return Census.of(file).kinds().keySet().iterator().next();
    }

    private static Kind kind(byte[] classFile) {
        return Census.of("m", classFile).kinds().keySet().iterator().next();
    }

    private static byte[] ownClassFile(Class<?> type) throws IOException {
        String name = type.getName();
        try (var in = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in.readAllBytes();
        }
    }

    private static Census census(Slice slice) {
        try {
            return slice.census();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Census sum(List<Slice> slices) {
        return slices.stream().map(CensusTest::census).collect(Census.merging());
    }

    @SuppressWarnings("unchecked")
    private static <T> T travel(T value) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
