package dev.sluice.settings;

/** An invalid setting; the message names its key. At the start of the gateway it stops the deployment. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidSettingException(String message) {
        super(message);
    }

    InvalidSettingException(String key, String fault) {
        super("setting " + key + ": " + fault);
    }
}
