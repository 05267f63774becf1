# The texts of Kaimu's pages, in French.
# See en.ftl for notes to translators.

language-name = Français
moment = %-d %B %Y, %H:%M UTC

## The sign-in page

sign-in = Se connecter
continue-with = Continuer avec { $provider }
last-used = Utilisé en dernier
not-answering = Indisponible pour le moment
or-continue-with-another = Ou se connecter autrement
afterwards = Vous continuerez ensuite vers
choose-language = Langue
try-again = Réessayer
try-again-with = Réessayer avec { $provider }
use-another-account = Utiliser un autre compte
code = Code
request = Numéro de requête
contact = Adressez-vous à l’administrateur :
last-provider-gone = Votre dernier moyen de connexion n’est plus proposé ici. Connectez-vous autrement, ou demandez un lien de connexion à l’administrateur.
signed-out = Déconnexion réussie
signed-out-here = Votre session ici est terminée. Votre session auprès de votre fournisseur d’identité est peut-être encore ouverte.

## The sign-in page before any provider is set up; read by the operator

setup = Aucun fournisseur n’est encore configuré
setup-register = Si vous gérez ce site, enregistrez-le auprès de votre OpenID Provider avec cette redirect URI :
setup-configure = Définissez ensuite cette variable d’environnement avec les informations données par le fournisseur, puis redémarrez :

## The page that completes a provider's form_post response

almost-there = Vous y êtes presque
almost-there-explanation = Encore une étape pour terminer votre connexion.
address-too-long = L’adresse que vous vouliez ouvrir est trop longue pour être conservée pendant la connexion. Continuez plutôt vers la page d’accueil.
continue = Continuer

## The page that asks a user who is signed in, when another site starts a sign-in with another provider

switch-explanation = Un autre site vous demande de vous connecter avec { $provider }.
continue-as = Continuer en tant que { $name }
sign-in-instead = Se connecter plutôt avec { $provider }

## The dashboard

dashboard = Tableau de bord
applications = Applications
signed-in-as = Session ouverte en tant que { $username }
email = E-mail
no-verified-email = aucune adresse vérifiée
signed-in-with = Connexion via
since = Depuis
sign-out = Se déconnecter

## The page that asks before a sign-out

sign-out-question = Se déconnecter ?
sign-out-explanation = Cela met fin à votre session dans ce navigateur.
stay-signed-in = Garder la session ouverte

## Error pages

front-page = Aller à la page d’accueil
not-found = Cette page n’existe pas
    .explanation = Vérifiez l’adresse ou repartez de la page d’accueil.
method-not-allowed = Cette requête n’est pas acceptée ici
    .explanation = Cette adresse existe, mais n’accepte pas ce type de requête. Repartez de la page d’accueil.

## Why a sign-in was refused: each name is the code that the page shows in small print, with hyphens

refused-provider-unknown = Ce fournisseur n’existe pas
    .explanation = Le lien désigne un fournisseur d’identité qui n’est pas configuré ici. Choisissez-en un ci-dessous.
refused-provider-unavailable = Le fournisseur d’identité est indisponible
    .explanation = Nous n’avons pas pu le joindre, ou sa réponse n’était pas valide. Réessayez dans un instant.
refused-provider-issuer-changed = L’adresse de ce fournisseur a changé
    .explanation = L’administrateur doit confirmer la nouvelle adresse avant que vous puissiez vous connecter avec ce fournisseur. Contactez l’administrateur ou connectez-vous autrement.
refused-provider-signed-out = Vous avez été déconnecté chez le fournisseur d’identité
    .explanation = Le fournisseur d’identité a fermé votre session pendant cette connexion. Pour utiliser ce site, connectez-vous de nouveau.
refused-provider-refused-access-denied = Accès refusé
    .explanation = Le fournisseur d’identité ne vous a pas laissé entrer, ou vous avez annulé. Réessayez ou utilisez un autre compte.
refused-provider-refused-not-assigned =
    { $named ->
        [yes] Cette application ne vous est pas attribuée chez { $provider }
       *[no] Cette application ne vous est pas attribuée
    }
    .explanation = Contactez votre administrateur ou utilisez un autre compte.
refused-provider-refused-no-access-policy = Aucune règle d’accès ne vous autorise
    .explanation = Les règles du fournisseur d’identité ne couvrent pas cette connexion. Demandez à votre administrateur d’en ajouter une ou utilisez un autre compte.
refused-provider-refused-invalid-scope = Scope non valide
    .explanation = Ce site demande un scope que le fournisseur d’identité ne propose pas. L’administrateur doit l’activer chez le fournisseur ou le retirer ici.
refused-provider-refused-login-required = Connectez-vous d’abord chez le fournisseur
    .explanation = Le fournisseur d’identité vous demande de vous connecter. Réessayez.
refused-provider-refused-consent-required = Votre consentement est nécessaire
    .explanation = Le fournisseur d’identité a d’abord besoin de votre consentement. Réessayez et acceptez.
refused-provider-refused-interaction-required = Une étape supplémentaire est nécessaire
    .explanation = Le fournisseur d’identité attend d’abord une action de votre part. Réessayez et suivez ses instructions.
refused-provider-refused-unmet-authentication-requirements = Un second facteur est nécessaire
    .explanation = Votre connexion auprès du fournisseur d’identité n’offrait pas le niveau de sécurité exigé ici. Configurez-y un second facteur et réessayez, ou utilisez un autre compte.
refused-provider-refused-account-selection-required = Choisissez un compte
    .explanation = Le fournisseur d’identité doit savoir de quel compte il s’agit. Choisissez un autre compte ou réessayez.
refused-provider-refused-temporarily-unavailable = Le fournisseur d’identité est occupé
    .explanation = Il est surchargé ou en maintenance. Réessayez dans quelques minutes.
refused-provider-refused-server-error = Le fournisseur d’identité a rencontré un problème
    .explanation = Une erreur s’est produite de son côté. Réessayez dans un instant.
refused-provider-refused-unauthorized-client = Ce site n’est pas autorisé à vous connecter
    .explanation = Le fournisseur d’identité ne permet pas à ce site de connecter des utilisateurs. L’administrateur doit modifier les paramètres.
refused-provider-refused-invalid-request = Le fournisseur d’identité a rejeté la requête
    .explanation = Il juge que la requête de ce site n’est pas valide. Contactez l’administrateur ; le journal contient plus de détails.
refused-provider-refused-other = Le fournisseur d’identité a refusé la connexion
    .explanation = Il y a mis fin pour une raison inconnue. Réessayez ou utilisez un autre compte.
refused-state-missing = Ce navigateur a perdu la trace de la connexion
    .explanation = Les cookies sont peut-être bloqués, ou la connexion a commencé dans un autre navigateur. Autorisez les cookies pour ce site et réessayez.
refused-state-unknown = Cette connexion n’est pas reconnue
    .explanation = Elle provient peut-être d’un ancien favori ou d’un autre onglet. Recommencez ; cela ne prend qu’un instant.
refused-state-expired = La connexion a pris trop de temps
    .explanation = Pour votre sécurité, une connexion doit être terminée en quelques minutes. Recommencez.
refused-state-used = Cette connexion est déjà terminée
    .explanation = Cette page renvoie à une connexion qui a déjà servi. Commencez-en une nouvelle.
refused-response-malformed = La réponse est illisible
    .explanation = La réponse du fournisseur d’identité était incomplète. Réessayez.
refused-response-issuer-mismatch = La réponse ne vient pas de ce fournisseur
    .explanation = Elle ne désigne pas le fournisseur d’identité que vous avez choisi ; nous l’avons donc rejetée. Réessayez.
refused-token-exchange-failed = La connexion n’a pas pu être terminée
    .explanation = Le fournisseur d’identité ne l’a pas confirmée. Réessayez.
refused-token-client-rejected = Ce site n’est pas configuré correctement
    .explanation = Le fournisseur d’identité n’accepte pas le client id et le client secret de ce site. L’administrateur doit les corriger.
refused-id-token-invalid = La réponse a échoué à un contrôle de sécurité
    .explanation = La réponse du fournisseur d’identité n’a pas pu être vérifiée ; la connexion n’a donc pas eu lieu. Réessayez ; si cela se produit à chaque fois, prévenez l’administrateur.
refused-userinfo-invalid = Les informations du fournisseur d’identité n’ont pas pu être vérifiées
    .explanation = Les informations que le fournisseur d’identité a envoyées sur vous ont échoué à un contrôle ; la connexion n’a donc pas eu lieu. Réessayez ; si cela se produit à chaque fois, prévenez l’administrateur.
refused-userinfo-subject-mismatch = La réponse concernait quelqu’un d’autre
    .explanation = Le fournisseur d’identité a décrit une autre personne que celle qui s’est connectée. Réessayez ; si cela se produit à chaque fois, prévenez l’administrateur.
refused-account-sign-up-closed = La création de comptes n’est pas ouverte ici
    .explanation = Seules les personnes qui ont déjà un compte peuvent se connecter. Demandez à l’administrateur de vous ajouter ou utilisez un autre compte.
refused-account-not-allowed = Ce compte ne peut pas se connecter ici
    .explanation = Contactez l’administrateur ou utilisez un autre compte.
refused-account-no-allowed-group = Vous n’êtes dans aucun groupe autorisé à se connecter ici
    .explanation = Demandez à votre administrateur de vous ajouter à l’un d’eux ou utilisez un autre compte. Puis reconnectez-vous.
refused-account-too-many-groups = Vous êtes dans trop de groupes
    .explanation = Le fournisseur d’identité n’a pas pu nous les indiquer tous : nous ne savons pas si l’un d’eux vous autorise. Contactez votre administrateur ou utilisez un autre compte.
refused-account-stronger-sign-in-needed = Une connexion plus sûre est nécessaire
    .explanation = Il manquait à votre connexion quelque chose d’exigé ici, comme un second facteur. Configurez-le auprès du fournisseur d’identité et réessayez, ou contactez votre administrateur.
refused-account-fresh-sign-in-needed = Vous devez vous reconnecter
    .explanation = Votre connexion auprès du fournisseur d’identité est trop ancienne. Réessayez et saisissez-y de nouveau votre mot de passe. Si le fournisseur ne le demande pas, déconnectez-vous d’abord chez lui, ou utilisez un autre fournisseur.
refused-account-other-organization = Ce compte appartient à une autre organisation
    .explanation = Seuls les membres de certaines organisations peuvent se connecter avec ce fournisseur. Utilisez le compte de votre organisation ou contactez l’administrateur.
refused-account-disabled = Ce compte est désactivé
    .explanation = Demandez à l’administrateur de le réactiver ou utilisez un autre compte.
refused-request-cross-site = Un autre site a envoyé cette requête
    .explanation = Pour votre sécurité, rien n’a été modifié. Si c’était bien votre intention, faites-le depuis les pages de ce site.
refused-request-too-many = Trop de tentatives
    .explanation = Attendez une minute, puis réessayez.
refused-database-unavailable = Une courte interruption
    .explanation = La base de données de ce site ne répond pas en ce moment. Cela passe généralement en quelques secondes, et rien n’est perdu. Attendez un instant, puis réessayez.
signed-out-of-browser-only = Vous êtes peut-être encore connecté ailleurs
    .explanation = La base de données de ce site ne répond pas en ce moment. Votre session n’a donc pas pu être fermée. Ce navigateur l’a oubliée ici. Pour la fermer partout, reconnectez-vous dans quelques minutes et fermez la session sur la page de votre compte.
refused-internal = Une erreur s’est produite ici
    .explanation = Vous n’y êtes pour rien. Réessayez dans un instant ; si le problème persiste, indiquez à l’administrateur le numéro de requête ci-dessous.

## Signing in with a sign-in link from the operator

sign-in-link-question = Se connecter en tant que { $name } ?
sign-in-link-explanation = L’administrateur de ce site a créé un lien de connexion pour vous. Il ne fonctionne qu’une fois et expire au bout de dix minutes.
sign-in-link-as-provider = un lien de l’administrateur
refused-link-invalid = Ce lien ne fonctionne plus
    .explanation = Un lien de connexion ne fonctionne qu’une fois et expire au bout de dix minutes. Demandez-en un nouveau à l’administrateur ou connectez-vous autrement.
refused-session-ticket-invalid = La session n’a pas pu être transmise
    .explanation = Elle doit arriver sur cette page en moins de trente secondes, et une seule fois. Réessayez.
refused-session-cookie-lost = Votre navigateur n’a pas conservé un cookie
    .explanation = Sans les cookies de ce site, vous ne pouvez pas rester connecté. Autorisez-les, ouvrez cette page à son adresse habituelle et réessayez.

## Applications behind the reverse proxy

application-needs-sign-in = Connectez-vous pour continuer.
refused-verify-untrusted-proxy = Ce site n’est pas entièrement configuré
    .explanation = Le service de connexion ne fait pas encore confiance au proxy de ce site. Prévenez l’administrateur : le journal indique le réglage à modifier.
refused-verify-bad-request = Cette adresse ne peut pas être ouverte
    .explanation = Elle peut être lue de plusieurs façons, ou elle n’est pas arrivée ici en entier. Si vous l’avez saisie, vérifiez-la. Sinon, prévenez l’administrateur.
refused-verify-unknown-application = Il n’y a pas d’application à cette adresse
    .explanation = Elle n’est pas configurée pour la connexion. Vérifiez l’adresse, ou demandez à l’administrateur de l’ajouter.
refused-application-not-allowed =
    { $has-name ->
        [yes] Vous n’avez pas accès à { $application }
       *[no] Vous n’avez pas accès à cette page
    }
    .explanation = Demandez l’accès à l’administrateur ou utilisez un autre compte.
refused-application-step-up-needed =
    { $has-name ->
        [yes] Votre connexion ne suffit pas pour { $application }
       *[no] Votre connexion ne suffit pas pour cette page
    }
    .explanation = Il faut une connexion plus sûre ou plus récente, et votre fournisseur n’en a pas confirmé. Réessayez en suivant toutes ses étapes, ou contactez l’administrateur.
step-up = Reconnectez-vous pour ouvrir { $application }
step-up-stronger = Cette partie exige une connexion plus sûre que la vôtre, par exemple avec un second facteur.
step-up-recent = Votre connexion est trop ancienne pour cette partie.
refused-application-ticket-invalid = Votre connexion n’est pas parvenue à l’application
    .explanation = Elle doit y arriver en moins de trente secondes, et une seule fois. Réessayez.
refused-application-cookie-lost = Le cookie de l’application a été perdu
    .explanation = Sans lui, vous seriez renvoyé ici sans fin. Autorisez les cookies de l’application et réessayez. Si cela ne suffit pas, contactez l’administrateur : le proxy de l’application ne transmet peut-être pas les cookies.

## After a sign-out

signed-out-here-alone = Vous êtes déconnecté ici ; votre session chez { $provider } est peut-être encore ouverte.
signed-out-there = Votre session ici est terminée, et nous avons demandé à { $provider } de vous déconnecter également.

## The account page and its subpages

account = Votre compte
ways-to-sign-in = Moyens de connexion
no-address = aucune adresse
not-offered = N’est plus proposé
no-way-to-sign-in = Aucun de vos moyens de connexion n’est plus proposé ici. Associez-en un autre avant de vous déconnecter, ou adressez-vous à l’administrateur.
linked-on = Associé le { $moment }
last-used-on = Dernière utilisation le { $moment }
unlink = Dissocier
unlink-ends-session = Vous êtes connecté avec ce moyen dans ce navigateur : si vous le dissociez, vous serez déconnecté ici.
link-another = Associer un autre moyen de connexion
link-provider = Associer { $provider }
sessions = Sessions actives
sessions-shown = Les { $shown } sessions utilisées en dernier, sur { $count }
this-session = Ce navigateur
session-began = Ouverte le { $moment }
session-seen = Dernière activité le { $moment }
signed-in-to = Connecté à
groups-at = Groupes chez { $provider }
groups-too-many = Trop de groupes chez { $provider } pour les afficher ici
session-by-link = Lien de l’administrateur
end-session = Fermer cette session
end-other-sessions = Se déconnecter partout ailleurs
recent-events = Activité récente
to-dashboard = Aller au tableau de bord
changes = Modifications de votre compte
changes-unexpected = Si vous ne vous attendiez pas à l’une d’elles, vérifiez vos moyens de connexion et vos sessions, et demandez à l’administrateur.
changes-seen = J’ai vu
device = { $browser } sur { $system }
device-unknown = Appareil inconnu
event-signed-in = Connexion avec { $provider }
event-sign-in-refused = Une connexion avec { $provider } a été refusée : { $reason }
event-signed-out = Déconnexion
event-session-ended = Déconnexion dans un autre navigateur
event-other-sessions-ended = Déconnexion partout ailleurs
event-linked = { $provider } a été associé
event-link-refused = { $provider } n’a pas été associé : { $reason }
event-unlinked = { $provider } a été dissocié
event-merged = Un autre compte a été fusionné avec celui-ci
event-email-changed = Votre adresse e-mail ici a changé
event-signed-in-by-link = Connexion avec un lien de l’administrateur
event-ended-there = Déconnexion chez { $provider }, et donc ici aussi
event-no-longer-welcome = Déconnexion, car { $provider } ne confirme plus votre connexion
event-recheck-unanswered = Déconnexion, car { $provider } n’a pas confirmé votre connexion à temps
event-provider-removed = Déconnexion, car { $provider } n’est plus proposé ici
event-user-disabled = L’administrateur a désactivé ce compte
event-user-enabled = L’administrateur a réactivé ce compte
event-user-signed-out = L’administrateur vous a déconnecté partout
event-user-sessions-ended = L’administrateur a mis fin à certaines de vos sessions
event-user-unlinked = L’administrateur a dissocié l’un de vos moyens de connexion
event-user-relinked = L’administrateur a autorisé une nouvelle connexion chez votre fournisseur d’identité à remplacer l’ancienne
event-user-renamed = L’administrateur a modifié votre nom d’utilisateur
event-user-deleted = L’administrateur a supprimé ce compte
event-user-invited = L’administrateur vous a invité
event-sign-in-link-made = L’administrateur a créé un lien de connexion pour vous
done-linked = Le moyen de connexion a été associé. Vous pouvez désormais l’utiliser.
done-linked-by-email = Un nouveau moyen de connexion a été associé à votre compte, car il a votre adresse e-mail. S’il n’est pas à vous, dissociez-le.
done-unlinked = Le moyen de connexion a été dissocié.
done-session-ended = Cette session est terminée.
done-other-sessions-ended = Vous êtes déconnecté partout ailleurs.
done-merged = Les deux comptes ont été fusionnés.
confirm = Confirmez votre identité
confirm-explanation = Vous allez modifier votre façon de vous connecter. Pour votre sécurité, connectez-vous d’abord une nouvelle fois, puis refaites la modification.
confirm-with = Se reconnecter avec { $provider }
confirm-otherwise = Si le fournisseur d’identité ne le permet pas, utilisez-en un autre, ou demandez un lien de connexion à l’administrateur.
link-question = Associer ce moyen de connexion ?
link-explanation = Vous venez de vous connecter avec lui dans ce navigateur. Vérifiez que les deux sont à vous.
link-identity = Moyen de connexion
link-consequences = Il ouvrira ensuite ce compte. S’il n’est pas à vous, ne l’associez pas.
link-leave = Ne pas associer
merge = Fusionner deux comptes ?
merge-explanation = Vous venez de vous connecter aux deux comptes dans ce navigateur ; vous pouvez donc les fusionner. Vérifiez-les bien avant de le faire.
merge-stays = Ce compte est conservé
merge-goes = Ce compte y est intégré
account-since = Depuis le { $moment }
merge-consequences = Tous les moyens de connexion mèneront au compte conservé. L’autre est supprimé définitivement et toutes ses sessions sont fermées. Ce que les applications ont enregistré pour lui n’est pas transféré.
merge-do = Fusionner
merge-leave = Laisser les deux tels quels

## Access tokens, on the account page and on the page that shows a new one

access-tokens = Jetons d’accès
access-tokens-explanation = Avec un jeton, un programme comme git, un gestionnaire de fichiers ou une application mobile ouvre une application en votre nom, sans navigateur.
token-created-on = Créé le { $moment }
token-expires-on = Expire le { $moment }
token-never-used = Jamais utilisé
revoke = Révoquer
new-token = Nouveau jeton
token-name = Nom
token-name-hint = L’appareil ou le programme qui l’utilisera
token-applications = Applications
token-lifetime = Valable
token-days = { $days } jours
token-year = 1 an
make-token = Créer le jeton
token-confirm-first = Avant de créer un jeton, confirmez votre identité.
token-needs-provider = Vous vous êtes connecté avec un lien de l’administrateur. Pour créer un jeton, connectez-vous d’abord avec un fournisseur d’identité.
token-no-application = Aucune application n’accepte actuellement de jetons de votre part.
token-too-many = Vous ne pouvez pas avoir plus de jetons. Révoquez-en d’abord un.
done-token-revoked = Le jeton a été révoqué. Il n’ouvre plus rien.
event-token-created = Création d’un jeton d’accès
event-token-revoked = Révocation d’un jeton d’accès
event-application-refused = Accès à une application refusé
event-user-tokens-revoked = L’administrateur a révoqué de vos jetons d’accès
token-ready = Votre nouveau jeton
token-copy = Copiez-le maintenant : il ne sera plus affiché.
token-valid-until = Valable jusqu’au
token-use = Saisissez-le comme mot de passe, avec n’importe quel nom d’utilisateur, ou envoyez-le comme jeton Bearer. Toute personne qui le possède peut ouvrir ces applications en votre nom : gardez-le secret.
token-keep = Il fonctionne tant que vous vous connectez ici au moins une fois tous les { $days } jours.
refused-token-invalid = Ce jeton d’accès ne fonctionne pas
    .explanation = Il a été révoqué, a expiré ou n’est pas destiné à cette application. Reconnectez-vous, ou créez un nouveau jeton sur la page de votre compte.
refused-token-not-created = Le jeton n’a pas été créé
    .explanation = Il lui faut un nom qu’aucun autre de vos jetons ne porte, et au moins une application. Réessayez.

## Why a change to the account was refused

refused-account-link-off = Les comptes de ce fournisseur ne sont pas associés ici
    .explanation = L’administrateur ne l’autorise pas ; rien n’a été modifié. Associez un autre fournisseur, ou adressez-vous à l’administrateur.
refused-account-another-user = Vous avez utilisé un autre compte
    .explanation = Vous êtes revenu avec un autre compte que celui du début, ou vous n’êtes plus connecté. Rien n’a été modifié. Connectez-vous avec le compte du début et réessayez.
refused-account-confirmation-needed = Pas encore associé à votre compte
    .explanation = Vous avez déjà un compte avec cette adresse e-mail. Connectez-vous comme avant pour les associer. Ensuite, les deux moyens de connexion fonctionneront.
refused-account-last-identity = C’est votre seul moyen de connexion
    .explanation = Sans lui, vous ne pourriez plus vous connecter ; il n’a donc pas été dissocié. Associez-en d’abord un autre.
