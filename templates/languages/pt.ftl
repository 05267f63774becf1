# The texts of Kaimu's pages, in Portuguese.
# See en.ftl for notes to translators.

language-name = Português
moment = %-d de %B de %Y, %H:%M UTC

## The sign-in page

sign-in = Entrar
continue-with = Continuar com { $provider }
last-used = Usado por último
not-answering = Indisponível no momento
or-continue-with-another = Ou entrar de outra forma
afterwards = Depois, você seguirá para
choose-language = Idioma
try-again = Tentar novamente
try-again-with = Tentar novamente com { $provider }
use-another-account = Usar outra conta
code = Código
request = Número da solicitação
contact = Fale com o administrador:
last-provider-gone = A última forma com que você entrou não é mais oferecida aqui. Entre de outra forma ou peça ao administrador um link de acesso.
signed-out = Você saiu da sua conta
signed-out-here = Sua sessão aqui foi encerrada. A sessão no seu provedor de identidade talvez ainda esteja aberta.

## The sign-in page before any provider is set up; read by the operator

setup = Nenhum provedor foi configurado ainda
setup-register = Se você administra este site, registre-o no seu OpenID Provider com esta redirect URI:
setup-configure = Depois, defina esta variável de ambiente com os dados que o provedor forneceu e reinicie o serviço:

## The page that completes a provider's form_post response

almost-there = Quase lá
almost-there-explanation = Falta só mais um passo para você entrar.
address-too-long = O endereço que você queria abrir é longo demais para ser guardado durante a entrada. Continue na página inicial.
continue = Continuar

## The page that asks a user who is signed in, when another site starts a sign-in with another provider

switch-explanation = Outro site pede que você entre com { $provider }.
continue-as = Continuar como { $name }
sign-in-instead = Entrar com { $provider }

## The dashboard

dashboard = Painel
applications = Aplicativos
signed-in-as = Sessão iniciada como { $username }
email = E-mail
no-verified-email = nenhum verificado
signed-in-with = Sessão iniciada com
since = Desde
sign-out = Sair

## The page that asks before a sign-out

sign-out-question = Deseja sair?
sign-out-explanation = Isso encerra sua sessão neste navegador.
stay-signed-in = Manter a sessão iniciada

## Error pages

front-page = Ir para a página inicial
not-found = Esta página não existe
    .explanation = Verifique o endereço ou comece de novo pela página inicial.
method-not-allowed = Esta solicitação não é aceita aqui
    .explanation = Este endereço existe, mas não aceita esse tipo de solicitação. Comece de novo pela página inicial.

## Why a sign-in was refused: each name is the code that the page shows in small print, with hyphens

refused-provider-unknown = Esse provedor não existe
    .explanation = O link indica um provedor de identidade que não está configurado aqui. Escolha um abaixo.
refused-provider-unavailable = O provedor está indisponível
    .explanation = Não foi possível contatá-lo, ou a resposta dele era inválida. Tente novamente em instantes.
refused-provider-issuer-changed = O endereço deste provedor mudou
    .explanation = O administrador precisa confirmar o novo endereço antes que você possa entrar com este provedor. Fale com o administrador ou entre de outra forma.
refused-provider-signed-out = Sua sessão no provedor foi encerrada
    .explanation = O provedor encerrou sua sessão enquanto esta entrada estava em andamento. Para usar este site, entre novamente.
refused-provider-refused-access-denied = Acesso negado
    .explanation = O provedor não permitiu a sua entrada, ou você cancelou. Tente novamente ou use outra conta.
refused-provider-refused-not-assigned =
    { $named ->
        [yes] Esta aplicação não está atribuída a você em { $provider }
       *[no] Esta aplicação não está atribuída a você
    }
    .explanation = Fale com o administrador ou use outra conta.
refused-provider-refused-no-access-policy = Nenhuma política de acesso permite a sua entrada
    .explanation = As políticas do provedor não abrangem este login. Peça ao administrador que adicione uma ou use outra conta.
refused-provider-refused-invalid-scope = Scope inválido
    .explanation = Este site pede um scope que o provedor não oferece. O administrador precisa ativá-lo lá ou removê-lo aqui.
refused-provider-refused-login-required = Primeiro é preciso entrar no provedor
    .explanation = O provedor exige que você entre na sua conta. Tente novamente.
refused-provider-refused-consent-required = O seu consentimento é necessário
    .explanation = O provedor precisa primeiro do seu consentimento. Tente novamente e aceite.
refused-provider-refused-interaction-required = Falta mais um passo
    .explanation = O provedor exige primeiro uma ação sua. Tente novamente e siga os passos dele.
refused-provider-refused-unmet-authentication-requirements = É necessário um segundo fator
    .explanation = O login no provedor não foi tão seguro quanto se exige aqui. Configure lá um segundo fator e tente novamente, ou use outra conta.
refused-provider-refused-account-selection-required = Escolha uma conta
    .explanation = O provedor precisa saber qual conta você quer usar. Escolha outra conta ou tente novamente.
refused-provider-refused-temporarily-unavailable = O provedor está ocupado
    .explanation = Ele está sobrecarregado ou em manutenção. Tente novamente em alguns minutos.
refused-provider-refused-server-error = O provedor teve um problema
    .explanation = Algo deu errado do lado dele. Tente novamente em instantes.
refused-provider-refused-unauthorized-client = O provedor não autoriza este site
    .explanation = O provedor não permite o login de usuários por meio deste site. O administrador precisa alterar as configurações.
refused-provider-refused-invalid-request = O provedor rejeitou a solicitação
    .explanation = Ele considera inválida a solicitação deste site. Fale com o administrador; o log tem mais detalhes.
refused-provider-refused-other = O provedor recusou o login
    .explanation = Ele encerrou o login por um motivo desconhecido. Tente novamente ou use outra conta.
refused-state-missing = Este navegador perdeu o rastro do login
    .explanation = Talvez os cookies estejam bloqueados, ou o login tenha começado em outro navegador. Permita os cookies deste site e tente novamente.
refused-state-unknown = Não reconhecemos este login
    .explanation = Talvez ele venha de um favorito antigo ou de outra aba. Comece de novo; leva só um momento.
refused-state-expired = O login demorou demais
    .explanation = Para a sua segurança, o login deve ser concluído em poucos minutos. Comece de novo.
refused-state-used = Este login já foi concluído
    .explanation = Você voltou a um login que já foi usado. Inicie um novo.
refused-response-malformed = Não foi possível ler a resposta
    .explanation = A resposta do provedor chegou incompleta. Tente novamente.
refused-response-issuer-mismatch = A resposta não é deste provedor
    .explanation = Ela não indica o provedor que você escolheu, por isso a rejeitamos. Tente novamente.
refused-token-exchange-failed = Não foi possível concluir o login
    .explanation = O provedor não o confirmou. Tente novamente.
refused-token-client-rejected = Este site não está configurado corretamente
    .explanation = O provedor não aceita o client id e o client secret deste site. O administrador precisa corrigi-los.
refused-id-token-invalid = A resposta não passou em uma verificação de segurança
    .explanation = Não foi possível verificar a resposta do provedor, por isso a sessão não foi iniciada. Tente novamente; se acontecer sempre, avise o administrador.
refused-userinfo-invalid = Não foi possível verificar os dados do provedor
    .explanation = Os dados que o provedor enviou sobre você não passaram em uma verificação, por isso a sessão não foi iniciada. Tente novamente; se acontecer sempre, avise o administrador.
refused-userinfo-subject-mismatch = A resposta era sobre outra pessoa
    .explanation = O provedor descreveu uma pessoa diferente da que entrou. Tente novamente; se acontecer sempre, avise o administrador.
refused-account-sign-up-closed = Novas contas não são aceitas aqui
    .explanation = Só pode entrar quem já tem uma conta. Peça ao administrador que adicione você ou use outra conta.
refused-account-not-allowed = Esta conta não pode entrar aqui
    .explanation = Fale com o administrador ou use outra conta.
refused-account-no-allowed-group = Você não está em nenhum grupo que possa entrar aqui
    .explanation = Peça ao administrador que adicione você a um deles ou use outra conta. Depois, entre novamente.
refused-account-too-many-groups = Você está em grupos demais
    .explanation = O provedor não conseguiu nos informar todos, por isso não sabemos se algum deles permite a sua entrada. Fale com o administrador ou use outra conta.
refused-account-stronger-sign-in-needed = É necessário um login mais seguro
    .explanation = Faltou ao seu login algo que se exige aqui, como um segundo fator. Configure-o no provedor e tente novamente, ou fale com o administrador.
refused-account-fresh-sign-in-needed = Você precisa entrar de novo
    .explanation = O seu último login no provedor foi há tempo demais. Tente novamente e digite lá a sua senha mais uma vez. Se o provedor não a pedir, saia primeiro lá ou use outro provedor.
refused-account-other-organization = Esta conta pertence a outra organização
    .explanation = Com este provedor, só podem entrar pessoas de determinadas organizações. Use a conta da sua organização ou fale com o administrador.
refused-account-disabled = Esta conta está desativada
    .explanation = Peça ao administrador que a ative novamente ou use outra conta.
refused-request-cross-site = Outro site enviou esta solicitação
    .explanation = Para a sua segurança, nada foi alterado. Se era essa a sua intenção, faça isso nas páginas deste site.
refused-request-too-many = Tentativas demais
    .explanation = Espere um minuto e tente novamente.
refused-database-unavailable = Uma breve interrupção
    .explanation = O banco de dados deste site não responde no momento. Isso costuma passar em segundos, e nada se perde. Espere um momento e tente novamente.
signed-out-of-browser-only = Talvez sua sessão continue aberta em outro lugar
    .explanation = O banco de dados deste site não responde no momento, por isso sua sessão não pôde ser encerrada. Este navegador a esqueceu aqui. Para encerrá-la em todos os lugares, entre novamente em alguns minutos e encerre a sessão na página da sua conta.
refused-internal = Algo deu errado aqui
    .explanation = A culpa não é sua. Tente novamente em instantes; se o problema continuar, informe ao administrador o número da solicitação abaixo.

## Signing in with a sign-in link from the operator

sign-in-link-question = Entrar como { $name }?
sign-in-link-explanation = O administrador deste site criou um link de acesso para você. Ele funciona uma única vez e expira em dez minutos.
sign-in-link-as-provider = um link do administrador
refused-link-invalid = Este link não funciona mais
    .explanation = Um link de acesso funciona uma única vez e expira em dez minutos. Peça outro ao administrador ou entre de outra forma.
refused-session-ticket-invalid = A sessão não pôde ser transferida
    .explanation = Ela precisa chegar a esta página em menos de meio minuto, e uma única vez. Tente de novo.
refused-session-cookie-lost = Seu navegador não guardou um cookie
    .explanation = Sem os cookies deste site, você não pode permanecer conectado. Permita-os, abra esta página no endereço habitual e tente de novo.

## Applications behind the reverse proxy

application-needs-sign-in = Entre para continuar.
refused-verify-untrusted-proxy = Este site não está totalmente configurado
    .explanation = O login ainda não confia no proxy deste site. Avise o administrador: o log indica a configuração a alterar.
refused-verify-bad-request = Este endereço não pode ser aberto
    .explanation = Ele pode ser lido de várias formas ou não chegou aqui por inteiro. Se você o digitou, confira-o. Caso contrário, avise o administrador.
refused-verify-unknown-application = Não há nenhum aplicativo neste endereço
    .explanation = Ele não está configurado para o login. Confira o endereço ou peça ao administrador que o adicione.
refused-application-not-allowed =
    { $has-name ->
        [yes] Você não tem acesso a { $application }
       *[no] Você não tem acesso a esta página
    }
    .explanation = Peça acesso ao administrador ou use outra conta.
refused-application-step-up-needed =
    { $has-name ->
        [yes] O seu login não é suficiente para { $application }
       *[no] O seu login não é suficiente para esta página
    }
    .explanation = É necessário um login mais seguro ou mais recente, e o seu provedor não confirmou nenhum. Tente novamente e siga todas as etapas dele, ou fale com o administrador.
step-up = Entre de novo para abrir { $application }
step-up-stronger = Esta parte exige um login mais seguro do que o seu, por exemplo, com um segundo fator.
step-up-recent = O seu login foi há tempo demais para esta parte.
refused-application-ticket-invalid = O seu login não chegou ao aplicativo
    .explanation = Ele precisa chegar lá em menos de meio minuto, e uma única vez. Tente de novo.
refused-application-cookie-lost = O cookie do aplicativo se perdeu
    .explanation = Sem ele, você seria enviado para cá repetidamente. Permita os cookies do aplicativo e tente de novo. Se não adiantar, fale com o administrador: talvez o proxy do aplicativo não repasse os cookies.

## After a sign-out

signed-out-here-alone = Você saiu da sua conta aqui; a sessão em { $provider } talvez ainda esteja aberta.
signed-out-there = Sua sessão aqui foi encerrada, e pedimos a { $provider } que também a encerre.

## The account page and its subpages

account = Sua conta
ways-to-sign-in = Formas de entrar
no-address = sem endereço
not-offered = Não é mais oferecida
no-way-to-sign-in = Nenhuma das suas formas de entrar é mais oferecida aqui. Vincule outra antes de sair ou fale com o administrador.
linked-on = Vinculada em { $moment }
last-used-on = Último uso em { $moment }
unlink = Desvincular
unlink-ends-session = Neste navegador você entrou com ela: ao desvinculá-la, a sua sessão aqui será encerrada.
link-another = Vincular outra forma de entrar
link-provider = Vincular { $provider }
sessions = Sessões ativas
sessions-shown = As { $shown } sessões usadas mais recentemente, de { $count }
this-session = Este navegador
session-began = Iniciada em { $moment }
session-seen = Última atividade em { $moment }
signed-in-to = Sessão iniciada em
groups-at = Grupos em { $provider }
groups-too-many = Grupos demais em { $provider } para mostrar aqui
session-by-link = Link do administrador
end-session = Encerrar sessão
end-other-sessions = Encerrar todas as outras sessões
recent-events = Atividade recente
to-dashboard = Ir para o painel
changes = Alterações na sua conta
changes-unexpected = Se você não esperava alguma delas, verifique suas formas de entrar e suas sessões, e pergunte ao administrador.
changes-seen = Já vi
device = { $browser } em { $system }
device-unknown = Dispositivo desconhecido
event-signed-in = Sessão iniciada com { $provider }
event-sign-in-refused = Um acesso com { $provider } foi recusado: { $reason }
event-signed-out = Sessão encerrada
event-session-ended = Sessão encerrada em outro navegador
event-other-sessions-ended = Todas as outras sessões foram encerradas
event-linked = { $provider } foi vinculado
event-link-refused = { $provider } não foi vinculado: { $reason }
event-unlinked = { $provider } foi desvinculado
event-merged = Outra conta foi unida a esta
event-email-changed = O seu endereço de e-mail aqui mudou
event-signed-in-by-link = Sessão iniciada com um link do administrador
event-ended-there = Sessão encerrada em { $provider } e, por isso, aqui também
event-no-longer-welcome = Sessão encerrada porque { $provider } não confirma mais o seu login
event-recheck-unanswered = Sessão encerrada porque { $provider } não confirmou o seu login a tempo
event-provider-removed = Sessão encerrada porque { $provider } não é mais oferecido aqui
event-user-disabled = O administrador desativou esta conta
event-user-enabled = O administrador reativou esta conta
event-user-signed-out = O administrador encerrou todas as suas sessões
event-user-sessions-ended = O administrador encerrou algumas das suas sessões
event-user-unlinked = O administrador desvinculou uma das suas formas de entrar
event-user-relinked = O administrador permitiu que uma nova entrada no seu provedor substitua a anterior
event-user-renamed = O administrador alterou o seu nome de usuário
event-user-deleted = O administrador excluiu esta conta
event-user-invited = O administrador convidou você
event-sign-in-link-made = O administrador criou um link de acesso para você
done-linked = A forma de entrar foi vinculada. A partir de agora você pode usá-la.
done-linked-by-email = Uma nova forma de entrar foi vinculada à sua conta, porque tem o seu endereço de e-mail. Se não for sua, desvincule-a.
done-unlinked = A forma de entrar foi desvinculada.
done-session-ended = Aquela sessão foi encerrada.
done-other-sessions-ended = Todas as outras sessões foram encerradas.
done-merged = As duas contas foram unidas.
confirm = Confirme que é você
confirm-explanation = Você está prestes a mudar a forma como entra. Para a sua segurança, entre mais uma vez e depois repita a alteração.
confirm-with = Entrar novamente com { $provider }
confirm-otherwise = Se o provedor não permitir isso, use outro ou peça ao administrador um link de acesso.
link-question = Vincular esta forma de entrar?
link-explanation = Você acabou de entrar com ela neste navegador. Confira se as duas são suas.
link-identity = Forma de entrar
link-consequences = A partir de então, ela abrirá esta conta. Se não for sua, não a vincule.
link-leave = Não vincular
merge = Unir duas contas?
merge-explanation = Você acabou de entrar nas duas contas neste navegador, por isso pode uni-las. Confira-as bem antes de fazer isso.
merge-stays = Esta conta é mantida
merge-goes = Esta conta é incorporada a ela
account-since = Desde { $moment }
merge-consequences = Todas as formas de entrar levarão à conta mantida. A outra é excluída definitivamente e todas as suas sessões são encerradas. O que as aplicações guardaram para ela não é transferido.
merge-do = Unir
merge-leave = Deixar ambas como estão

## Access tokens, on the account page and on the page that shows a new one

access-tokens = Tokens de acesso
access-tokens-explanation = Com um token, um programa como o git, um gerenciador de arquivos ou um aplicativo móvel abre uma aplicação em seu nome, sem navegador.
token-created-on = Criado em { $moment }
token-expires-on = Expira em { $moment }
token-never-used = Nunca usado
revoke = Revogar
new-token = Novo token
token-name = Nome
token-name-hint = O dispositivo ou programa que vai usá-lo
token-applications = Aplicações
token-lifetime = Válido por
token-days = { $days } dias
token-year = 1 ano
make-token = Criar token
token-confirm-first = Antes de criar um token, confirme que é você.
token-needs-provider = Você entrou com um link do administrador. Para criar um token, entre primeiro com um provedor.
token-no-application = No momento, nenhuma aplicação aceita tokens seus.
token-too-many = Você não pode ter mais tokens. Revogue um primeiro.
done-token-revoked = O token foi revogado. Ele não abre mais nada.
event-token-created = Token de acesso criado
event-token-revoked = Token de acesso revogado
event-application-refused = Acesso a um aplicativo recusado
event-user-tokens-revoked = O administrador revogou tokens de acesso seus
token-ready = O seu novo token
token-copy = Copie-o agora: ele não será mostrado de novo.
token-valid-until = Válido até
token-use = Digite-o como senha, com qualquer nome de usuário, ou envie-o como token Bearer. Quem o tiver pode abrir essas aplicações em seu nome; portanto, mantenha-o em segredo.
token-keep = Ele funciona enquanto você entrar aqui pelo menos uma vez a cada { $days } dias.
refused-token-invalid = Este token de acesso não funciona
    .explanation = Ele foi revogado, expirou ou não é para esta aplicação. Entre de novo ou crie um novo token na página da sua conta.
refused-token-not-created = O token não foi criado
    .explanation = Ele precisa de um nome que nenhum outro token seu tenha e de pelo menos uma aplicação. Tente de novo.

## Why a change to the account was refused

refused-account-link-off = As contas deste provedor não são vinculadas aqui
    .explanation = O administrador não permite, por isso nada foi alterado. Vincule outro provedor ou fale com o administrador.
refused-account-another-user = Você usou outra conta
    .explanation = Você voltou com uma conta diferente da do início ou não está mais com a sessão iniciada. Nada foi alterado. Entre com a conta com que começou e tente novamente.
refused-account-confirmation-needed = Ainda sem vínculo com a sua conta
    .explanation = Você já tem uma conta com este endereço de e-mail. Entre como fazia antes para vincular também esta forma. Depois disso, você pode usar as duas.
refused-account-last-identity = É a sua única forma de entrar
    .explanation = Sem ela você não conseguiria mais entrar, por isso ela não foi desvinculada. Vincule outra primeiro.
