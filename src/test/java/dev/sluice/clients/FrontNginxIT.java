package dev.sluice.clients;

/** Behind nginx, with its set-up in {@code src/main/nginx}. */
class FrontNginxIT extends FrontContract {

    FrontNginxIT() {
        super(Fronts.NGINX);
    }
}
