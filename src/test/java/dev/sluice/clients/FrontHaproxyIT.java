package dev.sluice.clients;

/** Behind HAProxy, with its set-up in {@code src/main/haproxy}. */
class FrontHaproxyIT extends FrontContract {

    FrontHaproxyIT() {
        super(Fronts.HAPROXY);
    }
}
