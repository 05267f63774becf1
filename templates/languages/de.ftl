# The texts of Kaimu's pages, in German.
# See en.ftl for notes to translators.

language-name = Deutsch
moment = %-d. %B %Y, %H:%M UTC

## The sign-in page

sign-in = Anmelden
continue-with = Weiter mit { $provider }
last-used = Zuletzt verwendet
not-answering = Derzeit nicht verfügbar
or-continue-with-another = Oder auf anderem Weg anmelden
afterwards = Danach geht es weiter zu
choose-language = Sprache
try-again = Erneut versuchen
try-again-with = Mit { $provider } erneut versuchen
use-another-account = Anderes Konto verwenden
code = Code
request = Anfragenummer
contact = Fragen Sie die Administration:
last-provider-gone = Ihre letzte Anmeldemöglichkeit wird hier nicht mehr angeboten. Melden Sie sich anders an, oder bitten Sie die Administration um einen Anmeldelink.
signed-out = Sie sind abgemeldet
signed-out-here = Ihre Sitzung hier ist beendet. Bei Ihrem Anbieter sind Sie möglicherweise noch angemeldet.

## The sign-in page before any provider is set up; read by the operator

setup = Noch kein Anbieter eingerichtet
setup-register = Wenn Sie diese Website betreiben, registrieren Sie sie bei Ihrem OpenID Provider mit dieser Redirect-URI:
setup-configure = Setzen Sie dann diese Umgebungsvariable auf die Werte, die Sie vom Anbieter erhalten haben, und starten Sie neu:

## The page that completes a provider's form_post response

almost-there = Fast geschafft
almost-there-explanation = Noch ein Schritt, dann ist Ihre Anmeldung abgeschlossen.
address-too-long = Die gewünschte Adresse ist zu lang, um sie während der Anmeldung zu behalten. Fahren Sie stattdessen auf der Startseite fort.
continue = Weiter

## The page that asks a user who is signed in, when another site starts a sign-in with another provider

switch-explanation = Eine andere Website bittet Sie, sich mit { $provider } anzumelden.
continue-as = Weiter als { $name }
sign-in-instead = Stattdessen mit { $provider } anmelden

## The dashboard

dashboard = Dashboard
applications = Anwendungen
signed-in-as = Angemeldet als { $username }
email = E-Mail
no-verified-email = keine bestätigte Adresse
signed-in-with = Angemeldet über
since = Seit
sign-out = Abmelden

## The page that asks before a sign-out

sign-out-question = Abmelden?
sign-out-explanation = Damit beenden Sie Ihre Sitzung in diesem Browser.
stay-signed-in = Angemeldet bleiben

## Error pages

front-page = Zur Startseite
not-found = Diese Seite gibt es nicht
    .explanation = Prüfen Sie die Adresse, oder beginnen Sie noch einmal auf der Startseite.
method-not-allowed = Diese Anfrage ist hier nicht möglich
    .explanation = Diese Adresse gibt es, aber sie nimmt Anfragen dieser Art nicht an. Beginnen Sie noch einmal auf der Startseite.

## Why a sign-in was refused: each name is the code that the page shows in small print, with hyphens

refused-provider-unknown = Diesen Anbieter gibt es nicht
    .explanation = Der Link nennt einen Anmeldeanbieter, der hier nicht eingerichtet ist. Wählen Sie unten einen aus.
refused-provider-unavailable = Der Anbieter ist nicht verfügbar
    .explanation = Er war nicht erreichbar, oder seine Antwort war ungültig. Versuchen Sie es in Kürze erneut.
refused-provider-issuer-changed = Die Adresse dieses Anbieters hat sich geändert
    .explanation = Die Administration muss die neue Adresse bestätigen, bevor Sie sich mit diesem Anbieter anmelden können. Wenden Sie sich an die Administration, oder melden Sie sich auf anderem Weg an.
refused-provider-signed-out = Sie wurden beim Anbieter abgemeldet
    .explanation = Der Anbieter hat Ihre Sitzung beendet, während diese Anmeldung lief. Melden Sie sich noch einmal an, um diese Website zu nutzen.
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
    .explanation = Diese Website fordert einen Scope an, den der Anbieter nicht anbietet. Die Administration muss ihn dort aktivieren oder hier entfernen.
refused-provider-refused-login-required = Melden Sie sich zuerst beim Anbieter an
    .explanation = Der Anbieter verlangt, dass Sie sich dort anmelden. Versuchen Sie es erneut.
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
refused-provider-refused-unauthorized-client = Diese Website darf Sie dort nicht anmelden
    .explanation = Der Anbieter erlaubt dieser Website nicht, Personen anzumelden. Die Administration muss die Einstellungen ändern.
refused-provider-refused-invalid-request = Der Anbieter hat die Anfrage abgelehnt
    .explanation = Er hält die Anfrage dieser Website für ungültig. Wenden Sie sich an die Administration; Näheres steht im Protokoll.
refused-provider-refused-other = Der Anbieter hat die Anmeldung abgelehnt
    .explanation = Er hat die Anmeldung aus unbekanntem Grund beendet. Versuchen Sie es erneut, oder verwenden Sie ein anderes Konto.
refused-state-missing = Der Browser kann die Anmeldung nicht zuordnen
    .explanation = Vielleicht sind Cookies blockiert, oder die Anmeldung wurde in einem anderen Browser begonnen. Erlauben Sie Cookies für diese Website, und versuchen Sie es erneut.
refused-state-unknown = Diese Anmeldung ist hier nicht bekannt
    .explanation = Vielleicht stammt sie aus einem alten Lesezeichen oder einem anderen Tab. Beginnen Sie noch einmal; es dauert nur einen Moment.
refused-state-expired = Die Anmeldung hat zu lange gedauert
    .explanation = Zu Ihrer Sicherheit muss eine Anmeldung innerhalb weniger Minuten abgeschlossen werden. Beginnen Sie noch einmal.
refused-state-used = Diese Anmeldung ist schon abgeschlossen
    .explanation = Sie sind zu einer Anmeldung zurückgekehrt, die bereits verwendet wurde. Beginnen Sie eine neue.
refused-response-malformed = Die Antwort war nicht lesbar
    .explanation = Die Antwort des Anbieters war unvollständig. Versuchen Sie es erneut.
refused-response-issuer-mismatch = Die Antwort stammt nicht von diesem Anbieter
    .explanation = Sie nennt nicht den Anbieter, den Sie gewählt haben, deshalb haben wir sie abgelehnt. Versuchen Sie es erneut.
refused-token-exchange-failed = Die Anmeldung konnte nicht abgeschlossen werden
    .explanation = Der Anbieter hat sie nicht bestätigt. Versuchen Sie es erneut.
refused-token-client-rejected = Diese Website ist nicht richtig eingerichtet
    .explanation = Der Anbieter akzeptiert Client-ID und Client-Secret dieser Website nicht. Die Administration muss sie korrigieren.
refused-id-token-invalid = Die Antwort hat eine Sicherheitsprüfung nicht bestanden
    .explanation = Die Antwort des Anbieters ließ sich nicht überprüfen, deshalb wurden Sie nicht angemeldet. Versuchen Sie es erneut; wenn es jedes Mal geschieht, informieren Sie die Administration.
refused-userinfo-invalid = Die Angaben des Anbieters ließen sich nicht überprüfen
    .explanation = Die Angaben, die der Anbieter über Sie gesendet hat, haben eine Prüfung nicht bestanden, deshalb wurden Sie nicht angemeldet. Versuchen Sie es erneut; wenn es jedes Mal geschieht, informieren Sie die Administration.
refused-userinfo-subject-mismatch = Die Antwort betraf eine andere Person
    .explanation = Der Anbieter hat Angaben zu einer anderen Person gesendet als zu der, die sich angemeldet hat. Versuchen Sie es erneut; wenn es jedes Mal geschieht, informieren Sie die Administration.
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
refused-account-fresh-sign-in-needed = Sie müssen sich erneut anmelden
    .explanation = Ihre letzte Anmeldung beim Anbieter liegt zu lange zurück. Versuchen Sie es erneut, und geben Sie dort noch einmal Ihr Passwort ein. Wenn der Anbieter nicht danach fragt, melden Sie sich zuerst dort ab, oder verwenden Sie einen anderen Anbieter.
refused-account-other-organization = Dieses Konto gehört zu einer anderen Organisation
    .explanation = Bei diesem Anbieter dürfen sich nur die Mitglieder bestimmter Organisationen anmelden. Verwenden Sie das Konto Ihrer Organisation, oder wenden Sie sich an die Administration.
refused-account-disabled = Dieses Konto ist deaktiviert
    .explanation = Bitten Sie die Administration, es wieder zu aktivieren, oder verwenden Sie ein anderes Konto.
refused-request-cross-site = Eine andere Website hat diese Anfrage gesendet
    .explanation = Zu Ihrer Sicherheit wurde nichts geändert. Wenn das Ihre Absicht war, verwenden Sie dafür die Seiten dieser Website.
refused-request-too-many = Zu viele Versuche
    .explanation = Warten Sie eine Minute, und versuchen Sie es dann erneut.
refused-database-unavailable = Eine kurze Unterbrechung
    .explanation = Die Datenbank dieser Website antwortet gerade nicht. Das geht meist nach Sekunden vorbei, und nichts geht verloren. Warten Sie einen Moment und versuchen Sie es dann noch einmal.
signed-out-of-browser-only = Anderswo sind Sie vielleicht noch angemeldet
    .explanation = Die Datenbank dieser Website antwortet gerade nicht. Deshalb konnte Ihre Sitzung nicht beendet werden. Dieser Browser hat sie hier vergessen. Um sie überall zu beenden, melden Sie sich in ein paar Minuten noch einmal an und beenden Sie die Sitzung auf Ihrer Kontoseite.
refused-internal = Hier ist etwas schiefgegangen
    .explanation = Es liegt nicht an Ihnen. Versuchen Sie es in Kürze erneut; wenn das Problem bestehen bleibt, nennen Sie der Administration die Anfragenummer unten.

## Signing in with a sign-in link from the operator

sign-in-link-question = Als { $name } anmelden?
sign-in-link-explanation = Die Administration dieser Website hat einen Anmeldelink für Sie erstellt. Er funktioniert nur einmal und läuft nach zehn Minuten ab.
sign-in-link-as-provider = einen Link der Administration
refused-link-invalid = Dieser Link funktioniert nicht mehr
    .explanation = Ein Anmeldelink funktioniert nur einmal und läuft nach zehn Minuten ab. Bitten Sie die Administration um einen neuen, oder melden Sie sich auf anderem Weg an.
refused-session-ticket-invalid = Die Sitzung konnte nicht übertragen werden
    .explanation = Sie muss diese Seite innerhalb einer halben Minute und nur einmal erreichen. Versuchen Sie es noch einmal.
refused-session-cookie-lost = Ihr Browser hat ein Cookie nicht behalten
    .explanation = Ohne Cookies dieser Website können Sie nicht angemeldet bleiben. Erlauben Sie sie, öffnen Sie diese Seite unter ihrer üblichen Adresse, und versuchen Sie es noch einmal.

## Applications behind the reverse proxy

application-needs-sign-in = Melden Sie sich an, um fortzufahren.
refused-verify-untrusted-proxy = Diese Website ist nicht fertig eingerichtet
    .explanation = Die Anmeldung vertraut dem Proxy dieser Website noch nicht. Informieren Sie die Administration: Das Protokoll nennt die nötige Einstellung.
refused-verify-bad-request = Diese Adresse lässt sich nicht öffnen
    .explanation = Sie kann auf mehrere Arten gelesen werden, oder sie ist hier unvollständig angekommen. Wenn Sie sie eingegeben haben, prüfen Sie sie. Wenn nicht, informieren Sie die Administration.
refused-verify-unknown-application = Unter dieser Adresse gibt es keine Anwendung
    .explanation = Sie ist für die Anmeldung nicht eingerichtet. Prüfen Sie die Adresse, oder bitten Sie die Administration, sie hinzuzufügen.
refused-application-not-allowed =
    { $has-name ->
        [yes] Sie haben keinen Zugriff auf { $application }
       *[no] Sie haben keinen Zugriff auf diese Seite
    }
    .explanation = Bitten Sie die Administration um Zugriff, oder verwenden Sie ein anderes Konto.
refused-application-step-up-needed =
    { $has-name ->
        [yes] Ihre Anmeldung reicht für { $application } nicht aus
       *[no] Ihre Anmeldung reicht für diese Seite nicht aus
    }
    .explanation = Nötig ist eine stärkere oder neuere Anmeldung, und Ihr Anbieter hat keine bestätigt. Versuchen Sie es erneut und folgen Sie dort allen Schritten, oder wenden Sie sich an die Administration.
step-up = Melden Sie sich erneut an, um { $application } zu öffnen
step-up-stronger = Dieser Teil verlangt eine stärkere Anmeldung als Ihre, zum Beispiel mit einem zweiten Faktor.
step-up-recent = Für diesen Teil liegt Ihre Anmeldung zu lange zurück.
refused-application-ticket-invalid = Ihre Anmeldung hat die Anwendung nicht erreicht
    .explanation = Sie muss dort innerhalb einer halben Minute und nur einmal ankommen. Versuchen Sie es noch einmal.
refused-application-cookie-lost = Das Cookie der Anwendung ging verloren
    .explanation = Ohne es würden Sie immer wieder hierher geleitet. Erlauben Sie Cookies der Anwendung, und versuchen Sie es noch einmal. Wenn das nicht hilft, wenden Sie sich an die Administration: Vielleicht gibt der Proxy der Anwendung Cookies nicht weiter.

## After a sign-out

signed-out-here-alone = Sie sind hier abgemeldet. Bei { $provider } sind Sie möglicherweise noch angemeldet.
signed-out-there = Ihre Sitzung hier ist beendet, und { $provider } wurde gebeten, Sie ebenfalls abzumelden.

## The account page and its subpages

account = Ihr Konto
ways-to-sign-in = Anmeldemöglichkeiten
no-address = keine Adresse
not-offered = Nicht mehr angeboten
no-way-to-sign-in = Keine Ihrer Anmeldemöglichkeiten wird hier noch angeboten. Verknüpfen Sie eine andere, bevor Sie sich abmelden, oder fragen Sie die Administration.
linked-on = Verknüpft am { $moment }
last-used-on = Zuletzt verwendet am { $moment }
unlink = Trennen
unlink-ends-session = In diesem Browser sind Sie damit angemeldet: Wenn Sie es trennen, werden Sie hier abgemeldet.
link-another = Weitere Anmeldemöglichkeit verknüpfen
link-provider = { $provider } verknüpfen
sessions = Aktive Sitzungen
sessions-shown = Die { $shown } zuletzt genutzten von { $count } Sitzungen
this-session = Dieser Browser
session-began = Angemeldet am { $moment }
session-seen = Zuletzt gesehen am { $moment }
signed-in-to = Angemeldet bei
groups-at = Gruppen bei { $provider }
groups-too-many = Zu viele Gruppen bei { $provider }, um sie hier anzuzeigen
session-by-link = Link der Administration
end-session = Abmelden
end-other-sessions = Überall sonst abmelden
recent-events = Letzte Aktivitäten
to-dashboard = Zum Dashboard
changes = Änderungen an Ihrem Konto
changes-unexpected = Wenn Sie etwas davon nicht erwartet haben, prüfen Sie Ihre Anmeldemöglichkeiten und Sitzungen, und fragen Sie die Administration.
changes-seen = Zur Kenntnis genommen
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
event-email-changed = Ihre E-Mail-Adresse hier hat sich geändert
event-signed-in-by-link = Angemeldet mit einem Link der Administration
event-ended-there = Bei { $provider } abgemeldet und dadurch auch hier
event-no-longer-welcome = Abgemeldet, weil { $provider } Ihre Anmeldung nicht mehr bestätigt
event-recheck-unanswered = Abgemeldet, weil { $provider } Ihre Anmeldung nicht rechtzeitig bestätigt hat
event-provider-removed = Abgemeldet, weil { $provider } hier nicht mehr angeboten wird
event-user-disabled = Die Administration hat dieses Konto deaktiviert
event-user-enabled = Die Administration hat dieses Konto wieder aktiviert
event-user-signed-out = Die Administration hat Sie überall abgemeldet
event-user-sessions-ended = Die Administration hat einige Ihrer Sitzungen beendet
event-user-unlinked = Die Administration hat eine Ihrer Anmeldemöglichkeiten getrennt
event-user-relinked = Die Administration hat erlaubt, dass eine neue Anmeldung bei Ihrem Anbieter die bisherige ersetzt
event-user-renamed = Die Administration hat Ihren Benutzernamen geändert
event-user-deleted = Die Administration hat dieses Konto gelöscht
event-user-invited = Die Administration hat Sie eingeladen
event-sign-in-link-made = Die Administration hat einen Anmeldelink für Sie erstellt
done-linked = Die Anmeldemöglichkeit wurde verknüpft. Sie können sie ab jetzt verwenden.
done-linked-by-email = Eine neue Anmeldemöglichkeit wurde mit Ihrem Konto verknüpft, weil sie Ihre E-Mail-Adresse hat. Wenn sie nicht Ihre ist, trennen Sie sie.
done-unlinked = Die Anmeldemöglichkeit wurde getrennt.
done-session-ended = Die Sitzung dort ist beendet.
done-other-sessions-ended = Sie sind überall sonst abgemeldet.
done-merged = Die beiden Konten wurden zusammengeführt.
confirm = Bestätigen Sie, dass Sie es sind
confirm-explanation = Sie möchten ändern, wie Sie sich anmelden. Melden Sie sich zu Ihrer Sicherheit zuerst noch einmal an, und wiederholen Sie dann die Änderung.
confirm-with = Mit { $provider } erneut anmelden
confirm-otherwise = Wenn der Anbieter das nicht zulässt, verwenden Sie einen anderen, oder bitten Sie die Administration um einen Anmeldelink.
link-question = Diese Anmeldemöglichkeit verknüpfen?
link-explanation = Sie haben sich damit gerade in diesem Browser angemeldet. Prüfen Sie, ob beides Ihnen gehört.
link-identity = Anmeldemöglichkeit
link-consequences = Danach öffnet sie dieses Konto. Wenn sie nicht Ihre ist, verknüpfen Sie sie nicht.
link-leave = Nicht verknüpfen
merge = Zwei Konten zusammenführen?
merge-explanation = Sie haben sich in diesem Browser gerade bei beiden Konten angemeldet und können sie deshalb zusammenführen. Prüfen Sie sie vorher genau.
merge-stays = Dieses Konto bleibt bestehen
merge-goes = Dieses Konto geht darin auf
account-since = Seit { $moment }
merge-consequences = Alle Anmeldemöglichkeiten führen dann zu dem Konto, das bestehen bleibt. Das andere wird endgültig gelöscht und überall abgemeldet. Was Anwendungen dafür gespeichert haben, wird nicht übertragen.
merge-do = Zusammenführen
merge-leave = Beide unverändert lassen

## Access tokens, on the account page and on the page that shows a new one

access-tokens = Zugriffstoken
access-tokens-explanation = Mit einem Token öffnet ein Programm wie Git, ein Dateimanager oder eine mobile App eine Anwendung in Ihrem Namen, ohne Browser.
token-created-on = Erstellt am { $moment }
token-expires-on = Läuft ab am { $moment }
token-never-used = Nie verwendet
revoke = Widerrufen
new-token = Neues Token
token-name = Name
token-name-hint = Das Gerät oder Programm, das es verwenden wird
token-applications = Anwendungen
token-lifetime = Gültig für
token-days = { $days } Tage
token-year = 1 Jahr
make-token = Token erstellen
token-confirm-first = Bevor Sie ein Token erstellen, bestätigen Sie, dass Sie es sind.
token-needs-provider = Sie haben sich mit einem Link der Administration angemeldet. Um ein Token zu erstellen, melden Sie sich zuerst bei einem Anbieter an.
token-no-application = Zurzeit nimmt keine Anwendung Token von Ihnen an.
token-too-many = Mehr Token sind nicht möglich. Widerrufen Sie zuerst eines.
done-token-revoked = Das Token wurde widerrufen. Es öffnet nichts mehr.
event-token-created = Zugriffstoken erstellt
event-token-revoked = Zugriffstoken widerrufen
event-application-refused = Zugriff auf eine Anwendung abgelehnt
event-user-tokens-revoked = Die Administration hat Zugriffstoken von Ihnen widerrufen
token-ready = Ihr neues Token
token-copy = Kopieren Sie es jetzt: Es wird nicht noch einmal angezeigt.
token-valid-until = Gültig bis
token-use = Geben Sie es als Passwort ein, mit beliebigem Benutzernamen, oder senden Sie es als Bearer-Token. Wer es hat, kann diese Anwendungen in Ihrem Namen öffnen; halten Sie es deshalb geheim.
token-keep = Es funktioniert, solange Sie sich hier mindestens einmal in { $days } Tagen anmelden.
refused-token-invalid = Dieses Zugriffstoken funktioniert nicht
    .explanation = Es wurde widerrufen, ist abgelaufen oder gilt nicht für diese Anwendung. Melden Sie sich wieder an, oder erstellen Sie auf Ihrer Kontoseite ein neues Token.
refused-token-not-created = Das Token wurde nicht erstellt
    .explanation = Es braucht einen Namen, den keines Ihrer anderen Token hat, und mindestens eine Anwendung. Versuchen Sie es noch einmal.

## Why a change to the account was refused

refused-account-link-off = Konten dieses Anbieters werden hier nicht verknüpft
    .explanation = Die Administration erlaubt es nicht; es wurde nichts geändert. Verknüpfen Sie einen anderen Anbieter, oder fragen Sie die Administration.
refused-account-another-user = Sie haben ein anderes Konto verwendet
    .explanation = Sie sind mit einem anderen Konto zurückgekommen als dem, mit dem Sie begonnen haben, oder nicht mehr angemeldet. Es wurde nichts geändert. Melden Sie sich mit dem Konto an, mit dem Sie begonnen haben, und versuchen Sie es erneut.
refused-account-confirmation-needed = Noch nicht mit Ihrem Konto verknüpft
    .explanation = Sie haben bereits ein Konto mit dieser E-Mail-Adresse. Melden Sie sich an wie bisher, um beides zu verknüpfen. Danach können Sie sich auf beide Arten anmelden.
refused-account-last-identity = Das ist Ihre einzige Anmeldemöglichkeit
    .explanation = Ohne sie könnten Sie sich nicht mehr anmelden, deshalb wurde sie nicht getrennt. Verknüpfen Sie zuerst eine weitere.
