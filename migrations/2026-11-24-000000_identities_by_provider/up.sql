-- For a query at each start: the issuer of the identity that was used last with a provider's slug.
CREATE INDEX identities_provider ON identities (provider, last_used_at);
