# The texts of Kaimu's pages, in Spanish.
# See en.ftl for notes to translators.

language-name = Español
moment = %-d de %B de %Y, %H:%M UTC

## The sign-in page

sign-in = Iniciar sesión
continue-with = Continuar con { $provider }
last-used = Último utilizado
not-answering = No disponible en este momento
or-continue-with-another = O iniciar sesión de otra forma
afterwards = Después continuará en
choose-language = Idioma
try-again = Reintentar
try-again-with = Reintentar con { $provider }
use-another-account = Usar otra cuenta
code = Código
request = Número de solicitud
contact = Pregunte al administrador:
last-provider-gone = La última forma con la que inició sesión ya no se ofrece aquí. Inicie sesión de otra forma o pida al administrador un enlace de acceso.
signed-out = Sesión cerrada
signed-out-here = Su sesión aquí ha finalizado. Es posible que su sesión en el proveedor de identidad siga abierta.

## The sign-in page before any provider is set up; read by the operator

setup = Aún no se ha configurado ningún proveedor
setup-register = Si administra este sitio, regístrelo en su OpenID Provider con esta redirect URI:
setup-configure = Después, asigne a esta variable de entorno los datos que le dio el proveedor y reinicie el servicio:

## The page that completes a provider's form_post response

almost-there = Ya casi está
almost-there-explanation = Falta un paso para completar el inicio de sesión.
address-too-long = La dirección que quería abrir es demasiado larga para conservarla durante el inicio de sesión. Continúe en la página principal.
continue = Continuar

## The page that asks a user who is signed in, when another site starts a sign-in with another provider

switch-explanation = Otro sitio le pide que inicie sesión con { $provider }.
continue-as = Continuar como { $name }
sign-in-instead = Iniciar sesión con { $provider }

## The dashboard

dashboard = Panel
applications = Aplicaciones
signed-in-as = Sesión iniciada como { $username }
email = Correo electrónico
no-verified-email = ninguno verificado
signed-in-with = Sesión iniciada con
since = Desde
sign-out = Cerrar sesión

## The page that asks before a sign-out

sign-out-question = ¿Cerrar sesión?
sign-out-explanation = Se cerrará su sesión en este navegador.
stay-signed-in = Mantener la sesión iniciada

## Error pages

front-page = Ir a la página principal
not-found = Esta página no existe
    .explanation = Compruebe la dirección o empiece de nuevo desde la página principal.
method-not-allowed = Esta solicitud no se admite aquí
    .explanation = Esta dirección existe, pero no admite ese tipo de solicitud. Empiece de nuevo desde la página principal.

## Why a sign-in was refused: each name is the code that the page shows in small print, with hyphens

refused-provider-unknown = Ese proveedor no existe
    .explanation = El enlace indica un proveedor de identidad que no está configurado aquí. Elija uno a continuación.
refused-provider-unavailable = El proveedor no está disponible
    .explanation = No se pudo contactar con él o su respuesta no era válida. Inténtelo de nuevo en un momento.
refused-provider-issuer-changed = La dirección de este proveedor ha cambiado
    .explanation = El administrador tiene que confirmar la nueva dirección antes de que usted pueda iniciar sesión con este proveedor. Consulte al administrador o inicie sesión de otra forma.
refused-provider-signed-out = Se cerró su sesión en el proveedor
    .explanation = El proveedor cerró su sesión mientras se completaba este inicio de sesión. Para usar este sitio, vuelva a iniciar sesión.
refused-provider-refused-access-denied = Acceso denegado
    .explanation = El proveedor no le permitió entrar o usted canceló la operación. Inténtelo de nuevo o use otra cuenta.
refused-provider-refused-not-assigned =
    { $named ->
        [yes] No tiene asignada esta aplicación en { $provider }
       *[no] No tiene asignada esta aplicación
    }
    .explanation = Consulte a su administrador o use otra cuenta.
refused-provider-refused-no-access-policy = Ninguna política de acceso le permite entrar
    .explanation = Las políticas del proveedor no contemplan este inicio de sesión. Pida a su administrador que añada una o use otra cuenta.
refused-provider-refused-invalid-scope = Scope no válido
    .explanation = Este sitio pide un scope que el proveedor no ofrece. El administrador debe activarlo allí o quitarlo aquí.
refused-provider-refused-login-required = Primero inicie sesión en el proveedor
    .explanation = El proveedor requiere que inicie sesión. Inténtelo de nuevo.
refused-provider-refused-consent-required = Se necesita su consentimiento
    .explanation = El proveedor necesita primero su consentimiento. Inténtelo de nuevo y acepte.
refused-provider-refused-interaction-required = Se necesita un paso más
    .explanation = El proveedor requiere antes una acción por su parte. Inténtelo de nuevo y siga sus pasos.
refused-provider-refused-unmet-authentication-requirements = Se necesita un segundo factor
    .explanation = El inicio de sesión en el proveedor no fue tan seguro como se exige aquí. Configure allí un segundo factor e inténtelo de nuevo, o use otra cuenta.
refused-provider-refused-account-selection-required = Elija una cuenta
    .explanation = El proveedor necesita saber a qué cuenta se refiere. Elija otra cuenta o inténtelo de nuevo.
refused-provider-refused-temporarily-unavailable = El proveedor está ocupado
    .explanation = Está sobrecargado o en mantenimiento. Inténtelo de nuevo en unos minutos.
refused-provider-refused-server-error = El proveedor tuvo un problema
    .explanation = Algo salió mal allí. Inténtelo de nuevo en un momento.
refused-provider-refused-unauthorized-client = El proveedor no autoriza a este sitio
    .explanation = El proveedor no permite que los usuarios inicien sesión a través de este sitio. El administrador debe cambiar la configuración.
refused-provider-refused-invalid-request = El proveedor rechazó la solicitud
    .explanation = Considera que la solicitud de este sitio no es válida. Consulte al administrador; el registro contiene más información.
refused-provider-refused-other = El proveedor rechazó el inicio de sesión
    .explanation = Lo interrumpió por un motivo desconocido. Inténtelo de nuevo o use otra cuenta.
refused-state-missing = Este navegador perdió el rastro del inicio de sesión
    .explanation = Puede que las cookies estén bloqueadas o que el inicio de sesión comenzara en otro navegador. Permita las cookies de este sitio e inténtelo de nuevo.
refused-state-unknown = No reconocemos este inicio de sesión
    .explanation = Puede que provenga de un marcador antiguo o de otra pestaña. Empiece de nuevo; solo lleva un momento.
refused-state-expired = El inicio de sesión tardó demasiado
    .explanation = Por su seguridad, el inicio de sesión debe completarse en pocos minutos. Empiece de nuevo.
refused-state-used = Este inicio de sesión ya se completó
    .explanation = Ha vuelto a un inicio de sesión que ya se utilizó. Empiece uno nuevo.
refused-response-malformed = No se pudo leer la respuesta
    .explanation = La respuesta del proveedor llegó incompleta. Inténtelo de nuevo.
refused-response-issuer-mismatch = La respuesta no es de este proveedor
    .explanation = No nombra al proveedor que usted eligió, así que la hemos rechazado. Inténtelo de nuevo.
refused-token-exchange-failed = No se pudo completar el inicio de sesión
    .explanation = El proveedor no lo confirmó. Inténtelo de nuevo.
refused-token-client-rejected = Este sitio no está bien configurado
    .explanation = El proveedor no acepta el client id y el client secret de este sitio. El administrador debe corregirlos.
refused-id-token-invalid = La respuesta no superó un control de seguridad
    .explanation = No se pudo verificar la respuesta del proveedor, así que no se inició la sesión. Inténtelo de nuevo; si ocurre siempre, avise al administrador.
refused-userinfo-invalid = No se pudieron verificar los datos del proveedor
    .explanation = Los datos que el proveedor envió sobre usted no superaron un control, así que no se inició la sesión. Inténtelo de nuevo; si ocurre siempre, avise al administrador.
refused-userinfo-subject-mismatch = La respuesta se refería a otra persona
    .explanation = El proveedor describió a una persona distinta de la que inició sesión. Inténtelo de nuevo; si ocurre siempre, avise al administrador.
refused-account-sign-up-closed = Aquí no se admiten cuentas nuevas
    .explanation = Solo pueden iniciar sesión quienes ya tienen una cuenta. Pida al administrador que le añada o use otra cuenta.
refused-account-not-allowed = Esta cuenta no puede iniciar sesión aquí
    .explanation = Consulte al administrador o use otra cuenta.
refused-account-no-allowed-group = No está en ningún grupo que pueda iniciar sesión aquí
    .explanation = Pida a su administrador que le añada a uno o use otra cuenta. Después, inicie sesión de nuevo.
refused-account-too-many-groups = Está en demasiados grupos
    .explanation = El proveedor no pudo indicarnos todos, así que no sabemos si alguno le permite entrar. Consulte a su administrador o use otra cuenta.
refused-account-stronger-sign-in-needed = Se necesita un inicio de sesión más seguro
    .explanation = A su inicio de sesión le faltó algo que aquí se exige, como un segundo factor. Configúrelo en el proveedor e inténtelo de nuevo, o consulte a su administrador.
refused-account-fresh-sign-in-needed = Debe iniciar sesión de nuevo
    .explanation = Su inicio de sesión en el proveedor fue hace demasiado tiempo. Inténtelo de nuevo e introduzca allí otra vez su contraseña. Si el proveedor no se la pide, cierre primero la sesión allí o use otro proveedor.
refused-account-other-organization = Esta cuenta pertenece a otra organización
    .explanation = Con este proveedor solo pueden iniciar sesión las personas de determinadas organizaciones. Use la cuenta de su organización o consulte al administrador.
refused-account-disabled = Esta cuenta está desactivada
    .explanation = Pida al administrador que vuelva a activarla o use otra cuenta.
refused-request-cross-site = Otro sitio envió esta solicitud
    .explanation = Por su seguridad, no se ha cambiado nada. Si era su intención, hágalo desde las páginas de este sitio.
refused-request-too-many = Demasiados intentos
    .explanation = Espere un minuto e inténtelo de nuevo.
refused-database-unavailable = Una breve interrupción
    .explanation = La base de datos de este sitio no responde en este momento. Suele pasar en unos segundos y no se pierde nada. Espere un momento y vuelva a intentarlo.
signed-out-of-browser-only = Es posible que la sesión siga abierta en otro lugar
    .explanation = La base de datos de este sitio no responde en este momento, así que no se pudo cerrar su sesión. Este navegador la ha olvidado aquí. Para cerrarla en todas partes, vuelva a iniciar sesión en unos minutos y cierre la sesión en la página de su cuenta.
refused-internal = Algo salió mal aquí
    .explanation = No es culpa suya. Vuelva a intentarlo en un momento; si el problema continúa, indique al administrador el número de solicitud que aparece abajo.

## Signing in with a sign-in link from the operator

sign-in-link-question = ¿Iniciar sesión como { $name }?
sign-in-link-explanation = El administrador de este sitio ha creado un enlace de inicio de sesión para usted. Funciona una sola vez y caduca a los diez minutos.
sign-in-link-as-provider = un enlace del administrador
refused-link-invalid = Este enlace ya no funciona
    .explanation = Un enlace de inicio de sesión funciona una sola vez y caduca a los diez minutos. Pida otro al administrador o inicie sesión de otra forma.
refused-session-ticket-invalid = No se pudo trasladar la sesión
    .explanation = Debe llegar a esta página en menos de medio minuto y una sola vez. Inténtelo de nuevo.
refused-session-cookie-lost = Su navegador no conservó una cookie
    .explanation = Sin las cookies de este sitio no puede mantener la sesión iniciada. Permítalas, abra esta página en su dirección habitual e inténtelo de nuevo.

## Applications behind the reverse proxy

application-needs-sign-in = Inicie sesión para continuar.
refused-verify-untrusted-proxy = Este sitio no está configurado por completo
    .explanation = El inicio de sesión aún no confía en el proxy de este sitio. Avise al administrador: el registro indica qué ajuste hay que cambiar.
refused-verify-bad-request = Esta dirección no se puede abrir
    .explanation = Puede leerse de varias formas o no llegó aquí completa. Si la escribió usted, revísela. Si no, avise al administrador.
refused-verify-unknown-application = No hay ninguna aplicación en esta dirección
    .explanation = No está configurada para el inicio de sesión. Revise la dirección o pida al administrador que la añada.
refused-application-not-allowed =
    { $has-name ->
        [yes] No tiene acceso a { $application }
       *[no] No tiene acceso a esta página
    }
    .explanation = Pida acceso al administrador o use otra cuenta.
refused-application-step-up-needed =
    { $has-name ->
        [yes] Su inicio de sesión no es suficiente para { $application }
       *[no] Su inicio de sesión no es suficiente para esta página
    }
    .explanation = Se necesita uno más seguro o más reciente, y su proveedor no confirmó ninguno. Inténtelo de nuevo y siga todos sus pasos, o consulte al administrador.
step-up = Inicie sesión de nuevo para abrir { $application }
step-up-stronger = Esta parte exige un inicio de sesión más seguro que el suyo, por ejemplo, con un segundo factor.
step-up-recent = Su inicio de sesión fue hace demasiado tiempo para esta parte.
refused-application-ticket-invalid = Su inicio de sesión no llegó a la aplicación
    .explanation = Debe llegar en menos de medio minuto y una sola vez. Inténtelo de nuevo.
refused-application-cookie-lost = Se perdió la cookie de la aplicación
    .explanation = Sin ella, se le enviaría aquí una y otra vez. Permita las cookies de la aplicación e inténtelo de nuevo. Si no sirve, consulte al administrador: puede que el proxy de la aplicación no transmita las cookies.

## After a sign-out

signed-out-here-alone = Ha cerrado la sesión aquí; es posible que su sesión en { $provider } siga abierta.
signed-out-there = Su sesión aquí ha finalizado y se ha pedido a { $provider } que también la cierre.

## The account page and its subpages

account = Su cuenta
ways-to-sign-in = Formas de iniciar sesión
no-address = sin dirección
not-offered = Ya no se ofrece
no-way-to-sign-in = Ya no se ofrece aquí ninguna de sus formas de iniciar sesión. Vincule otra antes de cerrar la sesión o pregunte al administrador.
linked-on = Vinculada el { $moment }
last-used-on = Último uso el { $moment }
unlink = Desvincular
unlink-ends-session = En este navegador inició sesión con ella: si la desvincula, su sesión se cerrará aquí.
link-another = Vincular otra forma de iniciar sesión
link-provider = Vincular { $provider }
sessions = Sesiones activas
sessions-shown = Las { $shown } sesiones usadas más recientemente, de { $count }
this-session = Este navegador
session-began = Iniciada el { $moment }
session-seen = Última actividad el { $moment }
signed-in-to = Sesión iniciada en
groups-at = Grupos en { $provider }
groups-too-many = Demasiados grupos en { $provider } para mostrarlos aquí
session-by-link = Enlace del administrador
end-session = Cerrar esa sesión
end-other-sessions = Cerrar todas las demás sesiones
recent-events = Actividad reciente
to-dashboard = Ir al panel
changes = Cambios en su cuenta
changes-unexpected = Si no esperaba alguno de ellos, revise sus formas de iniciar sesión y sus sesiones, y pregunte al administrador.
changes-seen = Lo he visto
device = { $browser } en { $system }
device-unknown = Dispositivo desconocido
event-signed-in = Sesión iniciada con { $provider }
event-sign-in-refused = Se rechazó un inicio de sesión con { $provider }: { $reason }
event-signed-out = Sesión cerrada
event-session-ended = Sesión cerrada en otro navegador
event-other-sessions-ended = Todas las demás sesiones cerradas
event-linked = Se vinculó { $provider }
event-link-refused = No se vinculó { $provider }: { $reason }
event-unlinked = Se desvinculó { $provider }
event-merged = Otra cuenta se fusionó con esta
event-email-changed = Su dirección de correo aquí ha cambiado
event-signed-in-by-link = Sesión iniciada con un enlace del administrador
event-ended-there = Sesión cerrada en { $provider } y, por tanto, también aquí
event-no-longer-welcome = Sesión cerrada porque { $provider } ya no confirma su inicio de sesión
event-recheck-unanswered = Sesión cerrada porque { $provider } no confirmó a tiempo su inicio de sesión
event-provider-removed = Sesión cerrada porque { $provider } ya no se ofrece aquí
event-user-disabled = El administrador desactivó esta cuenta
event-user-enabled = El administrador volvió a activar esta cuenta
event-user-signed-out = El administrador cerró todas sus sesiones
event-user-sessions-ended = El administrador cerró algunas de sus sesiones
event-user-unlinked = El administrador desvinculó una de sus formas de iniciar sesión
event-user-relinked = El administrador permitió que un nuevo inicio de sesión en su proveedor sustituya al anterior
event-user-renamed = El administrador cambió su nombre de usuario
event-user-deleted = El administrador eliminó esta cuenta
event-user-invited = El administrador le invitó
event-sign-in-link-made = El administrador creó un enlace de inicio de sesión para usted
done-linked = Se vinculó la forma de iniciar sesión. A partir de ahora puede usarla.
done-linked-by-email = Se vinculó a su cuenta una nueva forma de iniciar sesión, porque tiene su dirección de correo. Si no es suya, desvincúlela.
done-unlinked = Se desvinculó la forma de iniciar sesión.
done-session-ended = Esa sesión ha finalizado.
done-other-sessions-ended = Se han cerrado todas las demás sesiones.
done-merged = Se han fusionado las dos cuentas.
confirm = Confirme que es usted
confirm-explanation = Está a punto de cambiar su forma de iniciar sesión. Por su seguridad, inicie sesión de nuevo y después repita la operación.
confirm-with = Iniciar sesión de nuevo con { $provider }
confirm-otherwise = Si el proveedor no lo permite, use otro o pida al administrador un enlace de acceso.
link-question = ¿Vincular esta forma de iniciar sesión?
link-explanation = Acaba de iniciar sesión con ella en este navegador. Compruebe que ambas son suyas.
link-identity = Forma de iniciar sesión
link-consequences = A partir de entonces abrirá esta cuenta. Si no es suya, no la vincule.
link-leave = No vincular
merge = ¿Fusionar dos cuentas?
merge-explanation = Acaba de iniciar sesión en ambas cuentas en este navegador, así que puede fusionarlas. Revíselas bien antes de hacerlo.
merge-stays = Esta cuenta se conserva
merge-goes = Esta cuenta se incorpora a ella
account-since = Desde el { $moment }
merge-consequences = Todas las formas de iniciar sesión llevarán a la cuenta que se conserva. La otra se elimina definitivamente y se cierran todas sus sesiones. Lo que las aplicaciones hayan guardado para ella no se traslada.
merge-do = Fusionarlas
merge-leave = Dejar ambas como están

## Access tokens, on the account page and on the page that shows a new one

access-tokens = Tokens de acceso
access-tokens-explanation = Con un token, un programa como git, un gestor de archivos o una aplicación móvil abre una aplicación en su nombre, sin navegador.
token-created-on = Creado el { $moment }
token-expires-on = Caduca el { $moment }
token-never-used = Nunca usado
revoke = Revocar
new-token = Nuevo token
token-name = Nombre
token-name-hint = El dispositivo o programa que lo usará
token-applications = Aplicaciones
token-lifetime = Válido durante
token-days = { $days } días
token-year = 1 año
make-token = Crear token
token-confirm-first = Antes de crear un token, confirme que es usted.
token-needs-provider = Inició sesión con un enlace del administrador. Para crear un token, inicie sesión primero con un proveedor.
token-no-application = Por ahora, ninguna aplicación acepta tokens de usted.
token-too-many = No puede tener más tokens. Revoque uno primero.
done-token-revoked = Se revocó el token. Ya no abre nada.
event-token-created = Se creó un token de acceso
event-token-revoked = Se revocó un token de acceso
event-application-refused = Se denegó el acceso a una aplicación
event-user-tokens-revoked = El administrador revocó tokens de acceso suyos
token-ready = Su nuevo token
token-copy = Cópielo ahora: no se volverá a mostrar.
token-valid-until = Válido hasta
token-use = Introdúzcalo como contraseña, con cualquier nombre de usuario, o envíelo como token Bearer. Quien lo tenga puede abrir estas aplicaciones en su nombre, así que manténgalo en secreto.
token-keep = Funciona mientras inicie sesión aquí al menos una vez cada { $days } días.
refused-token-invalid = Este token de acceso no funciona
    .explanation = Se revocó, ha caducado o no es para esta aplicación. Vuelva a iniciar sesión o cree un token nuevo en la página de su cuenta.
refused-token-not-created = No se creó el token
    .explanation = Necesita un nombre que no tenga ningún otro token suyo y al menos una aplicación. Inténtelo de nuevo.

## Why a change to the account was refused

refused-account-link-off = Las cuentas de este proveedor no se vinculan aquí
    .explanation = El administrador no lo permite, así que no se cambió nada. Vincule otro proveedor o pregunte al administrador.
refused-account-another-user = Ha usado otra cuenta
    .explanation = Ha vuelto con una cuenta distinta de la del principio o ya no tiene la sesión iniciada. No se cambió nada. Inicie sesión con la cuenta con la que empezó e inténtelo de nuevo.
refused-account-confirmation-needed = Aún sin vincular a su cuenta
    .explanation = Ya tiene una cuenta con esta dirección de correo. Inicie sesión como lo hacía antes para vincular también esta forma. Después podrá usar ambas.
refused-account-last-identity = Es su única forma de iniciar sesión
    .explanation = Sin ella no podría volver a iniciar sesión, así que no se desvinculó. Vincule otra primero.
