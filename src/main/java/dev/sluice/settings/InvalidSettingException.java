package dev.sluice.settings;

/** A setting that cannot be used; the message names its key. Stops the deployment. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidSettingException(String message) {
        super(message);
    }

    InvalidSettingException(String key, String fault) {
        super("setting " + key + ": " + fault);
    }
}
