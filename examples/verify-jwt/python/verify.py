"""Verifies the assertion on standard input, and prints its claims."""

import json
import os
import sys

import jwt

issuer, audience = os.environ["ISSUER"], os.environ["AUDIENCE"]
# Keep one client: it keeps the keys, and reads them again for an unknown kid.
keys = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json", lifespan=300)

try:
    token = sys.stdin.read().strip()
    claims = jwt.decode(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=["ES256"],
        issuer=issuer,
        audience=audience,
        leeway=30,
        options={"require": ["iss", "aud", "sub", "exp"]},
    )
except jwt.PyJWTError as error:
    sys.exit(f"refused: {error}")
print(json.dumps(claims))
