# The texts of Kaimu's pages, in Arabic.
# See en.ftl for notes to translators.

language-name = العربية
moment = %-d %B %Y، %H:%M UTC

## The sign-in page

sign-in = تسجيل الدخول
continue-with = المتابعة باستخدام { $provider }
last-used = آخر طريقة مستخدمة
not-answering = غير متاح حاليًا
or-continue-with-another = أو تسجيل الدخول بطريقة أخرى
afterwards = ستنتقل بعد ذلك إلى
choose-language = اللغة
try-again = إعادة المحاولة
try-again-with = إعادة المحاولة باستخدام { $provider }
use-another-account = استخدام حساب آخر
code = الرمز
request = رقم الطلب
contact = اسأل المسؤول:
last-provider-gone = طريقة دخولك الأخيرة لم تعد متاحة هنا. سجّل الدخول بطريقة أخرى، أو اطلب من المسؤول رابط دخول.
signed-out = تم تسجيل الخروج
signed-out-here = انتهت جلستك هنا. ربما لا تزال جلستك لدى موفّر الهوية مفتوحة.

## The sign-in page before any provider is set up; read by the operator

setup = لم يتم إعداد أي موفّر بعد
setup-register = لمن يدير هذا الموقع: يُرجى تسجيله لدى OpenID Provider باستخدام redirect URI التالي:
setup-configure = بعد ذلك، يُرجى ضبط متغيّر البيئة هذا بالقيم التي قدّمها الموفّر، ثم إعادة التشغيل:

## The page that completes a provider's form_post response

almost-there = أوشكت على الانتهاء
almost-there-explanation = بقيت خطوة واحدة لإكمال تسجيل دخولك.
address-too-long = العنوان الذي أردته أطول من أن يُحفظ أثناء تسجيل الدخول. تابع إلى الصفحة الرئيسية بدلًا منه.
continue = متابعة

## The page that asks a user who is signed in, when another site starts a sign-in with another provider

switch-explanation = يطلب منك موقع آخر تسجيل الدخول باستخدام { $provider }.
continue-as = المتابعة باسم { $name }
sign-in-instead = تسجيل الدخول باستخدام { $provider } بدلاً من ذلك

## The dashboard

dashboard = لوحة المعلومات
applications = التطبيقات
signed-in-as = تم تسجيل الدخول باسم { $username }
email = البريد الإلكتروني
no-verified-email = لا يوجد عنوان تم التحقق منه
signed-in-with = تم تسجيل الدخول عبر
since = منذ
sign-out = تسجيل الخروج

## The page that asks before a sign-out

sign-out-question = تسجيل الخروج؟
sign-out-explanation = سيؤدي هذا إلى إنهاء جلستك في هذا المتصفح.
stay-signed-in = إبقاء الجلسة مفتوحة

## Error pages

front-page = الانتقال إلى الصفحة الرئيسية
not-found = هذه الصفحة غير موجودة
    .explanation = يُرجى التحقق من العنوان أو البدء من جديد من الصفحة الرئيسية.
method-not-allowed = هذا الطلب غير مقبول هنا
    .explanation = هذا العنوان موجود، لكنه لا يقبل هذا النوع من الطلبات. يُرجى البدء من جديد من الصفحة الرئيسية.

## Why a sign-in was refused: each name is the code that the page shows in small print, with hyphens

refused-provider-unknown = هذا الموفّر غير موجود
    .explanation = يشير الرابط إلى موفّر هوية لم يتم إعداده هنا. يُرجى اختيار موفّر من القائمة أدناه.
refused-provider-unavailable = موفّر الهوية غير متاح
    .explanation = تعذّر الوصول إليه، أو كان ردّه غير صالح. يُرجى المحاولة مرة أخرى بعد قليل.
refused-provider-issuer-changed = تغيّر عنوان هذا الموفّر
    .explanation = على المسؤول تأكيد العنوان الجديد قبل أن تتمكن من تسجيل الدخول عبر هذا الموفّر. يُرجى مراجعة المسؤول أو تسجيل الدخول بطريقة أخرى.
refused-provider-signed-out = تم تسجيل خروجك لدى موفّر الهوية
    .explanation = أنهى موفّر الهوية جلستك أثناء تسجيل الدخول هذا. لاستخدام هذا الموقع، سجّل الدخول مجددًا.
refused-provider-refused-access-denied = تم رفض الوصول
    .explanation = لم يسمح لك موفّر الهوية بالدخول، أو تم إلغاء العملية من جانبك. يُرجى المحاولة مرة أخرى أو استخدام حساب آخر.
refused-provider-refused-not-assigned =
    { $named ->
        [yes] لم يتم تعيينك لهذا التطبيق لدى { $provider }
       *[no] لم يتم تعيينك لهذا التطبيق
    }
    .explanation = يُرجى مراجعة المسؤول أو استخدام حساب آخر.
refused-provider-refused-no-access-policy = لا توجد سياسة وصول تسمح بدخولك
    .explanation = سياسات موفّر الهوية لا تشمل تسجيل الدخول هذا. يُرجى الطلب من المسؤول إضافة سياسة مناسبة، أو استخدام حساب آخر.
refused-provider-refused-invalid-scope = ‏scope غير صالح
    .explanation = يطلب هذا الموقع scope لا يوفّره موفّر الهوية. على المسؤول تفعيله هناك أو إزالته هنا.
refused-provider-refused-login-required = يجب تسجيل الدخول لدى الموفّر أولًا
    .explanation = يطلب منك موفّر الهوية تسجيل الدخول. يُرجى المحاولة مرة أخرى.
refused-provider-refused-consent-required = موافقتك مطلوبة
    .explanation = يحتاج موفّر الهوية إلى موافقتك أولًا. يُرجى المحاولة مرة أخرى ومنح الموافقة.
refused-provider-refused-interaction-required = يلزم اتخاذ خطوة أخرى
    .explanation = يطلب منك موفّر الهوية القيام بإجراء أولًا. يُرجى المحاولة مرة أخرى واتباع خطواته.
refused-provider-refused-unmet-authentication-requirements = يلزم عامل تحقق ثانٍ
    .explanation = لم يكن تسجيل الدخول لدى موفّر الهوية بالقوة المطلوبة هنا. يُرجى إعداد عامل تحقق ثانٍ هناك والمحاولة مرة أخرى، أو استخدام حساب آخر.
refused-provider-refused-account-selection-required = يجب اختيار حساب
    .explanation = يحتاج موفّر الهوية إلى معرفة الحساب المقصود. يُرجى اختيار حساب آخر أو المحاولة مرة أخرى.
refused-provider-refused-temporarily-unavailable = موفّر الهوية مشغول
    .explanation = الضغط عليه كبير أو أنه قيد الصيانة. يُرجى المحاولة مرة أخرى بعد بضع دقائق.
refused-provider-refused-server-error = حدثت مشكلة لدى موفّر الهوية
    .explanation = حدث خطأ من جانبه. يُرجى المحاولة مرة أخرى بعد قليل.
refused-provider-refused-unauthorized-client = لا يُسمح لهذا الموقع بتسجيل دخولك
    .explanation = لا يسمح موفّر الهوية لهذا الموقع بتسجيل دخول المستخدمين. على المسؤول تغيير الإعدادات.
refused-provider-refused-invalid-request = رفض موفّر الهوية الطلب
    .explanation = يعتبر الموفّر طلب هذا الموقع غير صالح. يُرجى مراجعة المسؤول؛ يحتوي السجل على مزيد من التفاصيل.
refused-provider-refused-other = رفض موفّر الهوية تسجيل الدخول
    .explanation = أنهى الموفّر تسجيل الدخول لسبب غير معروف. يُرجى المحاولة مرة أخرى أو استخدام حساب آخر.
refused-state-missing = فقد هذا المتصفح أثر تسجيل الدخول
    .explanation = ربما تكون ملفات تعريف الارتباط محظورة، أو بدأ تسجيل الدخول في متصفح آخر. يُرجى السماح بملفات تعريف الارتباط لهذا الموقع والمحاولة مرة أخرى.
refused-state-unknown = لم نتعرّف على تسجيل الدخول هذا
    .explanation = قد يكون مصدره إشارة مرجعية قديمة أو علامة تبويب أخرى. يُرجى البدء من جديد؛ لن يستغرق ذلك سوى لحظة.
refused-state-expired = استغرق تسجيل الدخول وقتًا طويلًا جدًا
    .explanation = حفاظًا على أمانك، يجب إكمال تسجيل الدخول خلال بضع دقائق. يُرجى البدء من جديد.
refused-state-used = اكتمل تسجيل الدخول هذا من قبل
    .explanation = لقد عدت إلى تسجيل دخول سبق استخدامه. يُرجى بدء تسجيل دخول جديد.
refused-response-malformed = تعذّرت قراءة الرد
    .explanation = الرد الوارد من موفّر الهوية غير مكتمل. يُرجى المحاولة مرة أخرى.
refused-response-issuer-mismatch = الرد ليس من هذا الموفّر
    .explanation = لا يذكر الرد الموفّر الذي اخترته، لذلك رفضناه. يُرجى المحاولة مرة أخرى.
refused-token-exchange-failed = تعذّر إكمال تسجيل الدخول
    .explanation = لم يؤكّده موفّر الهوية. يُرجى المحاولة مرة أخرى.
refused-token-client-rejected = لم يتم إعداد هذا الموقع بشكل صحيح
    .explanation = لا يقبل موفّر الهوية client id وclient secret الخاصين بهذا الموقع. على المسؤول تصحيحهما.
refused-id-token-invalid = لم يجتز الرد فحصًا أمنيًا
    .explanation = تعذّر التحقق من رد موفّر الهوية، لذلك لم يتم تسجيل دخولك. يُرجى المحاولة مرة أخرى؛ وإذا تكرر ذلك في كل مرة، يُرجى إبلاغ المسؤول.
refused-userinfo-invalid = تعذّر التحقق من معلومات موفّر الهوية
    .explanation = لم تجتز المعلومات التي أرسلها موفّر الهوية عنك أحد الفحوص، لذلك لم يتم تسجيل دخولك. يُرجى المحاولة مرة أخرى؛ وإذا تكرر ذلك في كل مرة، يُرجى إبلاغ المسؤول.
refused-userinfo-subject-mismatch = كان الرد يخص شخصًا آخر
    .explanation = وصف موفّر الهوية شخصًا غير الذي سجّل الدخول. يُرجى المحاولة مرة أخرى؛ وإذا تكرر ذلك في كل مرة، يُرجى إبلاغ المسؤول.
refused-account-sign-up-closed = لا تُقبل حسابات جديدة هنا
    .explanation = يقتصر تسجيل الدخول على من لديهم حساب بالفعل. يُرجى الطلب من المسؤول إضافتك، أو استخدام حساب آخر.
refused-account-not-allowed = لا يُسمح لهذا الحساب بتسجيل الدخول هنا
    .explanation = يُرجى مراجعة المسؤول أو استخدام حساب آخر.
refused-account-no-allowed-group = لست في أي مجموعة يُسمح لها بتسجيل الدخول هنا
    .explanation = يُرجى الطلب من المسؤول إضافتك إلى إحداها، أو استخدام حساب آخر، ثم تسجيل الدخول من جديد.
refused-account-too-many-groups = أنت في مجموعات كثيرة جدًا
    .explanation = لم يتمكن موفّر الهوية من إبلاغنا بها كلها، لذا لا نعرف إن كانت إحداها تسمح بدخولك. يُرجى مراجعة المسؤول أو استخدام حساب آخر.
refused-account-stronger-sign-in-needed = يلزم تسجيل دخول أقوى
    .explanation = نقص تسجيلَ دخولك شيء مطلوب هنا، مثل عامل تحقق ثانٍ. يُرجى إعداده لدى موفّر الهوية والمحاولة مرة أخرى، أو مراجعة المسؤول.
refused-account-fresh-sign-in-needed = عليك تسجيل الدخول من جديد
    .explanation = مضى على تسجيل دخولك لدى موفّر الهوية وقت طويل. يُرجى المحاولة مرة أخرى وإدخال كلمة المرور هناك من جديد. إذا لم يطلبها موفّر الهوية، فسجّل الخروج لديه أولًا، أو استخدم موفّرًا آخر.
refused-account-other-organization = هذا الحساب تابع لمؤسسة أخرى
    .explanation = لا يمكن تسجيل الدخول عبر هذا الموفّر إلا لأعضاء مؤسسات محددة. يُرجى استخدام حساب مؤسستك أو مراجعة المسؤول.
refused-account-disabled = هذا الحساب معطّل
    .explanation = يُرجى الطلب من المسؤول إعادة تفعيله، أو استخدام حساب آخر.
refused-request-cross-site = أرسل موقع آخر هذا الطلب
    .explanation = حفاظًا على أمانك، لم يتم تغيير أي شيء. إذا كنت تقصد ذلك فعلًا، يُرجى القيام به من صفحات هذا الموقع نفسه.
refused-request-too-many = محاولات كثيرة جدًا
    .explanation = يُرجى الانتظار دقيقة ثم المحاولة مرة أخرى.
refused-database-unavailable = انقطاع قصير
    .explanation = لا تستجيب قاعدة بيانات هذا الموقع حاليًا. يزول ذلك عادةً خلال ثوانٍ، ولا يُفقد أي شيء. انتظر لحظة ثم أعد المحاولة.
signed-out-of-browser-only = قد تكون جلستك مستمرة في مكان آخر
    .explanation = لا تستجيب قاعدة بيانات هذا الموقع حاليًا، لذلك تعذّر إنهاء جلستك. نسيها هذا المتصفح هنا. لإنهائها في كل مكان، سجّل الدخول مجددًا بعد بضع دقائق وأنهِ الجلسة من صفحة حسابك.
refused-internal = حدث خطأ هنا
    .explanation = ليس الخطأ منك. يُرجى إعادة المحاولة بعد قليل؛ وإذا استمر الأمر فيُرجى إبلاغ المسؤول برقم الطلب أدناه.

## Signing in with a sign-in link from the operator

sign-in-link-question = تسجيل الدخول باسم { $name }؟
sign-in-link-explanation = أنشأ مسؤول هذا الموقع رابط تسجيل دخول لك. يعمل الرابط مرة واحدة فقط وتنتهي صلاحيته بعد عشر دقائق.
sign-in-link-as-provider = رابط من المسؤول
refused-link-invalid = لم يعد هذا الرابط يعمل
    .explanation = يعمل رابط تسجيل الدخول مرة واحدة فقط وتنتهي صلاحيته بعد عشر دقائق. يُرجى طلب رابط جديد من المسؤول، أو تسجيل الدخول بطريقة أخرى.
refused-session-ticket-invalid = تعذّر نقل الجلسة
    .explanation = يجب أن تصل إلى هذه الصفحة خلال نصف دقيقة ومرة واحدة فقط. يُرجى المحاولة مرة أخرى.
refused-session-cookie-lost = لم يحتفظ متصفحك بملف تعريف ارتباط
    .explanation = لا يمكن أن يستمر تسجيل دخولك دون ملفات تعريف الارتباط لهذا الموقع. اسمح بها، وافتح هذه الصفحة بعنوانها المعتاد، ثم حاول مرة أخرى.

## Applications behind the reverse proxy

application-needs-sign-in = سجّل الدخول للمتابعة.
refused-verify-untrusted-proxy = لم يكتمل إعداد هذا الموقع
    .explanation = لا تثق خدمة تسجيل الدخول بعدُ بالخادم الوكيل لهذا الموقع. يُرجى إبلاغ المسؤول: يذكر السجل الإعداد المطلوب تغييره.
refused-verify-bad-request = لا يمكن فتح هذا العنوان
    .explanation = يمكن قراءته بعدة طرق، أو لم يصل إلى هنا كاملًا. إذا كنت قد كتبته فتحقق منه، وإلا فيُرجى إبلاغ المسؤول.
refused-verify-unknown-application = لا يوجد تطبيق على هذا العنوان
    .explanation = لم يُعَدّ هذا العنوان لتسجيل الدخول. تحقق من العنوان، أو اطلب من المسؤول إضافته.
refused-application-not-allowed =
    { $has-name ->
        [yes] ليس لديك إذن للوصول إلى { $application }
       *[no] ليس لديك إذن للوصول إلى هذه الصفحة
    }
    .explanation = اطلب الإذن من المسؤول، أو استخدم حسابًا آخر.
refused-application-step-up-needed =
    { $has-name ->
        [yes] تسجيل دخولك لا يكفي لفتح { $application }
       *[no] تسجيل دخولك لا يكفي لفتح هذه الصفحة
    }
    .explanation = يلزم تسجيل دخول أقوى أو أحدث، ولم يؤكده موفّر الهوية. يُرجى المحاولة مرة أخرى واتباع جميع خطواته، أو مراجعة المسؤول.
step-up = سجّل الدخول من جديد لفتح { $application }
step-up-stronger = يتطلب هذا الجزء تسجيل دخول أقوى، مثلًا بعامل تحقق ثانٍ.
step-up-recent = مضى على تسجيل دخولك وقت أطول مما يسمح به هذا الجزء.
refused-application-ticket-invalid = لم يصل تسجيل دخولك إلى التطبيق
    .explanation = يجب أن يصل إليه خلال نصف دقيقة ومرة واحدة فقط. يُرجى المحاولة مرة أخرى.
refused-application-cookie-lost = فُقد ملف تعريف ارتباط التطبيق
    .explanation = من دونه ستُعاد إلى هنا مرارًا. اسمح بملفات تعريف الارتباط للتطبيق ثم حاول مرة أخرى. إذا لم يُفد ذلك فيُرجى مراجعة المسؤول: ربما لا يمرّر الخادم الوكيل للتطبيق ملفات تعريف الارتباط.

## After a sign-out

signed-out-here-alone = تم تسجيل خروجك هنا. ربما لا تزال جلستك لدى { $provider } مفتوحة.
signed-out-there = انتهت جلستك هنا، وطُلب من { $provider } تسجيل خروجك أيضًا.

## The account page and its subpages

account = حسابك
ways-to-sign-in = طرق تسجيل الدخول
no-address = بلا عنوان
not-offered = لم تعد متاحة
no-way-to-sign-in = لم تعد أيٌّ من طرق دخولك متاحة هنا. اربط طريقة أخرى قبل أن تسجّل الخروج، أو اسأل المسؤول.
linked-on = تاريخ الربط: { $moment }
last-used-on = آخر استخدام: { $moment }
unlink = إلغاء الربط
unlink-ends-session = سجّلت الدخول بها في هذا المتصفح: إلغاء ربطها يسجّل خروجك هنا.
link-another = ربط طريقة أخرى لتسجيل الدخول
link-provider = ربط { $provider }
sessions = الجلسات النشطة
sessions-shown = آخر { $shown } جلسة مستخدمة من أصل { $count }
this-session = هذا المتصفح
session-began = وقت تسجيل الدخول: { $moment }
session-seen = آخر نشاط: { $moment }
signed-in-to = التطبيقات التي سُجّل الدخول إليها
groups-at = المجموعات لدى { $provider }
groups-too-many = المجموعات لدى { $provider } أكثر من أن تُعرض هنا
session-by-link = رابط من المسؤول
end-session = تسجيل الخروج
end-other-sessions = تسجيل الخروج من كل مكان آخر
recent-events = النشاط الأخير
to-dashboard = الانتقال إلى لوحة المعلومات
changes = تغييرات في حسابك
changes-unexpected = إذا لم تكن تتوقع أحدها فراجع طرق تسجيل الدخول وجلساتك، واسأل المسؤول.
changes-seen = اطلعت على ذلك
device = { $browser } على { $system }
device-unknown = جهاز غير معروف
event-signed-in = تم تسجيل الدخول عبر { $provider }
event-sign-in-refused = رُفض تسجيل دخول عبر { $provider }: { $reason }
event-signed-out = تم تسجيل الخروج
event-session-ended = تم تسجيل الخروج في متصفح آخر
event-other-sessions-ended = تم تسجيل الخروج من كل مكان آخر
event-linked = تم ربط { $provider }
event-link-refused = لم يتم ربط { $provider }: { $reason }
event-unlinked = تم إلغاء ربط { $provider }
event-merged = دُمج حساب آخر في هذا الحساب
event-email-changed = تغيّر عنوان بريدك الإلكتروني هنا
event-signed-in-by-link = تم تسجيل الدخول عبر رابط من المسؤول
event-ended-there = تم تسجيل الخروج لدى { $provider }، وبالتالي هنا أيضًا
event-no-longer-welcome = تم تسجيل الخروج لأن { $provider } لم يعد يؤكّد تسجيل دخولك
event-recheck-unanswered = تم تسجيل الخروج لأن { $provider } لم يؤكّد تسجيل دخولك في الوقت المناسب
event-provider-removed = تم تسجيل الخروج لأن { $provider } لم يعد متاحًا هنا
event-user-disabled = عطّل المسؤول هذا الحساب
event-user-enabled = أعاد المسؤول تفعيل هذا الحساب
event-user-signed-out = سجّل المسؤول خروجك من كل مكان
event-user-sessions-ended = أنهى المسؤول بعض جلساتك
event-user-unlinked = ألغى المسؤول ربط إحدى طرق تسجيل دخولك
event-user-relinked = سمح المسؤول بأن يحل تسجيل دخول جديد لدى موفّر الهوية محل السابق
event-user-renamed = غيّر المسؤول اسم المستخدم الخاص بك
event-user-deleted = حذف المسؤول هذا الحساب
event-user-invited = دعاك المسؤول
event-sign-in-link-made = أنشأ المسؤول رابط تسجيل دخول لك
done-linked = تم الربط. يمكنك من الآن تسجيل الدخول بهذه الطريقة أيضًا.
done-linked-by-email = رُبطت بحسابك طريقة جديدة لتسجيل الدخول لأن لها عنوان بريدك الإلكتروني. إذا لم تكن لك، فألغِ ربطها.
done-unlinked = تم إلغاء الربط.
done-session-ended = انتهت تلك الجلسة.
done-other-sessions-ended = تم تسجيل خروجك من كل مكان آخر.
done-merged = تم دمج الحسابين.
confirm = تأكيد هويتك
confirm-explanation = أنت على وشك تغيير طريقة تسجيل دخولك. حفاظًا على أمانك، يُرجى تسجيل الدخول مرة أخرى أولًا، ثم إعادة إجراء التغيير.
confirm-with = تسجيل الدخول مجددًا عبر { $provider }
confirm-otherwise = إذا لم يسمح موفّر الهوية بذلك، فاستخدم موفّرًا آخر، أو اطلب من المسؤول رابط دخول.
link-question = هل تريد ربط طريقة تسجيل الدخول هذه؟
link-explanation = سجّلت الدخول بها للتو في هذا المتصفح. تحقق من أن كليهما لك.
link-identity = طريقة تسجيل الدخول
link-consequences = بعد ذلك ستفتح هذا الحساب. إذا لم تكن لك، فلا تربطها.
link-leave = عدم الربط
merge = هل تريد دمج حسابين؟
merge-explanation = سجّلت الدخول للتو إلى الحسابين في هذا المتصفح، لذلك يمكنك دمجهما. يُرجى التحقق منهما جيدًا قبل ذلك.
merge-stays = سيبقى هذا الحساب
merge-goes = سيُدمج فيه هذا الحساب
account-since = منذ { $moment }
merge-consequences = ستؤدي جميع طرق تسجيل الدخول إلى الحساب الذي يبقى. أما الآخر فيُحذف نهائيًا ويُسجَّل خروجه من كل مكان. ولا يُنقل ما حفظته التطبيقات له.
merge-do = دمجهما
merge-leave = ترك كليهما كما هما

## Access tokens, on the account page and on the page that shows a new one

access-tokens = رموز الوصول
access-tokens-explanation = باستخدام رمز، يفتح برنامج مثل git أو مدير ملفات أو تطبيق على الهاتف تطبيقًا باسمك من دون متصفح.
token-created-on = تاريخ الإنشاء: { $moment }
token-expires-on = تاريخ الانتهاء: { $moment }
token-never-used = لم يُستخدم قط
revoke = إبطال
new-token = رمز جديد
token-name = الاسم
token-name-hint = الجهاز أو البرنامج الذي سيستخدمه
token-applications = التطبيقات
token-lifetime = مدة الصلاحية
token-days = { $days } يومًا
token-year = سنة واحدة
make-token = إنشاء الرمز
token-confirm-first = قبل إنشاء رمز، يُرجى تأكيد هويتك.
token-needs-provider = سجّلت الدخول عبر رابط من المسؤول. لإنشاء رمز، يُرجى تسجيل الدخول أولًا عبر أحد موفّري الهوية.
token-no-application = لا يوجد حاليًا تطبيق يقبل رموزًا منك.
token-too-many = لا يمكنك إنشاء المزيد من الرموز. يُرجى إبطال أحدها أولًا.
done-token-revoked = تم إبطال الرمز. لم يعد يفتح شيئًا.
event-token-created = تم إنشاء رمز وصول
event-token-revoked = تم إبطال رمز وصول
event-application-refused = تم رفض الوصول إلى تطبيق
event-user-tokens-revoked = أبطل المسؤول رموز وصول خاصة بك
token-ready = رمزك الجديد
token-copy = يُرجى نسخه الآن: لن يظهر مرة أخرى.
token-valid-until = صالح حتى
token-use = يُرجى إدخاله ككلمة مرور مع أي اسم مستخدم، أو إرساله كرمز Bearer. كل من يملكه يمكنه فتح هذه التطبيقات باسمك، لذا يُرجى إبقاؤه سرًا.
token-keep = يعمل ما دمت تسجّل الدخول هنا مرة واحدة على الأقل خلال هذا العدد من الأيام: { $days }.
refused-token-invalid = رمز الوصول هذا لا يعمل
    .explanation = أُبطل أو انتهت صلاحيته أو ليس مخصصًا لهذا التطبيق. يُرجى تسجيل الدخول مرة أخرى، أو إنشاء رمز جديد في صفحة حسابك.
refused-token-not-created = لم يتم إنشاء الرمز
    .explanation = يحتاج إلى اسم لا يحمله أي رمز آخر لديك، وإلى تطبيق واحد على الأقل. يُرجى المحاولة مرة أخرى.

## Why a change to the account was refused

refused-account-link-off = لا تُربط حسابات موفّر الهوية هذا هنا
    .explanation = لا يسمح المسؤول بذلك، ولم يتغيّر شيء. اربط موفّر هوية آخر، أو اسأل المسؤول.
refused-account-another-user = استُخدم حساب مختلف
    .explanation = عدت بحساب مختلف عن الذي بدأت به، أو لم تعد جلستك مفتوحة. لم يتغيّر شيء. يُرجى تسجيل الدخول بالحساب الذي بدأت به والمحاولة مرة أخرى.
refused-account-confirmation-needed = غير مرتبط بحسابك بعد
    .explanation = لديك بالفعل حساب بعنوان البريد الإلكتروني هذا. يُرجى تسجيل الدخول كما كنت تفعل من قبل لربطهما. بعد ذلك يمكنك تسجيل الدخول بأي من الطريقتين.
refused-account-last-identity = هذه طريقتك الوحيدة لتسجيل الدخول
    .explanation = من دونها لن تتمكن من تسجيل الدخول مرة أخرى، لذلك لم يتم إلغاء ربطها. يُرجى ربط طريقة أخرى أولًا.
