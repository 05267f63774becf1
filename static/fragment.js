// Keeps the fragment of a URL (`#part`) during a sign-in, in this tab alone: no server receives it. A page with links that start a
// sign-in stores it, and lets the sign-in return to the page below, which adds it to the place that the user wanted.
const PAGE = "/auth/return";
// As in src/domain/return_to.rs.
const MAX_BYTES = 2000;

const key = (place) => `kaimu-fragment ${place}`;
const wanted = (query) => new URLSearchParams(query).get("return_to") ?? "";

function keepFor(link) {
  const [url, place] = [new URL(link.href), wanted(link.search)];
  const page = `${PAGE}?${new URLSearchParams({ return_to: place })}`;
  // A place with a fragment of its own keeps that one.
  if (place.startsWith(PAGE) || place.includes("#") || page.length > MAX_BYTES) return;
  sessionStorage.setItem(key(place), location.hash);
  url.searchParams.set("return_to", page);
  link.href = url.href;
}

function goOn(link) {
  const [url, place] = [new URL(link.href), wanted(location.search)];
  const fragment = sessionStorage.getItem(key(place));
  sessionStorage.removeItem(key(place));
  if (fragment) url.hash = fragment;
  location.replace(url);
}

const next = document.querySelector("a.return");
if (next) {
  goOn(next);
} else if (location.hash) {
  for (const link of document.links) {
    if (link.pathname.endsWith("/authorize")) keepFor(link);
    else if (link.matches("footer a, a.onward") && !link.hash) link.hash = location.hash;
  }
}
