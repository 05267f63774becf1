# The texts of Kaimu's pages, in English. Each file in this folder holds the same messages in one language; a test reports
# every missing and every extra message. The format is Fluent: https://projectfluent.org/fluent/guide/
#
# Address the user directly, in short and plain sentences. A title fits on one line. An explanation says what happened and
# what to do next. One word for each thing: account, provider, administrator, sign in, sign out, way to sign in.

# The name of this language in the list of languages, in the language itself.
language-name = English
# The format of a date and time, in strftime codes (%-d day, %B name of the month, %-m its number, %Y year, %H:%M time).
moment = %-d %B %Y, %H:%M UTC

## The sign-in page

sign-in = Sign in
# $provider is the name of a provider, such as Okta.
continue-with = Continue with { $provider }
last-used = Last used
not-answering = Currently unavailable
or-continue-with-another = Or sign in another way
# Followed by the path or the host where the user continues after the sign-in.
afterwards = After signing in, you continue to
choose-language = Language
try-again = Try again
try-again-with = Try again with { $provider }
use-another-account = Use another account
code = Code
request = Request number
# Followed by an e-mail address, a URL or a text of the operator.
contact = Ask the administrator:
last-provider-gone = The way you signed in last is no longer offered here. Sign in another way, or ask the administrator for a link to sign in.
signed-out = You are signed out
signed-out-here = Your session here has ended. You may still be signed in at your provider.

## The sign-in page before any provider is set up; read by the operator

setup = No provider is set up yet
setup-register = If you run this site, register it with your OpenID Provider. Use this redirect URI:
# Followed by an example of the setting, which is not translated.
setup-configure = Then set this environment variable to the values from the provider, and restart:

## The page that completes a provider's form_post response, and the one between a sign-in and the place to return to

almost-there = Almost there
almost-there-explanation = One more step finishes your sign-in.
address-too-long = The address that you wanted is too long to be kept during a sign-in. Continue to the front page instead.
continue = Continue

## The page that asks a user who is signed in, when another site starts a sign-in with another provider

switch-explanation = Another site asks you to sign in with { $provider }.
# $name is the name of the user.
continue-as = Continue as { $name }
sign-in-instead = Sign in with { $provider } instead

## The dashboard

dashboard = Dashboard
# The heading above the tiles.
applications = Applications
signed-in-as = Signed in as { $username }
email = E-mail
no-verified-email = None verified
signed-in-with = Signed in with
since = Since
sign-out = Sign out

## The page that asks before a sign-out

sign-out-question = Sign out?
sign-out-explanation = This ends your session in this browser.
stay-signed-in = Stay signed in

## Error pages

front-page = Go to the front page
not-found = There is no such page
    .explanation = Check the address, or start again from the front page.
method-not-allowed = This request is not allowed here
    .explanation = The address exists, but it does not accept this kind of request. Start again from the front page.

## Why a sign-in was refused: each name is the code that the page shows in small print, with hyphens

refused-provider-unknown = There is no such provider
    .explanation = The link names a sign-in provider that is not set up here. Choose one below.
refused-provider-unavailable = The provider is unavailable
    .explanation = We could not reach it, or its response was invalid. Try again in a moment.
refused-provider-issuer-changed = The address of this provider has changed
    .explanation = The administrator has to confirm the new address before you can sign in with this provider. Ask the administrator, or sign in another way.
refused-provider-signed-out = You were signed out at the provider
    .explanation = The provider ended your session while this sign-in was under way. To use this site, sign in again.
refused-provider-refused-access-denied = Access was denied
    .explanation = The provider did not let you in, or you cancelled. Try again, or use another account.
# $named is "yes" when $provider is the name of a provider, and "no" when the provider is not known.
refused-provider-refused-not-assigned =
    { $named ->
        [yes] You are not assigned to this application at { $provider }
       *[no] You are not assigned to this application
    }
    .explanation = Ask your administrator, or use another account.
refused-provider-refused-no-access-policy = No access policy lets you in
    .explanation = The provider’s policies do not cover this sign-in. Ask your administrator to add one, or use another account.
refused-provider-refused-invalid-scope = Invalid scope
    .explanation = This site asks for a scope that the provider does not offer. The administrator has to enable it there, or remove it here.
refused-provider-refused-login-required = Sign in at the provider first
    .explanation = The provider requires you to sign in there. Try again.
refused-provider-refused-consent-required = Your consent is needed
    .explanation = The provider needs your consent first. Try again and agree.
refused-provider-refused-interaction-required = One more step is needed
    .explanation = The provider wants you to do something first. Try again and follow its steps.
refused-provider-refused-unmet-authentication-requirements = A second factor is needed
    .explanation = Your sign-in at the provider was not as strong as this site requires. Set up a second factor there and try again, or use another account.
refused-provider-refused-account-selection-required = Choose an account
    .explanation = The provider needs to know which account you mean. Choose another account, or try again.
refused-provider-refused-temporarily-unavailable = The provider is busy
    .explanation = It is overloaded or under maintenance. Try again in a few minutes.
refused-provider-refused-server-error = The provider had a problem
    .explanation = Something went wrong there. Try again in a moment.
refused-provider-refused-unauthorized-client = This site is not allowed to sign you in
    .explanation = The provider does not allow this site to sign users in. The administrator has to change the settings.
refused-provider-refused-invalid-request = The provider rejected the request
    .explanation = It considers this site’s request invalid. Ask the administrator; the log has more details.
refused-provider-refused-other = The provider refused the sign-in
    .explanation = It ended the sign-in for an unknown reason. Try again, or use another account.
refused-state-missing = This browser lost track of the sign-in
    .explanation = Cookies may be blocked, or the sign-in began in another browser. Allow cookies for this site and try again.
refused-state-unknown = We do not recognize this sign-in
    .explanation = It may come from an old bookmark or another tab. Start again; it only takes a moment.
refused-state-expired = The sign-in took too long
    .explanation = For your safety a sign-in must be finished within a few minutes. Start again.
refused-state-used = This sign-in is already complete
    .explanation = You went back to a sign-in that was already used. Start a new one.
refused-response-malformed = The response could not be read
    .explanation = The provider’s response was incomplete. Try again.
refused-response-issuer-mismatch = The response is not from this provider
    .explanation = It does not name the provider that you chose, so we rejected it. Try again.
refused-token-exchange-failed = The sign-in could not be finished
    .explanation = The provider did not confirm it. Try again.
refused-token-client-rejected = This site is not set up correctly
    .explanation = The provider does not accept this site’s client ID and secret. The administrator has to correct them.
refused-id-token-invalid = The response failed a security check
    .explanation = The provider’s response could not be verified, so you were not signed in. Try again. If this happens every time, tell the administrator.
refused-userinfo-invalid = The provider’s details could not be verified
    .explanation = The details that the provider sent about you failed a check, so you were not signed in. Try again. If this happens every time, tell the administrator.
refused-userinfo-subject-mismatch = The response was about another person
    .explanation = The provider sent the details of a different person than the one who signed in. Try again. If this happens every time, tell the administrator.
refused-account-sign-up-closed = Sign-up is closed here
    .explanation = Only people who already have an account can sign in. Ask the administrator to add you, or use another account.
refused-account-not-allowed = This account may not sign in here
    .explanation = Ask the administrator, or use another account.
refused-account-no-allowed-group = You are not in a group that may sign in here
    .explanation = Ask your administrator to add you to one, or use another account. Then sign in again.
refused-account-too-many-groups = You are in too many groups
    .explanation = The provider could not tell us all of them, so we do not know whether one of them lets you in. Ask your administrator, or use another account.
refused-account-stronger-sign-in-needed = A stronger sign-in is needed
    .explanation = You signed in without something that is required here, such as a second factor. Set it up at the provider and try again, or ask your administrator.
refused-account-fresh-sign-in-needed = You have to sign in again
    .explanation = Your last sign-in at the provider was too long ago. Try again, and enter your password there once more. If the provider does not ask for it, sign out there first, or use another provider.
refused-account-other-organization = This account belongs to another organization
    .explanation = Only members of certain organizations may sign in with this provider. Use your organization’s account, or ask the administrator.
refused-account-disabled = This account is disabled
    .explanation = Ask the administrator to enable it again, or use another account.
refused-request-cross-site = Another site sent this request
    .explanation = For your safety nothing was changed. If you meant to do it, do it from this site’s own pages.
refused-request-too-many = Too many attempts
    .explanation = Wait a minute, then try again.
refused-database-unavailable = A short interruption
    .explanation = The database of this site does not answer at the moment. This usually passes within seconds, and nothing is lost. Wait a moment, then try again.
signed-out-of-browser-only = You may still be signed in elsewhere
    .explanation = The database of this site does not answer at the moment, so your session could not be ended. This browser has forgotten it here. To end it everywhere, sign in again in a few minutes, and end the session on your account page.
refused-internal = Something went wrong here
    .explanation = This is not your fault. Try again in a moment. If the problem persists, give the administrator the request number below.

## Signing in with a sign-in link from the operator

# $name is the name of the user.
sign-in-link-question = Sign in as { $name }?
sign-in-link-explanation = The administrator of this site created a sign-in link for you. It works once and expires after ten minutes.
# Shown on the dashboard after "Signed in with", instead of the name of a provider.
sign-in-link-as-provider = a link from the administrator
refused-link-invalid = This link no longer works
    .explanation = A sign-in link works once and expires after ten minutes. Ask the administrator for a new one, or sign in another way.
refused-session-ticket-invalid = The session could not be carried over
    .explanation = It has to reach this page within half a minute, and only once. Try again.
refused-session-cookie-lost = Your browser did not keep a cookie
    .explanation = Without cookies of this site you cannot be signed in. Allow them, open this page under its usual address, and try again.

## Applications behind the reverse proxy

# Above a button with the text of "sign-in".
application-needs-sign-in = Sign in to continue.
refused-verify-untrusted-proxy = This site is not set up completely
    .explanation = The sign-in does not trust the proxy of this site yet. Tell the administrator: the log names the setting to change.
refused-verify-bad-request = This address cannot be opened
    .explanation = It can be read in several ways, or it did not arrive here completely. If you typed it, check it. If not, tell the administrator.
refused-verify-unknown-application = There is no application at this address
    .explanation = It is not set up for the sign-in. Check the address, or ask the administrator to add it.
# $has-name is "yes" when $application is the name of an application, and "no" when the application is not known.
refused-application-not-allowed =
    { $has-name ->
        [yes] You do not have access to { $application }
       *[no] You do not have access to this page
    }
    .explanation = Ask the administrator for access, or use another account.
refused-application-step-up-needed =
    { $has-name ->
        [yes] Your sign-in is not enough for { $application }
       *[no] Your sign-in is not enough for this page
    }
    .explanation = It needs a stronger or a more recent sign-in, and your provider did not confirm one. Try again and follow all its steps, or ask the administrator.
# $application is the name of an application. The title of the page that asks the user to sign in again.
step-up = Sign in again to open { $application }
# Below it, one of these two.
step-up-stronger = This part of it needs a stronger sign-in than yours, for example with a second factor.
step-up-recent = You signed in too long ago for this part of it.
refused-application-ticket-invalid = Your sign-in did not reach the application
    .explanation = It has to get there within half a minute, and only once. Try again.
refused-application-cookie-lost = The application’s cookie was lost
    .explanation = Without it you would be sent back here again and again. Allow cookies for the application, and try again. If that does not help, ask the administrator: its proxy may not pass cookies on.

## After a sign-out

# $provider is the name of a provider. Its own session was not ended.
signed-out-here-alone = You are signed out here; you may still be signed in at { $provider }.
# $provider is the name of a provider. It has redirected the browser back here.
signed-out-there = Your session here has ended, and { $provider } was asked to sign you out as well.

## The account page and its subpages

account = Your account
ways-to-sign-in = Ways to sign in
no-address = no address
# A mark beside the name of a provider.
not-offered = No longer offered
no-way-to-sign-in = None of your ways to sign in is offered here any more. Link another one before you sign out, or ask the administrator.
# $moment has the format of the message "moment".
linked-on = Linked { $moment }
last-used-on = Last used { $moment }
unlink = Unlink
# Below the way to sign in that began the session of this browser.
unlink-ends-session = You are signed in with it in this browser: unlinking it signs you out here.
link-another = Link another way to sign in
link-provider = Link { $provider }
sessions = Active sessions
# Shown if there are too many sessions to show all. Both are numbers.
sessions-shown = The { $shown } sessions that were used last, of { $count }
this-session = This browser
session-began = Signed in { $moment }
session-seen = Last seen { $moment }
# Followed by the names of applications.
signed-in-to = Signed in to
groups-at = Groups at { $provider }
groups-too-many = Too many groups at { $provider } to show here
# Shown on its own, instead of the name of a provider.
session-by-link = Link from the administrator
end-session = Sign out
end-other-sessions = Sign out everywhere else
recent-events = Recent activity
to-dashboard = Go to the dashboard
# The heading of a list of events, on the dashboard and on the account page.
changes = Changes to your account
# Below that list.
changes-unexpected = If you did not expect one of these, check your ways to sign in and your sessions, and ask the administrator.
# A button that hides it.
changes-seen = I have seen this
# $browser and $system are names, such as Firefox and Linux.
device = { $browser } on { $system }
device-unknown = Unknown device
event-signed-in = Signed in with { $provider }
# $reason is the title of a refusal, such as "The sign-in took too long".
event-sign-in-refused = A sign-in with { $provider } was refused: { $reason }
event-signed-out = Signed out
event-session-ended = Signed out in another browser
event-other-sessions-ended = Signed out everywhere else
event-linked = { $provider } was linked
event-link-refused = { $provider } was not linked: { $reason }
event-unlinked = { $provider } was unlinked
event-merged = Another account was merged into this one
event-email-changed = Your e-mail address here has changed
event-signed-in-by-link = Signed in with a link from the administrator
event-ended-there = Signed out at { $provider }, and therefore here too
event-no-longer-welcome = Signed out because { $provider } no longer confirms your sign-in
event-recheck-unanswered = Signed out because { $provider } did not confirm your sign-in in time
event-provider-removed = Signed out because { $provider } is no longer offered here
event-user-disabled = The administrator disabled this account
event-user-enabled = The administrator enabled this account again
event-user-signed-out = The administrator signed you out everywhere
event-user-sessions-ended = The administrator ended some of your sessions
event-user-unlinked = The administrator unlinked one of your ways to sign in
event-user-relinked = The administrator let a new sign-in at your provider replace the one you had
event-user-renamed = The administrator changed your username
event-user-deleted = The administrator removed this account
event-user-invited = The administrator invited you
event-sign-in-link-made = The administrator created a sign-in link for you
done-linked = The way to sign in was linked. You can use it from now on.
done-linked-by-email = A new way to sign in was linked to your account, because it has your e-mail address. If it is not yours, unlink it.
done-unlinked = The way to sign in was unlinked.
done-session-ended = That session has ended.
done-other-sessions-ended = You are signed out everywhere else.
done-merged = The two accounts were merged.
confirm = Confirm that it is you
confirm-explanation = You are about to change how you sign in. For your safety, sign in again first. Then repeat the change.
confirm-with = Sign in again with { $provider }
confirm-otherwise = If the provider does not let you do that, use another one, or ask the administrator for a link to sign in.
link-question = Link this way to sign in?
link-explanation = You have just signed in with it in this browser. Check that both are yours.
link-identity = Way to sign in
link-consequences = From then on, it opens this account. If it is not yours, do not link it.
link-leave = Do not link
merge = Merge two accounts?
merge-explanation = You have just signed in to both accounts in this browser, so you can merge them. Check them carefully first.
merge-stays = This account is kept
merge-goes = This account is merged into it
account-since = Since { $moment }
merge-consequences = All ways to sign in will lead to the account that is kept. The other account is deleted permanently and signed out everywhere. Data that applications have stored for it is not moved.
merge-do = Merge them
merge-leave = Leave both as they are

## Access tokens, on the account page and on the page that shows a new one

access-tokens = Access tokens
access-tokens-explanation = With a token, a program such as git, a file manager or a mobile app opens an application in your name, without a browser.
# $moment has the format of the message "moment".
token-created-on = Created { $moment }
token-expires-on = Expires { $moment }
token-never-used = Never used
revoke = Revoke
new-token = New token
token-name = Name
# Below the field for the name of a token.
token-name-hint = The device or program that will use it
token-applications = Applications
token-lifetime = Valid for
# $days is 30 or 90.
token-days = { $days } days
token-year = 1 year
make-token = Create token
token-confirm-first = Before you create a token, confirm that it is you.
token-needs-provider = You signed in with a link from the administrator. To create a token, sign in with a provider first.
token-no-application = No application accepts tokens from you at the moment.
token-too-many = You cannot have more tokens. Revoke one first.
done-token-revoked = The token was revoked. It does not open anything any more.
event-token-created = Created an access token
event-token-revoked = Revoked an access token
event-application-refused = Was refused by an application
event-user-tokens-revoked = The administrator revoked access tokens of yours
token-ready = Your new token
token-copy = Copy it now: it will not be shown again.
# Before a date.
token-valid-until = Valid until
token-use = Enter it as the password, with any user name, or send it as a Bearer token. Anyone who has it can open these applications in your name, so keep it secret.
# $days is a number of days.
token-keep = It works as long as you sign in here at least once every { $days } days.
refused-token-invalid = This access token does not work
    .explanation = It was revoked, has expired, or is not for this application. Sign in again, or create a new token on your account page.
refused-token-not-created = The token was not created
    .explanation = It needs a name that no other token of yours has, and at least one application. Try again.

## Why a change to the account was refused

refused-account-link-off = Accounts of this provider are not linked here
    .explanation = The administrator does not allow it, so nothing was changed. Link another provider, or ask the administrator.
refused-account-another-user = You used a different account
    .explanation = You came back with a different account than you started with, or you are no longer signed in. Nothing was changed. Sign in with the account that you started with, and try again.
refused-account-confirmation-needed = Not linked to your account yet
    .explanation = You already have an account with this e-mail address. Sign in the way you did before to link them. After that, you can sign in either way.
refused-account-last-identity = This is your only way to sign in
    .explanation = Without it, you could not sign in again, so it was not unlinked. Link another one first.
