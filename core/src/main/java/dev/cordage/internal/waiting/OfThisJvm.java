package dev.cordage.internal.waiting;

/**
 * Marks what threads of this JVM share and no other process can have: locks, queues, counters. Where tasks are copied
 * within this JVM, it is passed on as it is.
 */
public interface OfThisJvm {}
