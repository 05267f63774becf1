DROP TABLE logout_tokens;
DROP TABLE signing_algorithms;
DROP TABLE provider_sessions;
