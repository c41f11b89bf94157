package dev.sluice.it;

import dev.sluice.harness.Gateway;
import java.util.List;

class OrderIT extends Ordering {

    OrderIT() {
        super(List.of(Gateway.shared()));
    }
}
