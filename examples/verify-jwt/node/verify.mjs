// Verifies the assertion on standard input, and prints its claims.
import { text } from "node:stream/consumers";
import { createRemoteJWKSet, jwtVerify } from "jose";

const { ISSUER: issuer, AUDIENCE: audience } = process.env;
// Keep one: it keeps the keys, and reads them again for an unknown kid.
const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), { cacheMaxAge: 300_000 });

try {
  const token = (await text(process.stdin)).trim();
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ["ES256"],
    issuer,
    audience,
    clockTolerance: 30,
    requiredClaims: ["sub", "exp"],
  });
  console.log(JSON.stringify(payload));
} catch (error) {
  console.error(`refused: ${error.message}`);
  process.exitCode = 1;
}
