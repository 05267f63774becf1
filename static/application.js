// On the host of an application: keeps the fragment of a URL (`#part`) during a sign-in, in this tab alone, and adds it again. No
// server receives it.
const next = document.querySelector("a.next");
const url = new URL(next.href);
const key = `kaimu-fragment ${next.dataset.place}`;
try {
  if (next.dataset.step === "restore") {
    url.hash = sessionStorage.getItem(key) ?? "";
    sessionStorage.removeItem(key);
  } else if (location.hash) {
    sessionStorage.setItem(key, location.hash);
  }
} catch {
  // A browser that keeps no data for this site loses the fragment, and goes on.
}
location.replace(url);
