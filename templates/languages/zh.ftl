# The texts of Kaimu's pages, in Simplified Chinese.
# See en.ftl for notes to translators.

language-name = 简体中文
moment = %Y年%-m月%-d日 %H:%M UTC

## The sign-in page

sign-in = 登录
continue-with = 使用 { $provider } 继续
last-used = 上次使用
not-answering = 暂时不可用
or-continue-with-another = 或使用其他方式登录
afterwards = 登录后将前往
choose-language = 语言
try-again = 重试
try-again-with = 使用 { $provider } 重试
use-another-account = 使用其他账号
code = 代码
request = 请求编号
contact = 请联系管理员：
last-provider-gone = 您上次使用的登录方式在此处已不再提供。请用其他方式登录，或向管理员索取登录链接。
signed-out = 您已退出登录
signed-out-here = 您在此处的会话已结束。您在身份提供商处可能仍处于登录状态。

## The sign-in page before any provider is set up; read by the operator

setup = 尚未设置身份提供商
setup-register = 如果此网站由您负责运行，请在您的 OpenID Provider 处注册此网站，并使用以下 redirect URI：
setup-configure = 然后将提供商给您的信息填入以下环境变量，并重新启动：

## The page that completes a provider's form_post response

almost-there = 即将完成
almost-there-explanation = 再有一步即可完成登录。
address-too-long = 您要打开的地址过长，登录过程中无法保留。请改为前往首页。
continue = 继续

## The page that asks a user who is signed in, when another site starts a sign-in with another provider

switch-explanation = 另一个网站请求您使用 { $provider } 登录。
continue-as = 以 { $name } 的身份继续
sign-in-instead = 改用 { $provider } 登录

## The dashboard

dashboard = 仪表板
applications = 应用
signed-in-as = 当前登录账号：{ $username }
email = 电子邮箱
no-verified-email = 没有已验证的邮箱
signed-in-with = 登录方式
since = 登录时间
sign-out = 退出登录

## The page that asks before a sign-out

sign-out-question = 要退出登录吗？
sign-out-explanation = 这将结束您在此浏览器中的会话。
stay-signed-in = 保持登录状态

## Error pages

front-page = 前往首页
not-found = 页面不存在
    .explanation = 请检查地址，或从首页重新开始。
method-not-allowed = 此处无法执行该操作
    .explanation = 此地址存在，但不接受这种类型的请求。请从首页重新开始。

## Why a sign-in was refused: each name is the code that the page shows in small print, with hyphens

refused-provider-unknown = 没有这个提供商
    .explanation = 链接中的身份提供商未在此处设置。请在下方选择一个。
refused-provider-unavailable = 身份提供商不可用
    .explanation = 无法连接到该提供商，或其响应无效。请稍后重试。
refused-provider-issuer-changed = 此身份提供商的地址已更改
    .explanation = 管理员确认新地址后，您才能通过此提供商登录。请联系管理员，或使用其他方式登录。
refused-provider-signed-out = 您已在身份提供商处退出登录
    .explanation = 在此次登录过程中，身份提供商结束了您的会话。要使用此网站，请重新登录。
refused-provider-refused-access-denied = 访问被拒绝
    .explanation = 身份提供商未允许您登录，或者您取消了操作。请重试，或使用其他账号。
refused-provider-refused-not-assigned =
    { $named ->
        [yes] 您在 { $provider } 未被分配到此应用
       *[no] 您未被分配到此应用
    }
    .explanation = 请联系管理员，或使用其他账号。
refused-provider-refused-no-access-policy = 没有允许您登录的访问策略
    .explanation = 身份提供商的策略未涵盖此次登录。请联系管理员添加策略，或使用其他账号。
refused-provider-refused-invalid-scope = 无效的 scope
    .explanation = 此网站请求了身份提供商不提供的 scope。管理员需要在提供商处启用它，或在此处将其移除。
refused-provider-refused-login-required = 您需要先在提供商处登录
    .explanation = 身份提供商要求您登录。请重试。
refused-provider-refused-consent-required = 需要您的同意
    .explanation = 身份提供商需要先征得您的同意。请重试并选择同意。
refused-provider-refused-interaction-required = 还需要一步操作
    .explanation = 身份提供商要求您先完成某项操作。请重试并按照其步骤操作。
refused-provider-refused-unmet-authentication-requirements = 需要双重验证
    .explanation = 在身份提供商处的登录未达到此处要求的安全级别。请在那里设置双重验证后重试，或使用其他账号。
refused-provider-refused-account-selection-required = 请选择账号
    .explanation = 身份提供商需要知道您要使用哪个账号。请选择其他账号，或重试。
refused-provider-refused-temporarily-unavailable = 身份提供商繁忙
    .explanation = 该提供商负载过高或正在维护。请过几分钟再试。
refused-provider-refused-server-error = 身份提供商出现问题
    .explanation = 该提供商那边出了错。请稍后重试。
refused-provider-refused-unauthorized-client = 此网站未获准为您登录
    .explanation = 身份提供商不允许用户通过此网站登录。需要由管理员更改设置。
refused-provider-refused-invalid-request = 身份提供商拒绝了请求
    .explanation = 该提供商认为此网站的请求无效。请联系管理员；日志中有更多详情。
refused-provider-refused-other = 身份提供商拒绝了登录
    .explanation = 该提供商因未知原因终止了登录。请重试，或使用其他账号。
refused-state-missing = 此浏览器丢失了登录进度
    .explanation = 可能是 Cookie 被阻止，或者登录是在其他浏览器中开始的。请允许此网站使用 Cookie，然后重试。
refused-state-unknown = 无法识别此次登录
    .explanation = 它可能来自旧书签或其他标签页。请重新开始，只需片刻。
refused-state-expired = 登录用时过长
    .explanation = 为了您的安全，登录必须在几分钟内完成。请重新开始。
refused-state-used = 此次登录已完成
    .explanation = 您返回到了一次已使用过的登录。请重新开始登录。
refused-response-malformed = 无法读取响应
    .explanation = 身份提供商返回的内容不完整。请重试。
refused-response-issuer-mismatch = 响应并非来自此身份提供商
    .explanation = 响应中标明的不是您选择的身份提供商，因此我们已将其拒绝。请重试。
refused-token-exchange-failed = 无法完成登录
    .explanation = 身份提供商未确认此次登录。请重试。
refused-token-client-rejected = 此网站设置有误
    .explanation = 身份提供商不接受此网站的 client id 和 client secret。需要由管理员更正。
refused-id-token-invalid = 响应未通过安全检查
    .explanation = 无法验证身份提供商的响应，因此未完成登录。请重试；如果每次都出现此问题，请告知管理员。
refused-userinfo-invalid = 无法验证身份提供商的信息
    .explanation = 身份提供商返回的有关您的信息未通过检查，因此未完成登录。请重试；如果每次都出现此问题，请告知管理员。
refused-userinfo-subject-mismatch = 响应对应的是另一个人
    .explanation = 身份提供商返回的信息与登录者不是同一个人。请重试；如果每次都出现此问题，请告知管理员。
refused-account-sign-up-closed = 此处不开放注册
    .explanation = 只有已有账号的用户才能登录。请联系管理员添加您，或使用其他账号。
refused-account-not-allowed = 此账号不能在这里登录
    .explanation = 请联系管理员，或使用其他账号。
refused-account-no-allowed-group = 您不在任何可以在此登录的群组中
    .explanation = 请联系管理员将您加入其中一个群组，或使用其他账号。然后重新登录。
refused-account-too-many-groups = 您所在的群组过多
    .explanation = 身份提供商无法告知全部群组，因此我们不知道其中是否有允许您登录的群组。请联系管理员，或使用其他账号。
refused-account-stronger-sign-in-needed = 需要更安全的登录方式
    .explanation = 您的登录缺少此处要求的内容，例如双重验证。请在身份提供商处设置后重试，或联系管理员。
refused-account-fresh-sign-in-needed = 您需要重新登录
    .explanation = 您在身份提供商处的登录已过去太久。请重试，并在那里再次输入密码。如果身份提供商没有要求输入，请先在那里退出登录，或使用其他身份提供商。
refused-account-other-organization = 此账号属于其他组织
    .explanation = 只有特定组织的成员才能通过此提供商登录。请使用您所在组织的账号，或联系管理员。
refused-account-disabled = 此账号已停用
    .explanation = 请联系管理员重新启用，或使用其他账号。
refused-request-cross-site = 此请求由其他网站发出
    .explanation = 为了您的安全，未作任何更改。如果您确实想执行此操作，请在此网站自己的页面上进行。
refused-request-too-many = 尝试次数过多
    .explanation = 请等待一分钟，然后重试。
refused-database-unavailable = 短暂中断
    .explanation = 此网站的数据库目前没有响应。通常几秒钟后就会恢复，不会丢失任何内容。请稍等片刻，然后重试。
signed-out-of-browser-only = 您可能仍在其他位置保持登录状态
    .explanation = 此网站的数据库目前没有响应，因此无法结束您的会话。此浏览器已在此处清除该会话。要在所有位置结束会话，请几分钟后重新登录，并在账号页面结束该会话。
refused-internal = 此处出现问题
    .explanation = 这不是您的问题。请稍后重试；如果问题仍然存在，请将下方的请求编号告知管理员。

## Signing in with a sign-in link from the operator

sign-in-link-question = 以 { $name } 的身份登录？
sign-in-link-explanation = 本站管理员为您创建了一个登录链接。该链接只能使用一次，十分钟内有效。
sign-in-link-as-provider = 管理员提供的链接
refused-link-invalid = 此链接已失效
    .explanation = 登录链接只能使用一次，十分钟内有效。请向管理员索取新链接，或使用其他方式登录。
refused-session-ticket-invalid = 无法转移会话
    .explanation = 会话必须在半分钟内到达此页面，且只能使用一次。请重试。
refused-session-cookie-lost = 您的浏览器没有保存 Cookie
    .explanation = 没有本网站的 Cookie，您无法保持登录状态。请允许 Cookie，使用常用地址打开此页面，然后重试。

## Applications behind the reverse proxy

application-needs-sign-in = 请登录以继续。
refused-verify-untrusted-proxy = 此网站尚未完成设置
    .explanation = 登录服务尚未信任此网站的代理。请告知管理员：日志中写明了需要更改的设置。
refused-verify-bad-request = 无法打开此地址
    .explanation = 此地址可以有多种解读，或没有完整到达这里。如果是您输入的，请检查。否则请告知管理员。
refused-verify-unknown-application = 此地址没有应用
    .explanation = 此地址尚未设置登录。请检查地址，或请管理员添加。
refused-application-not-allowed =
    { $has-name ->
        [yes] 您无权访问 { $application }
       *[no] 您无权访问此页面
    }
    .explanation = 请向管理员申请访问权限，或使用其他账号。
refused-application-step-up-needed =
    { $has-name ->
        [yes] 您的登录不足以访问 { $application }
       *[no] 您的登录不足以访问此页面
    }
    .explanation = 这里需要更安全或更新的登录，而身份提供商没有确认。请重试并完成其所有步骤，或联系管理员。
step-up = 请重新登录以打开 { $application }
step-up-stronger = 此部分需要更安全的登录方式，例如双重验证。
step-up-recent = 对于此部分，您的登录已过去太久。
refused-application-ticket-invalid = 您的登录没有到达应用
    .explanation = 登录必须在半分钟内到达应用，且只能使用一次。请重试。
refused-application-cookie-lost = 应用的 Cookie 丢失了
    .explanation = 没有它，您会反复回到这里。请允许应用的 Cookie，然后重试。如果仍然无效，请联系管理员：应用的代理可能没有传递 Cookie。

## After a sign-out

signed-out-here-alone = 您已在此处退出登录。您在 { $provider } 处可能仍处于登录状态。
signed-out-there = 您在此处的会话已结束，并已请求 { $provider } 同时将您退出登录。

## The account page and its subpages

account = 您的账号
ways-to-sign-in = 登录方式
no-address = 无邮箱地址
not-offered = 不再提供
no-way-to-sign-in = 您的登录方式在此处都已不再提供。请在退出登录前关联其他方式，或联系管理员。
linked-on = 关联时间：{ $moment }
last-used-on = 上次使用：{ $moment }
unlink = 取消关联
unlink-ends-session = 您在此浏览器中正使用它登录：取消关联后，您将在此处退出登录。
link-another = 关联其他登录方式
link-provider = 关联 { $provider }
sessions = 活动会话
sessions-shown = 共 { $count } 个会话，此处显示最近使用的 { $shown } 个
this-session = 此浏览器
session-began = 登录于 { $moment }
session-seen = 最近活动：{ $moment }
signed-in-to = 已登录的应用
groups-at = 在 { $provider } 的群组
groups-too-many = 在 { $provider } 的群组过多，无法在此显示
session-by-link = 管理员提供的链接
end-session = 退出登录
end-other-sessions = 退出所有其他会话
recent-events = 最近的活动
to-dashboard = 前往仪表板
changes = 您的账号有变更
changes-unexpected = 如果其中有您不知情的变更，请检查您的登录方式和会话，并询问管理员。
changes-seen = 我已知悉
device = { $system } 上的 { $browser }
device-unknown = 未知设备
event-signed-in = 使用 { $provider } 登录
event-sign-in-refused = 使用 { $provider } 的登录被拒绝：{ $reason }
event-signed-out = 已退出登录
event-session-ended = 已退出另一浏览器中的登录
event-other-sessions-ended = 已退出所有其他会话
event-linked = 已关联 { $provider }
event-link-refused = 未能关联 { $provider }：{ $reason }
event-unlinked = 已取消关联 { $provider }
event-merged = 另一个账号已合并到此账号
event-email-changed = 您在此处的电子邮件地址已更改
event-signed-in-by-link = 使用管理员提供的链接登录
event-ended-there = 已在 { $provider } 退出登录，因此此处也已退出
event-no-longer-welcome = { $provider } 不再确认您的登录，因此已退出登录
event-recheck-unanswered = { $provider } 未能及时确认您的登录，因此已退出登录
event-provider-removed = 此处不再提供 { $provider }，因此已退出登录
event-user-disabled = 管理员停用了此账号
event-user-enabled = 管理员重新启用了此账号
event-user-signed-out = 管理员已将您在所有位置退出登录
event-user-sessions-ended = 管理员结束了您的部分会话
event-user-unlinked = 管理员取消关联了您的一种登录方式
event-user-relinked = 管理员允许您在身份提供商处的新登录替换原有登录
event-user-renamed = 管理员更改了您的用户名
event-user-deleted = 管理员删除了此账号
event-user-invited = 管理员邀请了您
event-sign-in-link-made = 管理员为您创建了登录链接
done-linked = 已关联。从现在起，您也可以用它登录。
done-linked-by-email = 由于电子邮件地址相同，一个新的登录方式已关联到您的账号。如果它不是您的，请取消关联。
done-unlinked = 已取消关联。
done-session-ended = 该会话已结束。
done-other-sessions-ended = 您已退出所有其他会话。
done-merged = 两个账号已合并。
confirm = 请确认是您本人
confirm-explanation = 您即将更改登录方式。为了您的安全，请先重新登录一次，然后再进行更改。
confirm-with = 使用 { $provider } 重新登录
confirm-otherwise = 如果身份提供商不支持这样做，请使用其他身份提供商，或向管理员索取登录链接。
link-question = 要关联此登录方式吗？
link-explanation = 您刚刚在此浏览器中用它登录。请确认两者都是您的。
link-identity = 登录方式
link-consequences = 之后，它将可以打开此账号。如果它不是您的，请不要关联。
link-leave = 不关联
merge = 要合并两个账号吗？
merge-explanation = 您刚刚在此浏览器中登录了这两个账号，因此可以将它们合并。操作前请仔细核对。
merge-stays = 保留此账号
merge-goes = 此账号将并入其中
account-since = 创建于 { $moment }
merge-consequences = 之后，所有登录方式都会进入保留的账号。另一个账号将被永久删除，并在所有地方退出登录；应用为它保存的内容不会随之转移。
merge-do = 合并
merge-leave = 两个都保持不变

## Access tokens, on the account page and on the page that shows a new one

access-tokens = 访问令牌
access-tokens-explanation = 有了令牌，git、文件管理器或手机应用等程序无需浏览器即可以您的名义打开应用。
token-created-on = 创建时间：{ $moment }
token-expires-on = 到期时间：{ $moment }
token-never-used = 从未使用
revoke = 吊销
new-token = 新建令牌
token-name = 名称
token-name-hint = 将使用它的设备或程序
token-applications = 应用
token-lifetime = 有效期
token-days = { $days } 天
token-year = 1 年
make-token = 创建令牌
token-confirm-first = 创建令牌之前，请确认是您本人。
token-needs-provider = 您是通过管理员提供的链接登录的。要创建令牌，请先使用身份提供商登录。
token-no-application = 目前没有应用接受您的令牌。
token-too-many = 您的令牌数量已达上限。请先吊销一个。
done-token-revoked = 令牌已吊销，不能再打开任何应用。
event-token-created = 创建了访问令牌
event-token-revoked = 吊销了访问令牌
event-application-refused = 访问应用时被拒绝
event-user-tokens-revoked = 管理员吊销了您的访问令牌
token-ready = 您的新令牌
token-copy = 请立即复制：之后不会再次显示。
token-valid-until = 有效期至
token-use = 请将它作为密码输入（用户名任意），或作为 Bearer 令牌发送。任何持有它的人都能以您的名义打开这些应用，请妥善保密。
token-keep = 只要您至少每 { $days } 天在此登录一次，它就有效。
refused-token-invalid = 此访问令牌无效
    .explanation = 它已被吊销、已过期，或不适用于此应用。请重新登录，或在您的账号页面上创建新令牌。
refused-token-not-created = 未创建令牌
    .explanation = 它需要一个与您其他令牌不同的名称，并至少选择一个应用。请重试。

## Why a change to the account was refused

refused-account-link-off = 此身份提供商的账号不能在此关联
    .explanation = 管理员不允许这样做，因此没有任何更改。请关联其他身份提供商，或联系管理员。
refused-account-another-user = 您使用了另一个账号
    .explanation = 您返回时使用的账号与开始时不同，或者您已不再处于登录状态。没有更改任何内容。请使用开始时的账号登录，然后重试。
refused-account-confirmation-needed = 尚未与您的账号关联
    .explanation = 您已有使用此邮箱地址的账号。请按以前的方式登录以完成关联。之后，两种方式都可以登录。
refused-account-last-identity = 这是您唯一的登录方式
    .explanation = 没有它您将无法再次登录，因此未取消关联。请先关联另一种方式。
