# What Kaimu says to people, in German.
# See en.ftl for notes to translators.

language-name = Deutsch
moment = %-d. %B %Y, %H:%M UTC

## The sign-in page

sign-in = Anmelden
continue-with = Weiter mit { $provider }
last-used = Zuletzt verwendet
not-answering = Antwortet derzeit nicht
or-continue-with-another = Oder auf anderem Weg anmelden
afterwards = Danach geht es weiter zu
choose-language = Sprache
try-again-with = Mit { $provider } erneut versuchen
use-another-account = Anderes Konto verwenden
code = Code
request = Anfragenummer
signed-out = Sie sind abgemeldet
signed-out-here = Ihre Sitzung hier ist beendet. Bei Ihrem Anbieter sind Sie möglicherweise noch angemeldet.

## The sign-in page before any provider is set up; read by the operator

setup = Noch keine Anmeldung eingerichtet
setup-register = Wenn Sie diese Website betreiben: Registrieren Sie sie bei Ihrem OpenID Provider mit der Redirect-URI:
setup-configure = Tragen Sie dann in diese Umgebungsvariable ein, was Sie vom Anbieter erhalten haben, und starten Sie neu:

## The page between a provider and here

almost-there = Fast geschafft
almost-there-explanation = Noch ein Schritt, dann ist Ihre Anmeldung abgeschlossen.
continue = Weiter

## The dashboard

dashboard = Dashboard
signed-in-as = Angemeldet als { $username }
email = E-Mail
no-verified-email = keine bestätigte Adresse
signed-in-with = Angemeldet über
since = Seit
sign-out = Abmelden

## The question before a sign-out

sign-out-question = Abmelden?
sign-out-explanation = Damit beenden Sie Ihre Sitzung in diesem Browser.
stay-signed-in = Angemeldet bleiben

## Error pages

front-page = Zur Startseite
not-found = Diese Seite gibt es nicht
    .explanation = Prüfen Sie die Adresse, oder beginnen Sie noch einmal auf der Startseite.
method-not-allowed = Das funktioniert hier nicht
    .explanation = Diese Adresse gibt es, aber sie nimmt Anfragen dieser Art nicht an.

## Why a sign-in was refused: the name is the code that the page shows in small print

refused-provider-unknown = Diesen Anbieter gibt es nicht
    .explanation = Der Link nennt einen Anmeldeanbieter, der hier nicht eingerichtet ist. Wählen Sie unten einen aus.
refused-provider-unavailable = Der Anbieter antwortet nicht
    .explanation = Er war nicht erreichbar, oder seine Antwort war unverständlich. Versuchen Sie es in Kürze erneut.
refused-provider-issuer-changed = Dieser Anbieter wartet auf die Administration
    .explanation = Er ist auf eine andere Adresse umgezogen, was die Administration erst bestätigen muss.
refused-provider-refused-access-denied = Zugriff verweigert
    .explanation = Der Anbieter hat Ihnen keinen Zugriff gewährt, oder Sie haben abgebrochen. Versuchen Sie es erneut, oder verwenden Sie ein anderes Konto.
refused-provider-refused-not-assigned =
    { $named ->
        [yes] Sie sind dieser Anwendung bei { $provider } nicht zugewiesen
       *[no] Sie sind dieser Anwendung nicht zugewiesen
    }
    .explanation = Wenden Sie sich an Ihre Administration, oder verwenden Sie ein anderes Konto.
refused-provider-refused-no-access-policy = Keine Zugriffsrichtlinie lässt Sie zu
    .explanation = Die Richtlinien des Anbieters decken diese Anmeldung nicht ab. Bitten Sie Ihre Administration, eine passende hinzuzufügen, oder verwenden Sie ein anderes Konto.
refused-provider-refused-invalid-scope = Ungültiger Scope
    .explanation = Der Anbieter hat einen Scope nicht, den diese Website anfordert. Die Administration muss ihn dort aktivieren oder weniger anfordern.
refused-provider-refused-login-required = Sie müssen sich zuerst dort anmelden
    .explanation = Der Anbieter verlangt, dass Sie sich anmelden. Versuchen Sie es erneut.
refused-provider-refused-consent-required = Ihre Zustimmung ist nötig
    .explanation = Der Anbieter braucht zuerst Ihre Zustimmung. Versuchen Sie es erneut, und stimmen Sie zu.
refused-provider-refused-interaction-required = Ein weiterer Schritt ist nötig
    .explanation = Der Anbieter verlangt zuerst noch etwas von Ihnen. Versuchen Sie es erneut, und folgen Sie seinen Anweisungen.
refused-provider-refused-unmet-authentication-requirements = Ein zweiter Faktor ist nötig
    .explanation = Die Anmeldung beim Anbieter war nicht so stark, wie hier verlangt wird. Richten Sie dort einen zweiten Faktor ein, und versuchen Sie es erneut, oder verwenden Sie ein anderes Konto.
refused-provider-refused-account-selection-required = Wählen Sie ein Konto
    .explanation = Der Anbieter muss wissen, welches Konto Sie meinen. Wählen Sie ein anderes Konto, oder versuchen Sie es erneut.
refused-provider-refused-temporarily-unavailable = Der Anbieter ist ausgelastet
    .explanation = Er ist überlastet oder wird gerade gewartet. Versuchen Sie es in einigen Minuten erneut.
refused-provider-refused-server-error = Der Anbieter hatte ein Problem
    .explanation = Dort ist etwas schiefgegangen. Versuchen Sie es in Kürze erneut.
refused-provider-refused-unauthorized-client = Diese Website darf dort nicht anfragen
    .explanation = Der Anbieter erlaubt dieser Website nicht, Personen anzumelden. Die Administration muss die Einstellungen ändern.
refused-provider-refused-invalid-request = Der Anbieter hat die Anfrage nicht verstanden
    .explanation = Er hielt die Anfrage dieser Website für fehlerhaft. Die Administration findet Näheres im Protokoll.
refused-provider-refused-other = Der Anbieter hat abgelehnt
    .explanation = Er hat die Anmeldung aus eigenen Gründen beendet. Versuchen Sie es erneut, oder verwenden Sie ein anderes Konto.
refused-state-missing = Der Browser kann die Anmeldung nicht zuordnen
    .explanation = Vielleicht sind Cookies blockiert, oder die Anmeldung wurde in einem anderen Browser begonnen. Erlauben Sie Cookies für diese Website, und versuchen Sie es erneut.
refused-state-unknown = Diese Anmeldung haben Sie nicht hier begonnen
    .explanation = Vielleicht war es ein altes Lesezeichen oder ein anderer Tab. Beginnen Sie noch einmal; es dauert nur einen Moment.
refused-state-expired = Das hat zu lange gedauert
    .explanation = Zu Ihrer Sicherheit muss eine Anmeldung innerhalb weniger Minuten abgeschlossen werden. Beginnen Sie noch einmal.
refused-state-used = Diese Anmeldung ist schon beendet
    .explanation = Sie sind zu einer Anmeldung zurückgekehrt, die bereits verwendet wurde. Beginnen Sie eine neue.
refused-response-malformed = Die Antwort war nicht lesbar
    .explanation = Was vom Anbieter zurückkam, war unvollständig. Versuchen Sie es erneut.
refused-response-issuer-mismatch = Die Antwort kam von anderer Stelle
    .explanation = Sie trägt nicht den Namen des Anbieters, deshalb haben wir ihr nicht vertraut. Versuchen Sie es erneut.
refused-token-exchange-failed = Die Anmeldung konnte nicht abgeschlossen werden
    .explanation = Der Anbieter hat sie nicht bestätigt. Versuchen Sie es erneut.
refused-token-client-rejected = Diese Website ist nicht richtig eingerichtet
    .explanation = Der Anbieter akzeptiert Client-ID und Client-Secret dieser Website nicht. Die Administration muss sie korrigieren.
refused-id-token-invalid = Die Antwort hat eine Sicherheitsprüfung nicht bestanden
    .explanation = Was der Anbieter gesendet hat, ließ sich nicht überprüfen, deshalb wurde niemand angemeldet. Versuchen Sie es erneut; wenn es jedes Mal geschieht, informieren Sie die Administration.
refused-userinfo-subject-mismatch = Die Antwort betraf jemand anderen
    .explanation = Der Anbieter hat eine andere Person beschrieben als die, die sich angemeldet hat. Versuchen Sie es erneut; wenn es jedes Mal geschieht, informieren Sie die Administration.
refused-account-sign-up-closed = Neue Konten sind hier nicht möglich
    .explanation = Nur wer bereits ein Konto hat, kann sich anmelden. Bitten Sie die Administration, Sie hinzuzufügen, oder verwenden Sie ein anderes Konto.
refused-account-not-allowed = Dieses Konto darf sich hier nicht anmelden
    .explanation = Wenden Sie sich an die Administration, oder verwenden Sie ein anderes Konto.
refused-account-no-allowed-group = Sie sind in keiner Gruppe, die sich hier anmelden darf
    .explanation = Bitten Sie Ihre Administration, Sie in eine aufzunehmen, oder verwenden Sie ein anderes Konto. Melden Sie sich danach erneut an.
refused-account-too-many-groups = Sie sind in zu vielen Gruppen
    .explanation = Der Anbieter konnte uns nicht alle nennen; ob eine davon Sie zulässt, wissen wir daher nicht. Fragen Sie Ihre Administration, oder verwenden Sie ein anderes Konto.
refused-account-stronger-sign-in-needed = Eine stärkere Anmeldung ist nötig
    .explanation = Bei Ihrer Anmeldung fehlte etwas, das hier verlangt wird, etwa ein zweiter Faktor. Richten Sie ihn beim Anbieter ein, und versuchen Sie es erneut, oder fragen Sie Ihre Administration.
refused-account-fresh-sign-in-needed = Sie müssen sich neu anmelden
    .explanation = Ihre Anmeldung beim Anbieter liegt zu lange zurück. Versuchen Sie es erneut, und geben Sie dort noch einmal Ihr Passwort ein.
refused-account-other-organization = Dieses Konto gehört zu einer anderen Organisation
    .explanation = Bei diesem Anbieter dürfen sich nur die Mitglieder bestimmter Organisationen anmelden. Verwenden Sie das Konto Ihrer Organisation, oder wenden Sie sich an die Administration.
refused-account-disabled = Dieses Konto ist deaktiviert
    .explanation = Bitten Sie die Administration, es wieder zu aktivieren, oder verwenden Sie ein anderes Konto.
refused-request-cross-site = Eine andere Website hat diese Anfrage gesendet
    .explanation = Zu Ihrer Sicherheit wurde nichts geändert. Wenn Sie es tun wollten, tun Sie es auf den Seiten dieser Website selbst.
refused-request-too-many = Zu viele Versuche
    .explanation = Warten Sie eine Minute, und versuchen Sie es dann erneut.
refused-internal = Hier ist etwas schiefgegangen
    .explanation = Es liegt nicht an Ihnen. Versuchen Sie es in Kürze erneut; bleibt es dabei, nennen Sie der Administration die Anfragenummer unten.

## Signing in with a link that an operator has made

sign-in-link-question = Als { $name } anmelden?
sign-in-link-explanation = Die Administration dieser Website hat einen Link für Sie erstellt. Er funktioniert einmal und zehn Minuten lang.
sign-in-link-as-provider = einen Link der Administration
refused-link-invalid = Dieser Link funktioniert nicht mehr
    .explanation = Ein Anmeldelink funktioniert einmal und zehn Minuten lang. Bitten Sie die Administration um einen neuen, oder melden Sie sich anders an.

## After a sign-out

signed-out-here-alone = Sie sind hier abgemeldet. Bei { $provider } sind Sie möglicherweise noch angemeldet.
signed-out-there = Ihre Sitzung hier ist beendet, und { $provider } wurde gebeten, Sie ebenfalls abzumelden.

## The account page, and the pages below it

account = Ihr Konto
ways-to-sign-in = Wie Sie sich anmelden können
no-address = keine Adresse
linked-on = Verknüpft am { $moment }
last-used-on = Zuletzt verwendet am { $moment }
unlink = Trennen
unlink-provider = { $provider } trennen
link-another = Weitere Anmeldung verknüpfen
link-provider = { $provider } verknüpfen
sessions = Wo Sie angemeldet sind
this-session = Dieser Browser
session-began = Angemeldet am { $moment }
session-seen = Zuletzt gesehen am { $moment }
groups-at = Gruppen bei { $provider }
groups-too-many = Mehr Gruppen bei { $provider }, als uns mitgeteilt werden können
session-by-link = Link der Administration
end-session = Dort abmelden
end-session-on = Auf { $device } abmelden
end-other-sessions = Überall sonst abmelden
recent-events = Was zuletzt geschah
to-dashboard = Zum Dashboard
device = { $browser } auf { $system }
device-unknown = Unbekanntes Gerät
event-signed-in = Angemeldet mit { $provider }
event-sign-in-refused = Eine Anmeldung mit { $provider } wurde abgelehnt: { $reason }
event-signed-out = Abgemeldet
event-session-ended = In einem anderen Browser abgemeldet
event-other-sessions-ended = Überall sonst abgemeldet
event-linked = { $provider } wurde verknüpft
event-link-refused = { $provider } wurde nicht verknüpft: { $reason }
event-unlinked = { $provider } wurde getrennt
event-merged = Ein anderes Konto wurde mit diesem zusammengeführt
event-signed-in-by-link = Angemeldet mit einem Link der Administration
event-ended-there = Bei { $provider } abgemeldet und dadurch auch hier
event-no-longer-welcome = Hier abgemeldet, weil { $provider } nicht mehr für Sie bürgt
event-recheck-unanswered = Hier abgemeldet, weil { $provider } zu lange nicht gesagt hat, ob Sie angemeldet sein dürfen
event-user-disabled = Die Administration hat dieses Konto deaktiviert
event-user-enabled = Die Administration hat dieses Konto wieder aktiviert
event-user-signed-out = Die Administration hat Sie überall abgemeldet
event-user-deleted = Die Administration hat dieses Konto gelöscht
event-user-invited = Die Administration hat Sie eingeladen
event-sign-in-link-made = Die Administration hat einen Anmeldelink für Sie erstellt
done-linked = Die Verknüpfung steht. Ab jetzt können Sie sich auch damit anmelden.
done-unlinked = Die Verknüpfung ist aufgehoben.
done-session-ended = Die Sitzung dort ist beendet.
done-other-sessions-ended = Sie sind überall sonst abgemeldet.
done-merged = Aus den beiden Konten ist eines geworden.
confirm = Sind Sie es?
confirm-explanation = Sie möchten ändern, wie Sie sich anmelden. Melden Sie sich zu Ihrer Sicherheit zuerst noch einmal an, und wiederholen Sie es dann.
confirm-with = Mit { $provider } erneut anmelden
confirm-otherwise = Wenn Ihr Anbieter das hier nicht zulässt, melden Sie sich ab und wieder an.
merge-offer = Die beiden Konten zusammenführen
merge = Zwei Konten zusammenführen?
merge-explanation = Sie haben sich in diesem Browser gerade an beiden angemeldet. Daraus kann ein Konto werden; sehen Sie vorher genau hin.
merge-stays = Dieses Konto bleibt
merge-goes = Dieses Konto geht darin auf
account-since = Seit { $moment }
merge-consequences = Jede Anmeldung führt dann zu dem Konto, das bleibt. Das andere ist endgültig weg und überall abgemeldet; was Anwendungen dafür gespeichert haben, zieht nicht mit um.
merge-do = Zusammenführen
merge-leave = Beide lassen, wie sie sind

## Why a change to one’s account was refused

refused-account-identity-taken = Das gehört zu einem anderen Konto
    .explanation = Damit meldet sich hier jemand an einem anderen Konto an. Darum wurde es nicht verknüpft und nichts geändert. Wenn beide Konten Ihnen gehören, können Sie sie zusammenführen.
refused-account-another-user = Das war ein anderes Konto
    .explanation = Sie sind als jemand anderes zurückgekommen oder nicht mehr angemeldet. Nichts wurde geändert. Melden Sie sich mit dem Konto an, mit dem Sie begonnen haben, und versuchen Sie es erneut.
refused-account-confirmation-needed = Sie haben hier schon ein Konto
    .explanation = Ihre Adresse gehört zu einem Konto, mit dem diese Anmeldung noch nicht verknüpft ist. Melden Sie sich an wie bisher: Dann wird sie verknüpft, und künftig geht beides.
refused-account-last-identity = Das ist Ihre letzte Anmeldemöglichkeit
    .explanation = Ohne sie kämen Sie nicht mehr herein, darum bleibt sie. Verknüpfen Sie zuerst eine weitere.
