package dev.sluice.it;

import java.util.List;

class OrderIT extends Ordering {

    OrderIT() {
        super(List.of(Gateway.shared()));
    }
}
