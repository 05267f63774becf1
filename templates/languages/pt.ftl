# What Kaimu says to people, in Portuguese.
# See en.ftl for notes to translators.

language-name = Português
moment = %-d de %B de %Y, %H:%M UTC

## The sign-in page

sign-in = Entrar
continue-with = Continuar com { $provider }
last-used = Usado por último
not-answering = Não responde no momento
or-continue-with-another = Ou entrar de outra forma
afterwards = Depois, você seguirá para
choose-language = Idioma
try-again-with = Tentar novamente com { $provider }
use-another-account = Usar outra conta
code = Código
request = Número da solicitação
signed-out = Você saiu da sua conta
signed-out-here = Sua sessão aqui foi encerrada. A sessão no seu provedor de identidade talvez ainda esteja aberta.

## The sign-in page before any provider is set up; read by the operator

setup = Nenhum provedor foi configurado ainda
setup-register = Se você administra este site: registre-o no seu OpenID Provider com a redirect URI:
setup-configure = Depois, defina esta variável de ambiente com os dados que o provedor forneceu e reinicie o serviço:

## The page between a provider and here

almost-there = Quase lá
almost-there-explanation = Falta só mais um passo para você entrar.
continue = Continuar

## The dashboard

dashboard = Painel
signed-in-as = Sessão iniciada como { $username }
email = E-mail
no-verified-email = nenhum verificado
signed-in-with = Sessão iniciada com
since = Desde
sign-out = Sair

## The question before a sign-out

sign-out-question = Deseja sair?
sign-out-explanation = Isso encerra sua sessão neste navegador.
stay-signed-in = Manter a sessão iniciada

## Error pages

front-page = Ir para a página inicial
not-found = Esta página não existe
    .explanation = Verifique o endereço ou comece de novo pela página inicial.
method-not-allowed = Isso não funciona aqui
    .explanation = Este endereço existe, mas não aceita esse tipo de solicitação.

## Why a sign-in was refused: the name is the code that the page shows in small print

refused-provider-unknown = Esse provedor não existe
    .explanation = O link indica um provedor de identidade que não está configurado aqui. Escolha um abaixo.
refused-provider-unavailable = O provedor não responde
    .explanation = Não foi possível contatá-lo, ou a resposta dele não fez sentido. Tente novamente em instantes.
refused-provider-issuer-changed = Este provedor aguarda o administrador
    .explanation = Ele mudou de endereço, e o administrador precisa confirmar isso primeiro.
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
refused-provider-refused-invalid-scope = Este site pede algo desconhecido
    .explanation = O provedor não reconhece um scope que este site pede. O administrador precisa corrigir isso.
refused-provider-refused-login-required = Primeiro é preciso entrar no provedor
    .explanation = O provedor exige que você entre na sua conta. Tente novamente.
refused-provider-refused-consent-required = O seu consentimento é necessário
    .explanation = O provedor precisa primeiro do seu consentimento. Tente novamente e aceite.
refused-provider-refused-interaction-required = Falta mais um passo
    .explanation = O provedor exige primeiro uma ação sua. Tente novamente e siga os passos dele.
refused-provider-refused-account-selection-required = Escolha uma conta
    .explanation = O provedor precisa saber qual conta você quer usar. Escolha outra conta ou tente novamente.
refused-provider-refused-temporarily-unavailable = O provedor está ocupado
    .explanation = Ele está sobrecarregado ou em manutenção. Tente novamente em alguns minutos.
refused-provider-refused-server-error = O provedor teve um problema
    .explanation = Algo deu errado do lado dele. Tente novamente em instantes.
refused-provider-refused-unauthorized-client = Este site não tem permissão para fazer a solicitação
    .explanation = O provedor não permite o login de pessoas por meio deste site. O administrador precisa alterar as configurações.
refused-provider-refused-invalid-request = O provedor não entendeu a solicitação
    .explanation = Ele considerou malformada a solicitação deste site. O administrador encontra mais detalhes no log.
refused-provider-refused-other = O provedor recusou o login
    .explanation = Ele encerrou o login por um motivo próprio. Tente novamente ou use outra conta.
refused-state-missing = Este navegador perdeu o rastro do login
    .explanation = Talvez os cookies estejam bloqueados, ou o login tenha começado em outro navegador. Permita os cookies deste site e tente novamente.
refused-state-unknown = Este login não foi iniciado aqui
    .explanation = Talvez seja um favorito antigo ou outra aba. Comece de novo; leva só um momento.
refused-state-expired = Demorou demais
    .explanation = Para a sua segurança, o login deve ser concluído em poucos minutos. Comece de novo.
refused-state-used = Este login já terminou
    .explanation = Você voltou a um login que já foi usado. Inicie um novo.
refused-response-malformed = Não foi possível ler a resposta
    .explanation = A resposta do provedor chegou incompleta. Tente novamente.
refused-response-issuer-mismatch = A resposta veio de outro lugar
    .explanation = Ela não traz o nome do provedor, por isso não confiamos nela. Tente novamente.
refused-token-exchange-failed = Não foi possível concluir o login
    .explanation = O provedor não o confirmou. Tente novamente.
refused-token-client-rejected = Este site não está configurado corretamente
    .explanation = O provedor não aceita o client id e o client secret deste site. O administrador precisa corrigi-los.
refused-id-token-invalid = A resposta não passou em uma verificação de segurança
    .explanation = Não foi possível verificar o que o provedor enviou, por isso nenhuma sessão foi iniciada. Tente novamente; se acontecer sempre, avise o administrador.
refused-userinfo-subject-mismatch = A resposta era sobre outra pessoa
    .explanation = O provedor descreveu uma pessoa diferente da que entrou. Tente novamente; se acontecer sempre, avise o administrador.
refused-account-sign-up-closed = Novas contas não são aceitas aqui
    .explanation = Só pode entrar quem já tem uma conta. Peça ao administrador que adicione você ou use outra conta.
refused-account-not-allowed = Esta conta não pode entrar aqui
    .explanation = Fale com o administrador ou use outra conta.
refused-account-disabled = Esta conta está desativada
    .explanation = Peça ao administrador que a ative novamente ou use outra conta.
refused-request-cross-site = Outro site enviou esta solicitação
    .explanation = Para a sua segurança, nada foi alterado. Se era essa a sua intenção, faça isso nas páginas deste site.
refused-request-too-many = Tentativas demais
    .explanation = Espere um minuto e tente novamente.
refused-internal = Algo deu errado aqui
    .explanation = A culpa não é sua. Tente novamente em instantes; se continuar, informe ao administrador o número da solicitação abaixo.

## Signing in with a link that an operator has made

sign-in-link-question = Entrar como { $name }?
sign-in-link-explanation = O administrador deste site criou um link para você. Ele funciona uma única vez, durante dez minutos.
sign-in-link-as-provider = um link do administrador
refused-link-invalid = Este link não funciona mais
    .explanation = Um link de acesso funciona uma única vez, durante dez minutos. Peça outro ao administrador ou entre de outra forma.

## After a sign-out

signed-out-here-alone = Você saiu da sua conta aqui; a sessão em { $provider } talvez ainda esteja aberta.
signed-out-there = Sua sessão aqui foi encerrada, e pedimos a { $provider } que também a encerre.
