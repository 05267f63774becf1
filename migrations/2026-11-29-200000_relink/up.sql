-- Until when another subject with the same proven address may replace an identity at its issuer (`kaimu users relink`); null
-- for all other identities. Portable SQL, as in the earlier migrations.
ALTER TABLE identities ADD COLUMN relink_until BIGINT;
