package dev.cordage.fabric;

import org.junit.jupiter.api.Nested;

/** The contract of {@link Fabric} on threads. */
class LocalFabricContractTest {
    @Nested
    class Plain extends FabricContract {
        @Override
        protected Fabric open() {
            return LocalFabric.open();
        }
    }

    @Nested
    class Portable extends FabricContract {
        @Override
        protected Fabric open() {
            return LocalFabric.open().portable();
        }
    }
}
