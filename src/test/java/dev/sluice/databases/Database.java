package dev.sluice.databases;

/** An empty database on a server of this machine, and who may use it: as the settings {@code sluice.jdbc.…} have it. */
public record Database(String url, String user, String password) {}
