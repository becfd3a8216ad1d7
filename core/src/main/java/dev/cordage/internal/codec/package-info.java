/**
 * How objects become bytes between a JVM and its worker JVMs. Not exported; uses {@code task}, and is used by the
 * packages that talk to other JVMs.
 *
 * <p><b>The rooms.</b>
 *
 * <ul>
 *   <li><i>The doors</i>: {@link dev.cordage.internal.codec.Encoder} makes an
 *       {@link dev.cordage.internal.codec.Encoded}, {@link dev.cordage.internal.codec.Decoder} makes an object of it
 *       again. {@link dev.cordage.internal.codec.Loaders} names class loaders for both;
 *       {@code ByName} is the one that numbers none. {@code Standalone} is for bytes that are kept: both doors at once.
 *   <li><i>The fast path</i>: {@code FastWriter} and {@code FastReader} know lambdas, records, enums, arrays, strings
 *       and boxes. What is the same in every message is a {@code Shape} on one side and a {@code Definition} on the
 *       other.
 *   <li><i>Everything else</i>: {@code JavaWriter} and {@code JavaReader} are Java serialisation, with a {@code Token}
 *       in the place of what doesn't go through the stream.
 *   <li><i>Failures</i>: {@code FailureWriter} and {@code FailureReader}, node by node.
 *   <li><i>Explanations</i>: {@code Refusal} finds the path to what can't be sent.
 * </ul>
 *
 * <p><b>The bytes of a message</b>, all numbers little-endian:
 *
 * <pre>
 *   byte  magic          0xC7
 *   byte  kind           1 fast, 2 Java serialisation, 3 a failure
 *   int   definitions    how many the receiver must know
 *   int   arrays         how many large arrays there are
 *   int   length         bytes of the body
 *   (byte type, int elements) for each large array
 *   body
 *   the elements of each large array
 * </pre>
 *
 * <p><b>Locks.</b> One, in {@code Shapes}, held while a number is given; no user code runs under it.
 */
@NullMarked
package dev.cordage.internal.codec;

import org.jspecify.annotations.NullMarked;
