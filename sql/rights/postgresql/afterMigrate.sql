-- What the gateway's user may do, where the tables belong to another one (sluice.jdbc.owner.user). Events are added, and
-- retention takes them away; nothing changes one. Given anew whenever the tables have been brought up to date.
GRANT SELECT, INSERT, DELETE         ON journal_entry            TO "${user}";
GRANT SELECT, INSERT, UPDATE         ON journal_head             TO "${user}";
GRANT SELECT, INSERT, UPDATE         ON journal_low              TO "${user}";
GRANT SELECT, INSERT, UPDATE, DELETE ON journal_subject          TO "${user}";
GRANT SELECT, INSERT, DELETE         ON journal_completion       TO "${user}";
GRANT SELECT, INSERT, UPDATE, DELETE ON journal_revocation       TO "${user}";
GRANT SELECT, UPDATE                 ON journal_revocation_count TO "${user}";
