DROP INDEX identities_provider;
