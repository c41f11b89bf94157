-- Rights of the gateway's user if another user owns the tables (sluice.jdbc.owner.user): to add events and to delete them
-- by retention, but not to change one. Flyway grants them again after each migration.
GRANT SELECT, INSERT, DELETE         ON journal_entry            TO "${user}";
GRANT SELECT, INSERT, UPDATE         ON journal_head             TO "${user}";
GRANT SELECT, INSERT, UPDATE         ON journal_low              TO "${user}";
GRANT SELECT, INSERT, UPDATE, DELETE ON journal_subject          TO "${user}";
GRANT SELECT, INSERT, DELETE         ON journal_completion       TO "${user}";
GRANT SELECT, INSERT, UPDATE, DELETE ON journal_revocation       TO "${user}";
GRANT SELECT, UPDATE                 ON journal_revocation_count TO "${user}";
