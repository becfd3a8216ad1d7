package dev.cordage.internal.codec;

/** The first byte of each value on the fast path. */
final class Tag {
    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int BYTE = 3;
    static final int SHORT = 4;
    static final int CHAR = 5;
    static final int INT = 6;
    static final int LONG = 7;
    static final int FLOAT = 8;
    static final int DOUBLE = 9;
    static final int STRING = 10;
    /** The letter of the type, the length, the elements. */
    static final int PRIMITIVES = 11;
    /** An array of primitives outside the body: its index. */
    static final int LARGE = 12;

    static final int OBJECTS = 13;
    static final int STRINGS = 14;
    /** The id of the array's class, the length, the elements. */
    static final int ARRAY = 15;
    /** The id of the enum's class, the ordinal in the sender. */
    static final int ENUM = 16;
    /** The id, the components. */
    static final int RECORD = 17;
    /** The length, the elements of an ArrayList. */
    static final int LIST = 18;
    /** The id, the captured arguments. */
    static final int LAMBDA = 19;
    /** The id of the class of a compact source file. */
    static final int PROGRAM = 20;
    /** The id of the record of one throwable, the failure. */
    static final int ITEM_FAILURE = 21;

    /** The name of a file. */
    static final int PATH = 22;

    /** No value on the fast path is nested deeper; Java serialisation goes on from there. */
    static final int DEEPEST = 200;

    private Tag() {}
}
