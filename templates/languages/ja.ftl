# The texts of Kaimu's pages, in Japanese.
# See en.ftl for notes to translators.

language-name = 日本語
moment = %Y年%-m月%-d日 %H:%M UTC

## The sign-in page

sign-in = サインイン
continue-with = { $provider } で続行
last-used = 前回使用
not-answering = 現在利用できません
or-continue-with-another = または別の方法でサインイン
afterwards = サインイン後の移動先：
choose-language = 言語
try-again = 再試行
try-again-with = { $provider } で再試行
use-another-account = 別のアカウントを使用
code = コード
request = リクエスト番号
contact = 管理者へのお問い合わせ：
last-provider-gone = 前回のサインイン方法は、ここでは提供されなくなりました。別の方法でサインインするか、管理者にサインイン用リンクを依頼してください。
signed-out = サインアウトしました
signed-out-here = このサイトでのセッションは終了しました。ID プロバイダーには、まだサインインしたままの可能性があります。

## The sign-in page before any provider is set up; read by the operator

setup = プロバイダーがまだ設定されていません
setup-register = このサイトを運営している方は、次の redirect URI を使ってこのサイトを OpenID Provider に登録してください：
setup-configure = 続いて、プロバイダーから受け取った値をこの環境変数に設定し、再起動してください：

## The page that completes a provider's form_post response

almost-there = あと少しです
almost-there-explanation = あと 1 ステップでサインインが完了します。
address-too-long = 開こうとしたアドレスは長すぎるため、サインイン中に保持できませんでした。代わりにトップページに進んでください。
continue = 続行

## The page that asks a user who is signed in, when another site starts a sign-in with another provider

switch-explanation = 別のサイトが { $provider } でのサインインを求めています。
continue-as = { $name } として続行
sign-in-instead = 代わりに { $provider } でサインイン

## The dashboard

dashboard = ダッシュボード
applications = アプリケーション
signed-in-as = { $username } としてサインイン中
email = メールアドレス
no-verified-email = 確認済みのものはありません
signed-in-with = サインイン方法
since = サインイン日時
sign-out = サインアウト

## The page that asks before a sign-out

sign-out-question = サインアウトしますか？
sign-out-explanation = このブラウザーでのセッションが終了します。
stay-signed-in = サインインしたままにする

## Error pages

front-page = トップページへ
not-found = ページが見つかりません
    .explanation = アドレスを確認するか、トップページからやり直してください。
method-not-allowed = この操作はここではできません
    .explanation = このアドレスは存在しますが、この種類のリクエストは受け付けていません。トップページからやり直してください。

## Why a sign-in was refused: each name is the code that the page shows in small print, with hyphens

refused-provider-unknown = そのプロバイダーは存在しません
    .explanation = リンクで指定された ID プロバイダーは、ここでは設定されていません。下から選んでください。
refused-provider-unavailable = プロバイダーを利用できません
    .explanation = 接続できなかったか、正しい応答が得られませんでした。しばらくしてからもう一度お試しください。
refused-provider-issuer-changed = このプロバイダーのアドレスが変わりました
    .explanation = このプロバイダーでサインインするには、管理者が新しいアドレスを確認する必要があります。管理者に問い合わせるか、別の方法でサインインしてください。
refused-provider-signed-out = プロバイダーでサインアウトされました
    .explanation = このサインインの途中で、プロバイダーがセッションを終了しました。このサイトを利用するには、もう一度サインインしてください。
refused-provider-refused-access-denied = アクセスが拒否されました
    .explanation = プロバイダーがアクセスを許可しなかったか、操作がキャンセルされました。もう一度試すか、別のアカウントを使用してください。
refused-provider-refused-not-assigned =
    { $named ->
        [yes] { $provider } でこのアプリケーションが割り当てられていません
       *[no] このアプリケーションが割り当てられていません
    }
    .explanation = 管理者に問い合わせるか、別のアカウントを使用してください。
refused-provider-refused-no-access-policy = アクセスを許可するポリシーがありません
    .explanation = このサインインは、プロバイダーのどのポリシーの対象にもなっていません。管理者にポリシーの追加を依頼するか、別のアカウントを使用してください。
refused-provider-refused-invalid-scope = 無効な scope
    .explanation = このサイトが要求する scope の一部をプロバイダーが提供していません。管理者がプロバイダーで有効にするか、こちらの設定から削除する必要があります。
refused-provider-refused-login-required = 先にプロバイダーでのサインインが必要です
    .explanation = プロバイダーがサインインを求めています。もう一度お試しください。
refused-provider-refused-consent-required = 同意が必要です
    .explanation = 先にプロバイダーでの同意が必要です。もう一度試して、同意してください。
refused-provider-refused-interaction-required = もう 1 ステップ必要です
    .explanation = 先にプロバイダーで必要な操作があります。もう一度試し、表示される手順に従ってください。
refused-provider-refused-unmet-authentication-requirements = 2 要素認証が必要です
    .explanation = プロバイダーでのサインインが、ここで求められるセキュリティ要件を満たしていませんでした。プロバイダーで 2 要素認証を設定してもう一度試すか、別のアカウントを使用してください。
refused-provider-refused-account-selection-required = アカウントを選択してください
    .explanation = どのアカウントを使用するかをプロバイダーに伝える必要があります。別のアカウントを選ぶか、もう一度お試しください。
refused-provider-refused-temporarily-unavailable = プロバイダーが混み合っています
    .explanation = 過負荷の状態か、メンテナンス中です。数分後にもう一度お試しください。
refused-provider-refused-server-error = プロバイダーで問題が発生しました
    .explanation = プロバイダー側でエラーが起きました。しばらくしてからもう一度お試しください。
refused-provider-refused-unauthorized-client = このサイトからのサインインは許可されていません
    .explanation = プロバイダーは、ユーザーがこのサイトからサインインすることを許可していません。管理者による設定の変更が必要です。
refused-provider-refused-invalid-request = プロバイダーがリクエストを拒否しました
    .explanation = このサイトのリクエストは無効と判断されました。管理者に問い合わせてください。詳細はログに記録されています。
refused-provider-refused-other = プロバイダーがサインインを拒否しました
    .explanation = 不明な理由でサインインが中止されました。もう一度試すか、別のアカウントを使用してください。
refused-state-missing = このブラウザーではサインインの続きを確認できません
    .explanation = Cookie がブロックされているか、別のブラウザーでサインインを始めた可能性があります。このサイトの Cookie を許可して、もう一度お試しください。
refused-state-unknown = このサインインを認識できません
    .explanation = 古いブックマークや別のタブから開いた可能性があります。もう一度最初からやり直してください。すぐに終わります。
refused-state-expired = サインインに時間がかかりすぎました
    .explanation = 安全のため、サインインは数分以内に完了する必要があります。もう一度最初からやり直してください。
refused-state-used = このサインインはすでに完了しています
    .explanation = すでに使用済みのサインインに戻りました。新しくサインインを始めてください。
refused-response-malformed = 応答を読み取れませんでした
    .explanation = プロバイダーからの応答が不完全でした。もう一度お試しください。
refused-response-issuer-mismatch = このプロバイダーからの応答ではありません
    .explanation = 応答の発行元が、選択したプロバイダーではないため、拒否しました。もう一度お試しください。
refused-token-exchange-failed = サインインを完了できませんでした
    .explanation = プロバイダーによる確認が得られませんでした。もう一度お試しください。
refused-token-client-rejected = このサイトは正しく設定されていません
    .explanation = このサイトの client id と client secret がプロバイダーに受け入れられませんでした。管理者による修正が必要です。
refused-id-token-invalid = 応答がセキュリティチェックに合格しませんでした
    .explanation = プロバイダーの応答を検証できなかったため、サインインは行われませんでした。もう一度お試しください。毎回起こる場合は、管理者に知らせてください。
refused-userinfo-invalid = プロバイダーの情報を検証できませんでした
    .explanation = プロバイダーから届いたあなたの情報がチェックに合格しなかったため、サインインは行われませんでした。もう一度お試しください。毎回起こる場合は、管理者に知らせてください。
refused-userinfo-subject-mismatch = 応答は別の人に関するものでした
    .explanation = プロバイダーから届いた情報は、サインインした人とは別の人のものでした。もう一度お試しください。毎回起こる場合は、管理者に知らせてください。
refused-account-sign-up-closed = ここでは新しいアカウントを受け付けていません
    .explanation = サインインできるのは、すでにアカウントを持っている人だけです。管理者に追加を依頼するか、別のアカウントを使用してください。
refused-account-not-allowed = このアカウントではここにサインインできません
    .explanation = 管理者に問い合わせるか、別のアカウントを使用してください。
refused-account-no-allowed-group = ここにサインインできるグループに入っていません
    .explanation = 管理者にグループへの追加を依頼するか、別のアカウントを使用してください。その後、もう一度サインインしてください。
refused-account-too-many-groups = 所属するグループが多すぎます
    .explanation = プロバイダーがすべてのグループを伝えられなかったため、サインインできるグループに入っているか確認できません。管理者に問い合わせるか、別のアカウントを使用してください。
refused-account-stronger-sign-in-needed = より安全なサインインが必要です
    .explanation = 2 要素認証など、ここで求められるものがサインインに含まれていませんでした。プロバイダーで設定してもう一度試すか、管理者に問い合わせてください。
refused-account-fresh-sign-in-needed = サインインし直す必要があります
    .explanation = プロバイダーでのサインインから時間が経ちすぎています。もう一度試し、プロバイダーでパスワードを入力し直してください。パスワードを求められない場合は、先にプロバイダーでサインアウトするか、別のプロバイダーを使ってください。
refused-account-other-organization = このアカウントは別の組織のものです
    .explanation = このプロバイダーでサインインできるのは、特定の組織のメンバーだけです。ご自分の組織のアカウントを使用するか、管理者に問い合わせてください。
refused-account-disabled = このアカウントは無効になっています
    .explanation = 管理者に有効化を依頼するか、別のアカウントを使用してください。
refused-request-cross-site = このリクエストは別のサイトから送信されました
    .explanation = 安全のため、何も変更されていません。この操作を行いたい場合は、このサイト自体のページから行ってください。
refused-request-too-many = 試行回数が多すぎます
    .explanation = 1 分ほど待ってから、もう一度お試しください。
refused-database-unavailable = 一時的に中断しています
    .explanation = 現在、このサイトのデータベースが応答していません。通常は数秒で回復し、何も失われません。しばらく待ってから、もう一度お試しください。
signed-out-of-browser-only = ほかの場所ではまだサインインしている可能性があります
    .explanation = 現在、このサイトのデータベースが応答していないため、セッションを終了できませんでした。このブラウザーはここではセッションを破棄しました。すべての場所で終了するには、数分後にもう一度サインインし、アカウントページでセッションを終了してください。
refused-internal = ここで問題が発生しました
    .explanation = あなたの操作が原因ではありません。しばらくしてから再試行してください。解消しない場合は、下のリクエスト番号を管理者に伝えてください。

## Signing in with a sign-in link from the operator

sign-in-link-question = { $name } としてサインインしますか？
sign-in-link-explanation = このサイトの管理者があなたのためにサインイン用のリンクを作成しました。このリンクは 10 分以内に 1 回だけ使用できます。
sign-in-link-as-provider = 管理者からのリンク
refused-link-invalid = このリンクは使用できません
    .explanation = サインイン用のリンクは 10 分以内に 1 回だけ使用できます。管理者に新しいリンクを依頼するか、別の方法でサインインしてください。
refused-session-ticket-invalid = セッションを引き継げませんでした
    .explanation = 30 秒以内に、1 回だけこのページに届く必要があります。もう一度お試しください。
refused-session-cookie-lost = ブラウザーが Cookie を保存しませんでした
    .explanation = このサイトの Cookie がないと、サインインした状態を保てません。Cookie を許可し、通常のアドレスでこのページを開いて、もう一度お試しください。

## Applications behind the reverse proxy

application-needs-sign-in = 続行するにはサインインしてください。
refused-verify-untrusted-proxy = このサイトの設定が完了していません
    .explanation = このサイトのプロキシは、まだサインイン側で信頼されていません。管理者に知らせてください。変更すべき設定はログに記録されています。
refused-verify-bad-request = このアドレスは開けません
    .explanation = 複数の読み方ができるか、完全な形で届いていません。自分で入力した場合は、確認してください。そうでない場合は、管理者に知らせてください。
refused-verify-unknown-application = このアドレスにアプリケーションはありません
    .explanation = サインイン用に設定されていません。アドレスを確認するか、管理者に追加を依頼してください。
refused-application-not-allowed =
    { $has-name ->
        [yes] { $application } へのアクセス権がありません
       *[no] このページへのアクセス権がありません
    }
    .explanation = 管理者にアクセス権を依頼するか、別のアカウントを使用してください。
refused-application-step-up-needed =
    { $has-name ->
        [yes] { $application } には、このサインインでは不十分です
       *[no] このページには、このサインインでは不十分です
    }
    .explanation = より安全な、またはより新しいサインインが必要ですが、プロバイダーで確認されませんでした。もう一度試し、すべての手順に従うか、管理者に問い合わせてください。
step-up = { $application } を開くには、もう一度サインインしてください
step-up-stronger = この部分には、2 要素認証など、より安全なサインインが必要です。
step-up-recent = この部分を開くには、サインインから時間が経ちすぎています。
refused-application-ticket-invalid = サインインがアプリケーションに届きませんでした
    .explanation = 30 秒以内に、1 回だけ届く必要があります。もう一度お試しください。
refused-application-cookie-lost = アプリケーションの Cookie が失われました
    .explanation = この Cookie がないと、何度もここに戻されます。アプリケーションの Cookie を許可して、もう一度お試しください。解決しない場合は、管理者に問い合わせてください。アプリケーションのプロキシが Cookie を渡していない可能性があります。

## After a sign-out

signed-out-here-alone = このサイトからサインアウトしました。{ $provider } には、まだサインインしたままの可能性があります。
signed-out-there = このサイトでのセッションは終了し、{ $provider } にもサインアウトを依頼しました。

## The account page and its subpages

account = アカウント
ways-to-sign-in = サインイン方法の一覧
no-address = アドレスなし
not-offered = 提供終了
no-way-to-sign-in = お使いのサインイン方法は、ここではどれも提供されなくなりました。サインアウトする前に別の方法を連携するか、管理者にお問い合わせください。
linked-on = 連携日時: { $moment }
last-used-on = 最終使用: { $moment }
unlink = 連携を解除
unlink-ends-session = このブラウザーではこの方法でサインインしています。連携を解除すると、ここからサインアウトします。
link-another = 別のサインイン方法を連携
link-provider = { $provider } を連携
sessions = アクティブなセッション
sessions-shown = 全 { $count } 件のセッションのうち、最近使用された { $shown } 件
this-session = このブラウザー
session-began = サインイン: { $moment }
session-seen = 最終アクセス: { $moment }
signed-in-to = サインイン中のアプリケーション
groups-at = { $provider } でのグループ
groups-too-many = { $provider } でのグループが多すぎるため、ここには表示できません
session-by-link = 管理者からのリンク
end-session = サインアウト
end-other-sessions = ほかのすべての場所からサインアウト
recent-events = 最近のアクティビティ
to-dashboard = ダッシュボードへ
changes = アカウントの変更
changes-unexpected = 心当たりのないものがある場合は、サインイン方法とセッションを確認し、管理者に問い合わせてください。
changes-seen = 確認しました
device = { $system } の { $browser }
device-unknown = 不明なデバイス
event-signed-in = { $provider } でサインインしました
event-sign-in-refused = { $provider } でのサインインが拒否されました: { $reason }
event-signed-out = サインアウトしました
event-session-ended = 別のブラウザーからサインアウトしました
event-other-sessions-ended = ほかのすべての場所からサインアウトしました
event-linked = { $provider } を連携しました
event-link-refused = { $provider } は連携されませんでした: { $reason }
event-unlinked = { $provider } の連携を解除しました
event-merged = 別のアカウントがこのアカウントに統合されました
event-email-changed = ここでのメールアドレスが変わりました
event-signed-in-by-link = 管理者からのリンクでサインインしました
event-ended-there = { $provider } でサインアウトしたため、ここからもサインアウトしました
event-no-longer-welcome = { $provider } がサインインの継続を認めなくなったため、サインアウトしました
event-recheck-unanswered = { $provider } から時間内にサインインの確認が得られなかったため、サインアウトしました
event-provider-removed = { $provider } がここで利用できなくなったため、サインアウトしました
event-user-disabled = 管理者がこのアカウントを無効にしました
event-user-enabled = 管理者がこのアカウントを再び有効にしました
event-user-signed-out = 管理者があなたをすべての場所からサインアウトさせました
event-user-sessions-ended = 管理者があなたの一部のセッションを終了しました
event-user-unlinked = 管理者があなたのサインイン方法の 1 つの連携を解除しました
event-user-relinked = 管理者が、プロバイダーでの新しいサインインによる以前のサインインの置き換えを許可しました
event-user-renamed = 管理者があなたのユーザー名を変更しました
event-user-deleted = 管理者がこのアカウントを削除しました
event-user-invited = 管理者があなたを招待しました
event-sign-in-link-made = 管理者があなたのためにサインイン用のリンクを作成しました
done-linked = 連携しました。今後はこの方法でもサインインできます。
done-linked-by-email = 同じメールアドレスのため、新しいサインイン方法がアカウントと連携されました。ご自分のものでない場合は、連携を解除してください。
done-unlinked = 連携を解除しました。
done-session-ended = そのセッションは終了しました。
done-other-sessions-ended = ほかのすべての場所からサインアウトしました。
done-merged = 2 つのアカウントを統合しました。
confirm = 本人確認
confirm-explanation = サインイン方法を変更しようとしています。安全のため、まずもう一度サインインしてから、変更をやり直してください。
confirm-with = { $provider } でもう一度サインイン
confirm-otherwise = プロバイダーが対応していない場合は、別のプロバイダーを使うか、管理者にサインイン用リンクを依頼してください。
link-question = このサインイン方法を連携しますか？
link-explanation = このブラウザーで、この方法でサインインしたばかりです。どちらもご自分のものであることをご確認ください。
link-identity = サインイン方法
link-consequences = 今後は、この方法でこのアカウントに入れるようになります。ご自分のものでない場合は、連携しないでください。
link-leave = 連携しない
merge = 2 つのアカウントを統合しますか？
merge-explanation = このブラウザーで両方のアカウントにサインインしたばかりなので、2 つを統合できます。実行する前によくご確認ください。
merge-stays = 残るアカウント
merge-goes = 統合されるアカウント
account-since = 作成日時: { $moment }
merge-consequences = どの方法でサインインしても、残るアカウントに入るようになります。もう一方は完全に削除され、すべての場所からサインアウトされます。アプリケーションがそのアカウントのために保存したものは引き継がれません。
merge-do = 統合する
merge-leave = どちらもそのままにする

## Access tokens, on the account page and on the page that shows a new one

access-tokens = アクセストークン
access-tokens-explanation = トークンがあれば、git、ファイルマネージャー、モバイルアプリなどのプログラムが、ブラウザーなしであなたの名前でアプリケーションを開けます。
token-created-on = 作成日時: { $moment }
token-expires-on = 有効期限: { $moment }
token-never-used = 未使用
revoke = 失効させる
new-token = 新しいトークン
token-name = 名前
token-name-hint = 使用するデバイスまたはプログラム
token-applications = アプリケーション
token-lifetime = 有効期間
token-days = { $days } 日
token-year = 1 年
make-token = トークンを作成
token-confirm-first = トークンを作成する前に、本人確認をしてください。
token-needs-provider = 管理者からのリンクでサインインしています。トークンを作成するには、先にプロバイダーでサインインしてください。
token-no-application = 現在、あなたのトークンを受け付けるアプリケーションはありません。
token-too-many = トークンはこれ以上作成できません。先に 1 つ失効させてください。
done-token-revoked = トークンを失効させました。今後は何も開けません。
event-token-created = アクセストークンを作成しました
event-token-revoked = アクセストークンを失効させました
event-application-refused = アプリケーションへのアクセスが拒否されました
event-user-tokens-revoked = 管理者があなたのアクセストークンを失効させました
token-ready = 新しいトークン
token-copy = 今すぐコピーしてください。再び表示されることはありません。
token-valid-until = 有効期限
token-use = 任意のユーザー名とともにパスワードとして入力するか、Bearer トークンとして送信してください。これを持つ人は誰でもあなたの名前でこれらのアプリケーションを開けるため、秘密にしてください。
token-keep = 少なくとも { $days } 日に 1 回ここでサインインしている間、有効です。
refused-token-invalid = このアクセストークンは使えません
    .explanation = 失効したか、有効期限が切れたか、このアプリケーション用ではありません。もう一度サインインするか、アカウントページで新しいトークンを作成してください。
refused-token-not-created = トークンは作成されませんでした
    .explanation = ほかのトークンと異なる名前と、少なくとも 1 つのアプリケーションが必要です。もう一度お試しください。

## Why a change to the account was refused

refused-account-link-off = このプロバイダーのアカウントはここでは連携できません
    .explanation = 管理者が許可していないため、何も変更されていません。別のプロバイダーを連携するか、管理者にお問い合わせください。
refused-account-another-user = 別のアカウントが使用されました
    .explanation = 始めたときと異なるアカウントで戻ってきたか、すでにサインアウトしています。何も変更していません。始めたときのアカウントでサインインして、もう一度お試しください。
refused-account-confirmation-needed = まだアカウントと連携していません
    .explanation = このメールアドレスのアカウントをすでにお持ちです。連携するには、以前と同じ方法でサインインしてください。その後は、どちらの方法でもサインインできます。
refused-account-last-identity = 唯一のサインイン方法です
    .explanation = これがないとサインインできなくなるため、解除していません。先に別の方法を連携してください。
