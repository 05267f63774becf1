-- The issuer of the identity that a provider's slug used last: asked at each start.
CREATE INDEX identities_provider ON identities (provider, last_used_at);
