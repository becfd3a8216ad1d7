package dev.cordage.process;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import dev.cordage.task.Work;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Class files that no class path has: {@code isolated.Island}, a {@link Work} that needs {@code isolated.Neighbour}. */
final class IsolatedClasses {
    private static final ClassDesc ISLAND = ClassDesc.of("isolated.Island");
    private static final ClassDesc NEIGHBOUR = ClassDesc.of("isolated.Neighbour");

    private IsolatedClasses() {}

    static byte[] island() {
        return ClassFile.of().build(ISLAND, type -> {
            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                    .withInterfaceSymbols(ClassDesc.of(Work.class.getName()))
                    .withMethodBody(
                            "call",
                            MethodTypeDesc.of(CD_Object),
                            ClassFile.ACC_PUBLIC,
                            code -> code.invokestatic(NEIGHBOUR, "text", MethodTypeDesc.of(CD_String))
                                    .areturn());
            constructor(type);
        });
    }

    static byte[] neighbour() {
        return ClassFile.of().build(NEIGHBOUR, type -> {
            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                    .withMethodBody(
                            "text",
                            MethodTypeDesc.of(CD_String),
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                            code -> code.ldc("from an island").areturn());
            constructor(type);
        });
    }

    private static void constructor(ClassBuilder type) {
        type.withMethodBody(
                INIT_NAME,
                MethodTypeDesc.of(CD_void),
                ClassFile.ACC_PUBLIC,
                code -> code.aload(0)
                        .invokespecial(CD_Object, INIT_NAME, MethodTypeDesc.of(CD_void))
                        .return_());
    }
}
