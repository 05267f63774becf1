// Verifies the assertion on standard input, and prints its claims.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

func main() {
	issuer, audience := os.Getenv("ISSUER"), os.Getenv("AUDIENCE")
	// Keep one: it keeps the keys, and reads them again for an unknown kid.
	keys, err := keyfunc.NewDefault([]string{issuer + "/.well-known/jwks.json"})
	refuse(err)
	input, err := io.ReadAll(os.Stdin)
	refuse(err)
	claims := jwt.MapClaims{}
	_, err = jwt.ParseWithClaims(strings.TrimSpace(string(input)), claims, keys.Keyfunc,
		jwt.WithValidMethods([]string{"ES256"}),
		jwt.WithIssuer(issuer),
		jwt.WithAudience(audience),
		jwt.WithExpirationRequired(),
		jwt.WithLeeway(30*time.Second))
	refuse(err)
	if subject, _ := claims.GetSubject(); subject == "" {
		refuse(fmt.Errorf("no subject"))
	}
	refuse(json.NewEncoder(os.Stdout).Encode(claims))
}

func refuse(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}
