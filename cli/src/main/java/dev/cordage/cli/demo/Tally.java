package dev.cordage.cli.demo;

import dev.cordage.cli.demo.Census.Kind;
import dev.cordage.cli.demo.Census.ModuleCount;
import dev.cordage.cli.demo.Census.RankedMethod;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantPool;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.reflect.AccessFlag;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Counts class files and merges censuses, in place. Not for more than one thread.
 *
 * <p>Inside a class, calls are counted by their index in the constant pool, and named once per class: a name costs as
 * much as many instructions.
 */
final class Tally {
    private static final ClassFile PARSER =
            ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG, ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);

    private final Map<String, ModuleCount> modules = new HashMap<>();
    private final Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
    private final Histogram instructions = new Histogram();
    private final Map<String, Long> calls = new HashMap<>();
    private final Map<String, String> superclasses = new HashMap<>();
    private final Map<String, Long> interfaces = new HashMap<>();
    private final Ranking largest = new Ranking();
    private final Ranking branchiest = new Ranking();
    private final boolean verifying;
    private long verified;
    private final Map<String, String> rejected = new HashMap<>();

    /** Counts nothing yet. */
    Tally() {
        this(false);
    }

    /** As {@link #Tally()}, and maybe runs the verifier, which takes several times as long as all the rest. */
    Tally(boolean verifying) {
        this.verifying = verifying;
    }

    /** Counts one file of the run-time image. */
    void read(String file) throws IOException {
        byte[] bytes = RuntimeImage.read(file);
        try {
            add(RuntimeImage.moduleOf(file), bytes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a well-formed class file: " + file, e);
        }
    }

    /** Counts one class file. */
    void add(String module, byte[] classFile) {
        ClassModel type = PARSER.parse(classFile);
        String name = type.thisClass().asInternalName();
        Kind kind = kindOf(type);
        kinds.merge(kind, 1L, Long::sum);
        if (kind != Kind.MODULE) {
            type.superclass().ifPresent(parent -> superclasses.merge(name, parent.asInternalName(), Tally::lesser));
            for (ClassEntry parent : type.interfaces()) {
                interfaces.merge(parent.asInternalName(), 1L, Long::sum);
            }
        }

        int[] uses = new int[type.constantPool().size()];
        long natives = 0;
        long codeBytes = 0;
        for (MethodModel method : type.methods()) {
            if (method.flags().has(AccessFlag.NATIVE)) {
                natives++;
            }
            CodeAttribute code = method.findAttribute(Attributes.code()).orElse(null);
            if (code != null) {
                codeBytes += code.codeLength();
                largest.add(code.codeLength(), name, method);
                branchiest.add(count(code, uses), name, method);
            }
        }
        nameCalls(type.constantPool(), uses);

        if (verifying) {
            verified++;
            Verifier.complaint(type).ifPresent(complaint -> rejected.merge(name, complaint, Tally::lesser));
        }

        modules.merge(
                module,
                new ModuleCount(
                        1,
                        classFile.length,
                        kind == Kind.MODULE ? 0 : 1,
                        type.methods().size(),
                        natives,
                        codeBytes),
                ModuleCount::plus);
    }

    /** Counts the instructions of one method; says how many ways they branch. */
    private int count(CodeAttribute code, int[] uses) {
        int branches = 0;
        for (CodeElement element : code) {
            if (element instanceof Instruction instruction) {
                instructions.add(instruction.opcode(), 1);
                switch (instruction) {
                    case InvokeInstruction invoke -> uses[invoke.method().index()]++;
                    case BranchInstruction branch
                    when branch.opcode() != Opcode.GOTO && branch.opcode() != Opcode.GOTO_W -> branches++;
                    case TableSwitchInstruction table ->
                        branches += table.cases().size();
                    case LookupSwitchInstruction table ->
                        branches += table.cases().size();
                    default -> {}
                }
            }
        }
        return branches;
    }

    private void nameCalls(ConstantPool pool, int[] uses) {
        for (int index = 1; index < uses.length; index++) {
            if (uses[index] > 0) {
                MemberRefEntry method = pool.entryByIndex(index, MemberRefEntry.class);
                String name = method.owner().asInternalName() + "."
                        + method.name().stringValue()
                        + method.type().stringValue();
                calls.merge(name, (long) uses[index], Long::sum);
            }
        }
    }

    private static Kind kindOf(ClassModel type) {
        if (type.isModuleInfo()) {
            return Kind.MODULE;
        }
        if (type.flags().has(AccessFlag.ANNOTATION)) {
            return Kind.ANNOTATION;
        }
        if (type.flags().has(AccessFlag.INTERFACE)) {
            return Kind.INTERFACE;
        }
        if (type.flags().has(AccessFlag.ENUM)) {
            return Kind.ENUM;
        }
        return type.findAttribute(Attributes.record()).isPresent() ? Kind.RECORD : Kind.CLASS;
    }

    /** Adds what was counted elsewhere. */
    void add(Census census) {
        census.modules().forEach((module, count) -> modules.merge(module, count, ModuleCount::plus));
        census.kinds().forEach((kind, count) -> kinds.merge(kind, count, Long::sum));
        census.instructions().forEach(instructions::add);
        census.calls().forEach((method, count) -> calls.merge(method, count, Long::sum));
        census.superclasses().forEach((type, parent) -> superclasses.merge(type, parent, Tally::lesser));
        census.interfaces().forEach((type, count) -> interfaces.merge(type, count, Long::sum));
        census.largest().forEach(largest::add);
        census.branchiest().forEach(branchiest::add);
        verified += census.verified();
        census.rejected().forEach((type, complaint) -> rejected.merge(type, complaint, Tally::lesser));
    }

    /** What was counted. The tally hands its tables over and must not be used again. */
    Census toCensus() {
        return new Census(
                Collections.unmodifiableMap(modules),
                Collections.unmodifiableMap(kinds),
                Collections.unmodifiableMap(instructions.toMap()),
                Collections.unmodifiableMap(calls),
                Collections.unmodifiableMap(superclasses),
                Collections.unmodifiableMap(interfaces),
                largest.toList(),
                branchiest.toList(),
                verified,
                Collections.unmodifiableMap(rejected));
    }

    /** Which of two answers for the same class (two modules may have it) to keep, whatever order they came in. */
    private static String lesser(String one, String other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** A counter for each opcode: an array, as there are millions of instructions; its indexes never leave this class. */
    @SuppressWarnings("EnumOrdinal")
    private static final class Histogram {
        private final long[] counts = new long[Opcode.values().length];

        void add(Opcode opcode, long count) {
            counts[opcode.ordinal()] += count;
        }

        Map<Opcode, Long> toMap() {
            Map<Opcode, Long> map = new EnumMap<>(Opcode.class);
            for (Opcode opcode : Opcode.values()) {
                if (counts[opcode.ordinal()] > 0) {
                    map.put(opcode, counts[opcode.ordinal()]);
                }
            }
            return map;
        }
    }

    /** The highest-ranking methods so far. */
    private static final class Ranking {
        private final PriorityQueue<RankedMethod> best = new PriorityQueue<>(Collections.reverseOrder());

        void add(int score, String owner, MethodModel method) {
            RankedMethod least = best.peek();
            if (best.size() < Census.RANKS || least == null || score >= least.score()) {
                add(new RankedMethod(
                        score,
                        owner + "." + method.methodName().stringValue()
                                + method.methodType().stringValue()));
            }
        }

        void add(RankedMethod method) {
            best.add(method);
            if (best.size() > Census.RANKS) {
                best.remove();
            }
        }

        List<RankedMethod> toList() {
            return best.stream().sorted().toList();
        }
    }
}
