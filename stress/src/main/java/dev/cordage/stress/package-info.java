/** jcstress tests: what is said about threads that meet without a lock, tried out in every order. */
package dev.cordage.stress;
