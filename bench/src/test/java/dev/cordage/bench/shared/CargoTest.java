package dev.cordage.bench.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cordage.bench.shared.Cargo.Messages;
import dev.cordage.bench.shared.Cargo.Point;
import dev.cordage.bench.shared.Cargo.Points;
import org.junit.jupiter.api.Test;

class CargoTest {
    private static <E> void assertTold(Cargo<E> cargo, int number) {
        assertEquals(number, cargo.number(cargo.item(number)));
    }

    @Test
    void anItemTellsItsNumber() {
        for (int number : new int[] {0, 1, 1_000_000}) {
            assertTold(new Points(), number);
            assertTold(new Messages(4), number);
            assertTold(new Messages(1 << 20), number);
        }
    }

    @Test
    void aDamagedItemHasNone() {
        assertEquals(-1, new Points().number(new Point(3, 3)));
        assertEquals(-1, new Messages(64).number(new byte[63]));
    }
}
