DROP TABLE tokens_to_revoke;
